// The results of a plan run: brought here whole and checked, and shown.
import type { Client } from '@argosy/client';
import { outputGet, type PlanRunView } from '@argosy/contract/workloads/operations';
import { invariant, messageOf } from '@argosy/kernel/errors';
import { makeFolder } from '@argosy/host/make-folder';
import { access, constants, open, rmdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { Failure, UsageError } from '../exit-codes.ts';
import { tableOf, type TableLook } from '../operations/table.ts';
import type { Context } from '../profile.ts';
import type { Say } from '../texts.ts';
import { parseCsv } from './parse-csv.ts';

export interface Result {
  /** `<output>/<file>` */
  readonly name: string;
  readonly path: string;
}

/** Makes sure, before anything is started, that results can be put there: `folder`, or where folders of runs will be made. Answers
 *  the folders it made for that. Throws UsageError; that a disk fills up meanwhile is not foreseen. */
export async function prepareFolder(folder: string, say: Say): Promise<readonly string[]> {
  try {
    const made = await makeFolder(folder);
    await access(join(folder, sep), constants.W_OK | constants.X_OK);
    return made;
  } catch (error) {
    throw new UsageError(say('run.out.unusable', { folder, problem: messageOf(error) }));
  }
}

/** Takes back those of the folders into which nothing came. */
export async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of folders.toReversed()) await rmdir(folder).catch(() => undefined); // not empty, or gone
}

/** What came of fetching: the files that are here, and why not all of them are. */
export interface Fetched {
  readonly results: readonly Result[];
  readonly problem: string | undefined;
}

/** Fetches every output file into `folder`. A problem here (a full disk, a connection that stays broken) is told, not thrown: the
 *  run itself is over and its outputs stay on the server. */
export async function fetchResults(
  client: Client,
  planRun: PlanRunView,
  {
    folder,
    context: { say, command },
  }: { readonly folder: string; readonly context: Pick<Context, 'say' | 'command'> },
): Promise<Fetched> {
  const results: Result[] = [];
  for (const { path: name, sha256 } of planRun.outputs) {
    const path = resolve(folder, name);
    invariant(path.startsWith(`${resolve(folder)}${sep}`), `output ${name} lies in its folder`);
    try {
      const actual = await download(client, { planRunId: planRun.id, name, path });
      if (actual !== sha256) throw new Failure(say('run.output.changed', { path: name, actual, expected: sha256 }));
    } catch (error) {
      const facts = { name, folder, problem: messageOf(error), command, run: planRun.id, path };
      return { results, problem: say('run.output.unfetched', facts) };
    }
    results.push({ name, path });
  }
  return { results, problem: undefined };
}

const tries = 3; // a server that is restarted cuts a download off once

/** Fetches a file; answers its hash. A connection that breaks in the middle is begun again. */
async function download(
  client: Client,
  { planRunId, name, path }: { readonly planRunId: string; readonly name: string; readonly path: string },
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const input = { params: { planRunId }, query: { path: name }, file: path };
      return (await client.download(outputGet, input)).sha256;
    } catch (error) {
      const isCut = error instanceof TypeError; // fetch's own word for it, also while the body is read
      if (!isCut || attempt === tries) throw error;
    }
  }
}

const rowsShown = 20;
// Enough for the rows that are shown; a result may have gigabytes.
const readBytes = 256 * 1024;

/** The first rows of each CSV file, as tables. */
export async function showTables(
  results: readonly Result[],
  { look, say }: { readonly look: TableLook; readonly say: Say },
): Promise<string> {
  const parts = [];
  for (const { name, path } of results.filter((each) => each.path.endsWith('.csv'))) {
    const { text, isWhole } = await readBeginning(path);
    const [head = [], ...found] = parseCsv(text);
    const rows = isWhole ? found : found.slice(0, -1); // the last one is cut
    const table = tableOf(head, rows.slice(0, rowsShown), look);
    const all = isWhole ? String(rows.length) : `> ${rows.length}`;
    const more =
      rows.length > rowsShown
        ? `\n${say('run.rows', { shown: rowsShown, all, path: relative('.', path) || path })}`
        : '';
    parts.push(`${name}\n${table}${more}`);
  }
  return parts.join('\n\n');
}

async function readBeginning(path: string): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(readBytes), 0, readBytes, 0);
  return { text: buffer.toString('utf8', 0, bytesRead), isWhole: (await file.stat()).size <= bytesRead };
}

/** Where results go when nobody says: a folder of their own for each run, in this one. */
export const defaultParent = 'out';
export const defaultFolder = (planRun: PlanRunView): string => join(defaultParent, `${planRun.name}-${planRun.id}`);
