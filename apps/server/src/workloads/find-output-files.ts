// Which files lie at an output's place in HDFS (JOB-2), asked through the agent of a node: the server has no road of its own.
// Names that begin with `_` or `.` are Hadoop's own (`_SUCCESS`, `_temporary`) and no results.
import * as z from 'zod';
import { refusal } from '@argosy/kernel/errors';
import { type HdfsDoor, webHdfsUrl } from './domain/plan-copies.ts';
import type { AgentsForPlans } from './plans-deps.ts';

export interface FoundFile {
  /** Below the place; the file's own name when the place is a file. */
  readonly name: string;
  readonly hdfsPath: string;
  readonly sizeBytes: number;
}

/** Results are brought to a folder for people: more files than this are a table for the next job, not a result. */
const mostFiles = 10_000;

const status = z.object({ pathSuffix: z.string(), type: z.enum(['FILE', 'DIRECTORY', 'SYMLINK']), length: z.number() });
const listing = z.object({ FileStatuses: z.object({ FileStatus: z.array(status) }) });

/** The files at `place` and below it, by path; `undefined`: nothing is there.
 *  Refuses: transfer_failed (HDFS answers otherwise, or there are too many files), node_not_connected. */
export async function findOutputFiles(
  agents: Pick<AgentsForPlans, 'request'>,
  {
    nodeId,
    hdfs,
    place,
    signal,
  }: { readonly nodeId: string; readonly hdfs: HdfsDoor; readonly place: string; readonly signal: AbortSignal },
): Promise<readonly FoundFile[] | undefined> {
  const list = async (path: string) => {
    const request = {
      kind: 'http',
      method: 'GET',
      url: webHdfsUrl(hdfs, path, 'LISTSTATUS'),
      timeoutMs: 30_000,
    } as const;
    const answer = await agents.request(nodeId, request, signal);
    const failed = (problem: string) => refusal('transfer_failed', { what: `the list of ${path}`, problem });
    if (answer.kind === 'problem') throw failed(answer.problem.code);
    if (answer.kind !== 'http') throw failed('the node answered something else');
    if (answer.status === 404) return undefined;
    const text = Buffer.from(answer.base64, 'base64').toString('utf8');
    if (answer.status !== 200) throw failed(`HDFS answered ${answer.status} ${text.slice(0, 300)}`);
    return listing.parse(JSON.parse(text)).FileStatuses.FileStatus;
  };
  const files: FoundFile[] = [];
  const open = [place];
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    const entries = await list(path);
    if (entries === undefined) {
      if (path === place) return undefined;
      continue; // gone between two questions
    }
    for (const { pathSuffix, type, length } of entries) {
      if (/^[_.]/.test(pathSuffix)) continue;
      // Of a file, HDFS lists the file itself, without a name below its path.
      const hdfsPath = pathSuffix === '' ? path : `${path}/${pathSuffix}`;
      if (type === 'DIRECTORY') open.push(hdfsPath);
      else if (type === 'FILE') files.push({ name: nameBelow(place, hdfsPath), hdfsPath, sizeBytes: length });
    }
    if (files.length + open.length > mostFiles) {
      throw refusal('transfer_failed', { what: place, problem: `it holds more than ${mostFiles} files and folders` });
    }
  }
  return files.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function nameBelow(place: string, hdfsPath: string): string {
  return hdfsPath === place ? hdfsPath.slice(hdfsPath.lastIndexOf('/') + 1) : hdfsPath.slice(place.length + 1);
}
