// Which logs a run has, where each lies on its node, and what it is called (JOB-3). Pure. Names stay the same whether a log is
// still on its node or already in the store; of several attempts, each after the first has a folder of its own.
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import { type Attempt, logFolderOf, type RunAction } from './run.ts';
import { containerLogsOf } from './work-cluster.ts';

export interface NodeLog {
  readonly path: string;
  readonly nodeId: string;
  readonly nodeName: string;
  /** Relative to the node's folder. */
  readonly file: string;
  readonly sizeBytes: number;
  readonly isDriver: boolean;
}

/** What was found in the folders of one node, by path relative to the node's folder. */
export interface NodeFiles {
  readonly nodeId: string;
  readonly nodeName: string;
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
}

/** Folders of an attempt's logs on a node: those of the actions it did for the attempt, and those of YARN's containers. */
export function logFolders(
  attempt: { readonly number: number; readonly applicationId: string | undefined },
  nodeId: string,
  actions: readonly RunAction[],
): readonly string[] {
  const own = actions
    .filter(
      (each) => each.nodeId === nodeId && each.attempt === attempt.number && isProgram(each) && each.state !== 'wanted',
    )
    .map(({ id }) => `actions/${id}`);
  return attempt.applicationId === undefined ? own : [...own, containerLogsOf(attempt.applicationId)];
}

const isProgram = ({ purpose }: RunAction): boolean => purpose === 'task' || purpose === 'client';

/** What YARN itself puts beside the output of a program: nobody looks for it there. */
const notLogs = new Set(['launch_container.sh', 'directory.info', 'prelaunch.out', 'prelaunch.err']);

/** The logs among the files found, the driver's first. The driver is the client of a MapReduce run, the first task of a shell
 *  run, and the first container of a Spark application. */
export function logsAmong(
  attempt: { readonly number: number },
  actions: readonly RunAction[],
  found: readonly NodeFiles[],
): readonly NodeLog[] {
  const isMapReduce = actions.some(({ purpose }) => purpose === 'client');
  const logs = found.flatMap(({ nodeId, nodeName, files }) =>
    files.flatMap(({ path: file, sizeBytes }) => {
      const named = nameOf(file, actions, isMapReduce);
      if (named === undefined) return [];
      return [
        {
          nodeId,
          nodeName,
          file,
          sizeBytes,
          path: `${logFolderOf(attempt.number)}${named}`,
          isDriver: isDriver(named),
        },
      ];
    }),
  );
  return logs.toSorted(
    (one, other) => Number(other.isDriver) - Number(one.isDriver) || (one.path < other.path ? -1 : 1),
  );
}

function nameOf(file: string, actions: readonly RunAction[], isMapReduce: boolean): string | undefined {
  const parts = file.split('/');
  const stream = parts.at(-1) ?? '';
  if (notLogs.has(stream)) return undefined;
  if (parts[0] === 'actions') {
    const action = actions.find(({ id }) => id === parts[1]);
    if (action === undefined || parts.length !== 3 || (stream !== 'stdout' && stream !== 'stderr')) return undefined;
    return action.purpose === 'client' ? `driver/${stream}` : `task-${action.number}/${stream}`;
  }
  const container = parts.at(-2) ?? '';
  if (!container.startsWith('container_')) return undefined;
  return !isMapReduce && container.endsWith('_000001') ? `driver/${stream}` : `${container}/${stream}`;
}

const isDriver = (name: string): boolean => name.startsWith('driver/') || name.startsWith('task-1/');

/** Whether logs are there, by their paths, of each application of the run that ran: every container writes some, and their node
 *  does not keep them for long. */
export function hasLogsOfAll(
  kind: JobSpec['kind'],
  attempts: readonly Pick<Attempt, 'number' | 'state' | 'applicationId' | 'startedAt' | 'exitCode'>[],
  paths: readonly string[],
): boolean {
  const isMapReduce = kind === 'mapreduce';
  return attempts
    .filter(({ applicationId, state, startedAt, exitCode }) => {
      if (applicationId === undefined) return false; // its programs are actions, whose folders stay until they are forgotten
      // One that ends soon is never seen to run; of Spark, the exit code is its driver's, below 0 where that did not come to run.
      return startedAt !== undefined || state === 'succeeded' || (!isMapReduce && (exitCode ?? -1) >= 0);
    })
    .every(({ number }) => {
      const folder = logFolderOf(number);
      const names = paths.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
      return names.some((name) => name.startsWith('container_') || (!isMapReduce && name.startsWith('driver/')));
    });
}

/** What a person wants to read first: what the driver of the latest attempt printed, or if that is nothing, its errors. */
export function firstToRead<
  Log extends { readonly path: string; readonly isDriver: boolean; readonly sizeBytes: number },
>(logs: readonly Log[]): Log | undefined {
  const drivers = logs.filter((each) => each.isDriver);
  const latest = drivers
    .filter(({ path }) => path.startsWith('attempt-'))
    .map(({ path }) => Number(/^attempt-(\d+)/.exec(path)?.[1]));
  const folder = latest.length === 0 ? '' : logFolderOf(Math.max(...latest));
  const ofLatest = drivers.filter(
    ({ path }) => path.startsWith(folder) && (folder !== '' || !path.startsWith('attempt-')),
  );
  const stdout = ofLatest.find(({ path }) => path.endsWith('/stdout'));
  return stdout && stdout.sizeBytes > 0
    ? stdout
    : (ofLatest.find(({ path, sizeBytes }) => path.endsWith('/stderr') && sizeBytes > 0) ?? stdout ?? ofLatest[0]);
}
