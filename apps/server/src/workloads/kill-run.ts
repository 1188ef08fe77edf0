import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { publish } from '../platform/events.ts';
import { scheduleWork } from '../platform/work.ts';
import { clusterRuns, type WorkloadsDeps } from './deps.ts';
import { hasEnded, type Run } from './domain/run.ts';
import { askToKill, lockRun } from './store/runs.ts';

/** Asks for the end of a run; the reconciler brings it about. Refuses: run_not_found, run_already_ended. */
export async function killRun(deps: WorkloadsDeps, caller: Caller, runId: string): Promise<Run> {
  return deps.transaction(caller, async (tx) => {
    const run = await lockRun(tx, caller.organizationId, runId);
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
  const run = await lockRun(tx, organizationId, runId);
  if (run !== undefined && !hasEnded(run.state)) await askWithin(deps, tx, run);
}

async function askWithin(deps: WorkloadsDeps, tx: Tx, run: Run): Promise<void> {
  const now = deps.clock.now();
  await askToKill(tx, run.id, now);
  await publish(tx, deps.clock, {
    type: 'workloads.run_kill_asked',
    organizationId: run.organizationId,
    subject: run.id,
    facts: { name: run.name, clusterId: run.clusterId },
    key: `run_kill_asked/${run.id}`,
  });
  await scheduleWork(tx, clusterRuns, run.clusterId, now);
}
