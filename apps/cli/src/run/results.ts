// The results of a plan run: brought here whole and checked, and shown.
import type { Client } from '@argosy/client';
import { outputGet, type PlanRunView } from '@argosy/contract/workloads/operations';
import { invariant } from '@argosy/kernel/errors';
import { readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { Failure } from '../exit-codes.ts';
import { tableOf, type TableLook } from '../operations/table.ts';
import type { Say } from '../texts.ts';

export interface Result {
  /** `<output>/<file>` */
  readonly name: string;
  readonly path: string;
}

/** Fetches every output file into `folder`. */
export async function fetchResults(
  client: Client,
  planRun: PlanRunView,
  { folder, say, signal }: { readonly folder: string; readonly say: Say; readonly signal?: AbortSignal },
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const { path: name, sha256 } of planRun.outputs) {
    const path = resolve(folder, name);
    invariant(path.startsWith(`${resolve(folder)}${sep}`), `output ${name} lies in its folder`);
    const input = { params: { planRunId: planRun.id }, query: { path: name }, file: path, signal };
    const { sha256: actual } = await client.download(outputGet, input);
    if (actual !== sha256) throw new Failure(say('run.output.changed', { path: name, actual, expected: sha256 }));
    results.push({ name, path });
  }
  return results;
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
    const text = (await readFile(path)).subarray(0, readBytes).toString();
    const [head = [], ...rows] = parseCsv(text);
    const table = tableOf(head, rows.slice(0, rowsShown), look);
    const all = text.length < readBytes ? String(rows.length) : `> ${rows.length}`;
    const more =
      rows.length > rowsShown
        ? `\n${say('run.rows', { shown: rowsShown, all, path: relative('.', path) || path })}`
        : '';
    parts.push(`${name}\n${table}${more}`);
  }
  return parts.join('\n\n');
}

/** Rows of RFC 4180: fields may be quoted, and then hold commas, quotes and line breaks. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [whole, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (whole === '' && row.length === 0) break; // the end of the text, after the last line break
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Where results go when nobody says: a folder of their own for each run. */
export const defaultFolder = (planRun: PlanRunView): string => join('out', `${planRun.name}-${planRun.id}`);
