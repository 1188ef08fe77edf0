// Logs as text on standard output, and onward while they grow.
import type { Client } from '@argosy/client';
import { jobLogs } from '@argosy/contract/workloads/operations';

/** Prints a log of a run from `offset` to what there is now; with `follow`, on until the run has ended. Each wait is a long poll
 *  that the server answers as soon as there is more, or another log to read. */
export async function printRunLog(
  client: Client,
  {
    runId,
    query,
    follow,
    write,
  }: {
    readonly runId: string;
    readonly query: { readonly path?: string; readonly offset?: number; readonly limit?: number };
    readonly follow: boolean;
    readonly write: (text: string) => void;
  },
): Promise<void> {
  const { limit: wanted = Infinity, ...rest } = query;
  let offset = query.offset ?? 0;
  let path: string | undefined;
  for (let left = wanted; left > 0;) {
    const limit = Math.min(left, 262_144);
    const wait = follow ? 30 : 0;
    const part = await client.call(jobLogs, {
      params: { runId },
      query: { ...rest, offset, limit, wait, reading: path },
    });
    const isAnother = path !== undefined && part.path !== undefined && part.path !== path;
    path = part.path ?? path;
    if (isAnother && offset > 0) {
      offset = 0; // what came was read from the middle
      continue;
    }
    write(part.text);
    left -= part.nextOffset - part.offset;
    const isAtEnd = part.nextOffset === offset; // nothing more just now
    if (part.complete || (isAtEnd && !follow)) return;
    offset = part.nextOffset;
  }
}
