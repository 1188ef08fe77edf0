// A run as it is now, with what only the page of one run shows (JOB-3).
import { refusal } from '@argosy/kernel/errors';
import type { Instant } from '@argosy/kernel/time';
import type { Caller } from '../platform/caller.ts';
import type { WorkloadsDeps } from './deps.ts';
import { containersOf, type RunContainer } from './domain/run-containers.ts';
import { listRunLogs, type LogsDeps } from './read-run-log.ts';
import { actionsOfRun } from './store/actions.ts';
import { containersOfRun } from './store/containers.ts';
import { logsKeptAt } from './store/run-logs.ts';
import { findRunOf, type RunWithAttempts } from './store/runs.ts';

export interface RunInDetail extends RunWithAttempts {
  /** `undefined`: they are not in the store, or there are none. */
  readonly logsKeptAt: Instant | undefined;
}

/** Refuses: run_not_found. */
export async function getRun(deps: WorkloadsDeps, caller: Caller, runId: string): Promise<RunInDetail> {
  return deps.read(caller, async (tx) => {
    const found = await findRunOf(tx, caller.organizationId, runId);
    if (found === undefined) throw refusal('run_not_found', { runId });
    return { ...found, logsKeptAt: found.run.logs === 'kept' ? await logsKeptAt(tx, runId) : undefined };
  });
}

/** Its processes; complete when the run has ended and its logs are where they stay. Refuses: run_not_found. */
export async function getRunContainers(
  deps: LogsDeps,
  caller: Caller,
  runId: string,
): Promise<{ readonly containers: readonly RunContainer[]; readonly isComplete: boolean }> {
  const { run, attempts } = await getRun(deps, caller, runId);
  const { logs, isComplete } = await listRunLogs(deps, caller, runId);
  const { actions, seen } = await deps.read(caller, async (tx) => ({
    actions: await actionsOfRun(tx, runId),
    seen: await containersOfRun(tx, runId),
  }));
  return { containers: containersOf(run, { attempts, actions, seen, logs }), isComplete };
}
