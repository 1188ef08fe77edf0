import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { publish } from '../platform/events.ts';
import { scheduleWork } from '../platform/work.ts';
import { clusterRuns, type WorkloadsDeps } from './deps.ts';
import { hasEnded, type Run } from './domain/run.ts';
import { askToKill, findRunOf, lockRun } from './store/runs.ts';

/** Asks for the end of a run; the reconciler brings it about. Refuses: run_not_found, run_already_ended. */
export async function killRun(deps: WorkloadsDeps, caller: Caller, runId: string): Promise<Run> {
  return deps.transaction(caller, async (tx) => {
    const run = await wakeAndLock(deps, tx, caller.organizationId, runId);
    if (run === undefined) throw refusal('run_not_found', { runId });
    if (hasEnded(run.state)) throw refusal('run_already_ended', { runId, state: run.state });
    await askWithin(deps, tx, run);
    return run;
  });
}

/** The same in the caller's transaction; a run that has ended is left as it is. */
export async function killRunWithin(
  deps: WorkloadsDeps,
  tx: Tx,
  { organizationId, runId }: { readonly organizationId: string; readonly runId: string },
): Promise<void> {
  const run = await wakeAndLock(deps, tx, organizationId, runId);
  if (run !== undefined && !hasEnded(run.state)) await askWithin(deps, tx, run);
}

/** The work row before the run's, as the reconciler locks them: the other way round the two would wait for each other. */
async function wakeAndLock(
  deps: WorkloadsDeps,
  tx: Tx,
  organizationId: string,
  runId: string,
): Promise<Run | undefined> {
  const found = await findRunOf(tx, organizationId, runId);
  if (found === undefined || hasEnded(found.run.state)) return found?.run;
  await scheduleWork(tx, clusterRuns, found.run.clusterId, deps.clock.now());
  return lockRun(tx, organizationId, runId);
}

async function askWithin(deps: WorkloadsDeps, tx: Tx, run: Run): Promise<void> {
  await askToKill(tx, run.id, deps.clock.now());
  await publish(tx, deps.clock, {
    type: 'workloads.run_kill_asked',
    organizationId: run.organizationId,
    subject: run.id,
    facts: { name: run.name, clusterId: run.clusterId },
    key: `run_kill_asked/${run.id}`,
  });
}
