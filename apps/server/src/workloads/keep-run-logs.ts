// Brings a run's logs from the nodes into the store (JOB-3). An agent sends each log compressed to
// `run-logs/<run>/<node's name>/<path>.gz`; that folder is the truth, the table only says what is in it.
import { open, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { TransferItem } from '@argosy/contract/agent/protocol';
import { SYSTEM } from '../platform/caller.ts';
import type { WorkloadsDeps } from './deps.ts';
import { firstToRead, hasLogsOfAll, type NodeLog } from './domain/run-logs.ts';
import type { Run, RunAction } from './domain/run.ts';
import type { WorkCluster } from './domain/work-cluster.ts';
import { unzippedSize } from './kept-log-pieces.ts';
import { findNodeLogs } from './node-logs.ts';
import { actionsOfRun } from './store/actions.ts';
import { insertKeptLogs, type KeptLog, type StoredLog } from './store/run-logs.ts';
import { findRunOf } from './store/runs.ts';
import { readNodeFile } from './yarn/cluster-services.ts';

const tailBytes = 16_384;
const tailLines = 20;

/** What is to be copied from a node to the store. Throws node_not_connected where it cannot be seen just now. */
export async function logCopiesOf(
  deps: WorkloadsDeps,
  cluster: WorkCluster,
  run: Run,
  nodeId: string,
): Promise<readonly TransferItem[]> {
  const { attempts, actions } = await deps.read(run, async (tx) => ({
    attempts: (await findRunOf(tx, run.organizationId, run.id))?.attempts ?? [],
    actions: await actionsOfRun(tx, run.id),
  }));
  const node = cluster.nodes.filter(({ id }) => id === nodeId);
  const { logs, isWhole } = await findNodeLogs(deps.agents, node, attempts, actions);
  if (!isWhole) throw new Error('the logs of a run cannot be listed just now');
  return logs.map(({ file, nodeName, path }) => ({
    from: { path: file },
    // By an address, and a program may have given its log any name.
    to: { server: `logs/${run.id}/${nodeName}/${path.split('/').map(encodeURIComponent).join('/')}.gz` },
    compress: 'gzip',
  }));
}

/** Records all logs of the run that lie in the store. `some_missing`: an application ran of which there is none. */
export async function keepLogs(
  deps: WorkloadsDeps,
  run: Pick<Run, 'id' | 'organizationId' | 'spec'>,
): Promise<'all_there' | 'some_missing'> {
  const folder = join(deps.home.runLogs, run.id);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(noneIfMissing);
  const logs = await Promise.all(
    entries
      .filter((each) => each.isFile() && each.name.endsWith('.gz'))
      .map(async (each): Promise<StoredLog> => {
        const file = join(each.parentPath, each.name);
        const [nodeName = '', ...path] = relative(folder, file).slice(0, -'.gz'.length).split('/');
        const isDriver = /^(attempt-\d+\/)?(driver|task-1)\//.test(path.join('/'));
        const { size: storedBytes } = await stat(file);
        return {
          path: path.join('/'),
          nodeName,
          isDriver,
          storedBytes,
          sizeBytes: await originalSize(file, storedBytes),
        };
      }),
  );
  const attempts = await deps.transaction(SYSTEM, async (tx) => {
    await insertKeptLogs(tx, run.id, logs, deps.clock.now());
    return (await findRunOf(tx, run.organizationId, run.id))?.attempts ?? [];
  });
  const paths = logs.map(({ path }) => path);
  return hasLogsOfAll(run.spec.kind, attempts, paths) ? 'all_there' : 'some_missing';
}

/** A run without logs has no folder; one that cannot be read has it still, and what lies there must not go unrecorded. */
function noneIfMissing(error: unknown): [] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
  throw error;
}

/** A gzip file ends with the size of what it holds, modulo 4 GiB. A file that may hold so much, as nothing is compressed to less
 *  than a thousandth, is unzipped to know. */
async function originalSize(file: string, storedBytes: number): Promise<number> {
  if (storedBytes >= 4 * 1_048_576) return unzippedSize(file);
  const handle = await open(file);
  try {
    const last = Buffer.alloc(4);
    if (storedBytes >= 4) await handle.read(last, 0, 4, storedBytes - 4);
    return last.readUInt32LE(0);
  } finally {
    await handle.close();
  }
}

export const keptLogFile = (
  { home }: Pick<WorkloadsDeps, 'home'>,
  runId: string,
  { nodeName, path }: Pick<KeptLog, 'nodeName' | 'path'>,
): string => join(home.runLogs, runId, nodeName, `${path}.gz`);

/** The last lines that the driver of an attempt left, for the reason why it failed. */
export async function tailOfDriver(
  deps: WorkloadsDeps,
  cluster: WorkCluster,
  attempt: { readonly number: number; readonly applicationId: string | undefined },
  actions: readonly RunAction[],
): Promise<readonly string[]> {
  const { logs } = await findNodeLogs(deps.agents, cluster.nodes, [attempt], actions);
  const stderr: NodeLog | undefined =
    logs.find(({ isDriver, path, sizeBytes }) => isDriver && sizeBytes > 0 && path.endsWith('/stderr')) ??
    firstToRead(logs);
  if (stderr === undefined) return [];
  const offset = Math.max(0, stderr.sizeBytes - tailBytes);
  const read = await readNodeFile(deps.agents, stderr.nodeId, stderr.file, { offset, limit: tailBytes });
  const lines =
    read?.content
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '') ?? [];
  return lines.slice(-tailLines);
}
