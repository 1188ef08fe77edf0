// Reads the logs of a run wherever they are: on the nodes while it runs, in the store once they were brought there (JOB-3).
// Who reads does not see the difference: names and offsets stay the same.
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { withoutHalfCharacter } from '../platform/without-half-character.ts';
import type { WorkloadsDeps } from './deps.ts';
import { firstToRead } from './domain/run-logs.ts';
import { hasEnded } from './domain/run.ts';
import { keptLogFile } from './keep-run-logs.ts';
import type { ReadPiece } from './kept-log-pieces.ts';
import { findNodeLogs } from './node-logs.ts';
import { actionsOfRun } from './store/actions.ts';
import { keptLogs } from './store/run-logs.ts';
import { findRunOf } from './store/runs.ts';
import { toWorkCluster } from './work-cluster-of.ts';
import { readNodeFile } from './yarn/cluster-services.ts';

export interface LogsDeps extends WorkloadsDeps {
  readonly readKept: ReadPiece;
}

export interface RunLog {
  readonly path: string;
  readonly nodeName: string;
  readonly sizeBytes: number;
  readonly isDriver: boolean;
}

export interface ReadableLog extends RunLog {
  readonly read: (piece: {
    readonly offset: number;
    readonly limit: number;
  }) => Promise<{ content: Buffer; sizeBytes: number }>;
}

interface FoundLogs {
  readonly logs: readonly ReadableLog[];
  /** No log will grow or come any more: they are all in the store, or there are none. */
  readonly isComplete: boolean;
}

/** Refuses: run_not_found. */
export async function listRunLogs(
  deps: LogsDeps,
  caller: Caller,
  runId: string,
): Promise<{ readonly logs: readonly RunLog[]; readonly isComplete: boolean }> {
  return findLogs(deps, caller, runId);
}

export interface ReadRunLog {
  readonly runId: string;
  /** The driver's output, if left out. */
  readonly path: string | undefined;
  /** In bytes. */
  readonly offset: number;
  readonly limit: number;
  readonly waitSeconds: number;
  /** What the caller read last without a path; `undefined`: nothing yet. */
  readonly reading: string | undefined;
  readonly signal: AbortSignal;
}

export interface LogPiece {
  /** `undefined`: there is no log yet. */
  readonly path: string | undefined;
  readonly text: string;
  readonly offset: number;
  readonly nextOffset: number;
  readonly isComplete: boolean;
}

/** Nobody tells that a program has written a line: while somebody waits for one, it is looked at this often. */
const lookEachMs = 250;

/** A piece of a log from `offset` on; waits for one while there is none and the run goes on. Cut between characters, so that
 *  pieces can be put together. Without a path it is the log that a person wants to read just now, which may become another
 *  while the run goes on: the driver prints for the first time, a further attempt begins.
 *  Refuses: run_not_found, log_not_found, node_not_connected. */
export async function readRunLog(deps: LogsDeps, caller: Caller, asked: ReadRunLog): Promise<LogPiece> {
  const deadline = performance.now() + asked.waitSeconds * 1000;
  let reading = asked.path ?? asked.reading;
  for (;;) {
    const piece = await readOnce(deps, caller, asked);
    reading ??= piece.path;
    // The same log may be shorter than was read of it, as one that grew too large is cut: there is nothing new in that.
    const isAnother = piece.path !== undefined && piece.path !== reading;
    const isNews = piece.isComplete || piece.nextOffset > piece.offset || isAnother;
    const leftMs = deadline - performance.now();
    if (isNews || leftMs <= 0 || asked.signal.aborted) return piece;
    await deps.nextEvent(asked.runId, Math.min(leftMs, lookEachMs), asked.signal);
  }
}

async function readOnce(deps: LogsDeps, caller: Caller, { runId, path, offset, limit }: ReadRunLog): Promise<LogPiece> {
  const { log, isComplete } = await findLog(deps, caller, { runId, path });
  if (log === undefined) return { path: undefined, text: '', offset, nextOffset: offset, isComplete };
  const { content, sizeBytes } = await log.read({ offset, limit });
  const whole = withoutHalfCharacter(content, offset + content.length < sizeBytes || !isComplete);
  const nextOffset = offset + whole.length;
  return {
    path: log.path,
    text: whole.toString('utf8'),
    offset,
    nextOffset,
    isComplete: isComplete && nextOffset >= sizeBytes,
  };
}

/** The log of this path, or the one that a person wants to read first; `undefined`: there is none yet, which is no mistake of
 *  whoever waits for one. Refuses: run_not_found, log_not_found. */
export async function findLog(
  deps: LogsDeps,
  caller: Caller,
  { runId, path }: Pick<ReadRunLog, 'runId' | 'path'>,
): Promise<{ readonly log: ReadableLog | undefined; readonly isComplete: boolean }> {
  const { logs, isComplete } = await findLogs(deps, caller, runId);
  const log = path === undefined ? firstToRead(logs) : logs.find((each) => each.path === path);
  if (log !== undefined || path === undefined || (!isComplete && logs.length === 0)) return { log, isComplete };
  throw refusal('log_not_found', { log: path, available: logs.map((each) => each.path) });
}

async function findLogs(deps: LogsDeps, caller: Caller, runId: string): Promise<FoundLogs> {
  const { found, actions, kept, cluster } = await deps.read(caller, async (tx) => {
    const found = await findRunOf(tx, caller.organizationId, runId);
    if (found === undefined) throw refusal('run_not_found', { runId });
    const isKept = found.run.logs !== 'none' && found.run.logs !== 'collecting';
    return {
      found,
      actions: isKept ? [] : await actionsOfRun(tx, runId),
      kept: isKept ? await keptLogs(tx, runId) : undefined,
      cluster: isKept ? undefined : await deps.clusters.clusterForRuns(tx, caller.organizationId, found.run.clusterId),
    };
  });
  const { run, attempts } = found;
  if (kept !== undefined) {
    const logs = kept.map((log): ReadableLog => {
      const read: ReadableLog['read'] = async (piece) => ({
        content: await deps.readKept(keptLogFile(deps, runId, log), piece),
        sizeBytes: log.sizeBytes,
      });
      return { ...log, read };
    });
    return { logs, isComplete: true };
  }
  // While they are brought to the store they go from the nodes: what is found there just now may be none of them, or half.
  const isComplete = hasEnded(run.state) && run.logs === 'none';
  if (cluster === undefined) return { logs: [], isComplete };
  const { logs } = await findNodeLogs(deps.agents, toWorkCluster(cluster).nodes, attempts, actions);
  const readable = logs.map((log): ReadableLog => {
    const read: ReadableLog['read'] = async (piece) =>
      (await readNodeFile(deps.agents, log.nodeId, log.file, piece)) ?? { content: Buffer.alloc(0), sizeBytes: 0 };
    return { ...log, read };
  });
  return { logs: readable, isComplete };
}
