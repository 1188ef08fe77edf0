// The processes of a run, as one list (JOB-3): what agents were asked to start, what YARN told of an application's containers
// while they were there, and those of which nothing is left but their logs. Pure.
import type { ContainerKind } from '@argosy/contract/workloads/vocabulary';
import type { Instant } from '@argosy/kernel/time';
import { type Attempt, logFolderOf, type Run, type RunAction } from './run.ts';

/** A container as YARN told of it. */
export interface SeenContainer {
  readonly id: string;
  readonly attempt: number;
  readonly nodeName: string | undefined;
  readonly vcores: number;
  readonly memoryMb: number;
  readonly startedAt: Instant;
  /** When a look first found it gone. */
  readonly goneAt: Instant | undefined;
}

export interface RunContainer {
  readonly id: string;
  readonly attempt: number;
  readonly kind: ContainerKind;
  readonly nodeName: string | undefined;
  readonly vcores: number | undefined;
  readonly memoryMb: number | undefined;
  readonly startedAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
  readonly exitCode: number | undefined;
  readonly logs: readonly string[];
}

interface Log {
  readonly path: string;
  readonly nodeName: string;
}

/** By attempt; within it tasks and clients, then containers as they began, then those that nobody saw but that left logs. */
export function containersOf(
  run: Run,
  {
    attempts,
    actions,
    seen,
    logs,
  }: {
    readonly attempts: readonly Attempt[];
    readonly actions: readonly RunAction[];
    readonly seen: readonly SeenContainer[];
    readonly logs: readonly Log[];
  },
): readonly RunContainer[] {
  return attempts.flatMap((attempt) => {
    const folders = logsByFolder(logs, attempt.number);
    const take = (folder: string): readonly string[] => {
      const own = folders.get(folder) ?? [];
      folders.delete(folder);
      return own.map(({ path }) => path);
    };
    const started = actions
      .filter((each) => each.attempt === attempt.number && (each.purpose === 'task' || each.purpose === 'client'))
      .map((action) => ofAction(run, action, take(action.purpose === 'client' ? 'driver' : `task-${action.number}`)));
    const inYarn = seen
      .filter((each) => each.attempt === attempt.number)
      .map((each) => ofYarn(each, { attempt, isDriver: isSpark(run) && isFirst(each.id), take }));
    const unseen = [...folders.keys()].map((folder): RunContainer => {
      const [first] = folders.get(folder) ?? [];
      const kind = folder === 'driver' ? 'driver' : 'container';
      return {
        ...nothingKnown,
        id: folder,
        attempt: attempt.number,
        kind,
        nodeName: first?.nodeName,
        exitCode: kind === 'driver' ? attempt.exitCode : undefined,
        logs: take(folder),
      };
    });
    return [...started, ...inYarn, ...unseen];
  });
}

const nothingKnown = { vcores: undefined, memoryMb: undefined, startedAt: undefined, endedAt: undefined };

const isSpark = ({ spec }: Run): boolean => spec.kind.startsWith('spark-');

/** The first container of an application is its master: Spark's driver. */
const isFirst = (containerId: string): boolean => containerId.endsWith('_000001');

function ofAction({ spec }: Run, action: RunAction, logs: readonly string[]): RunContainer {
  const resources = spec.kind === 'shell' && action.purpose === 'task' ? spec.resources : undefined;
  return {
    id: action.id,
    attempt: action.attempt,
    kind: action.purpose === 'client' ? 'client' : 'task',
    nodeName: action.nodeName,
    vcores: resources?.vcores,
    memoryMb: resources?.memoryMb,
    startedAt: action.startedAt,
    endedAt: action.endedAt,
    exitCode: action.exitCode,
    logs,
  };
}

function ofYarn(
  { goneAt, ...seen }: SeenContainer,
  {
    attempt,
    isDriver,
    take,
  }: { readonly attempt: Attempt; readonly isDriver: boolean; readonly take: (folder: string) => readonly string[] },
): RunContainer {
  return {
    ...seen,
    kind: isDriver ? 'driver' : 'container',
    endedAt: goneAt ?? attempt.endedAt,
    // YARN tells how an application ended, which its driver decides, and nothing of the others once they are gone.
    exitCode: isDriver ? attempt.exitCode : undefined,
    logs: take(isDriver ? 'driver' : seen.id),
  };
}

function logsByFolder(logs: readonly Log[], attempt: number): Map<string, readonly Log[]> {
  const folder = logFolderOf(attempt);
  const own = logs.filter(({ path }) => (folder === '' ? !path.startsWith('attempt-') : path.startsWith(folder)));
  return Map.groupBy(own, ({ path }) => path.slice(folder.length).split('/')[0] ?? '');
}
