// Ends a plan run before its time (JOB-2): its runs are killed, and what was made for it is released by its reconciler.
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import { scheduleWork } from '../platform/work.ts';
import { answerForKeeping } from './answer-for-cluster.ts';
import { isRunEnded, type PlanRun } from './domain/plan.ts';
import type { PlansDeps } from './plans-deps.ts';
import { findPlanRun, lockPlanRun, markKillRequested, startedJobs } from './store/plan-runs.ts';

/** Asking again, also with `keepCluster`, is allowed until it has ended.
 *  Refuses: plan_run_not_found, plan_run_already_ended, permission_denied, policy_denies. */
export async function killPlanRun(
  deps: PlansDeps,
  caller: Caller,
  { planRunId, keepCluster }: { readonly planRunId: string; readonly keepCluster: boolean },
): Promise<PlanRun> {
  return deps.transaction(caller, async (tx) => {
    const now = deps.clock.now();
    const known = await findPlanRun(tx, caller.organizationId, planRunId);
    if (known === undefined) throw refusal('plan_run_not_found', { planRunId });
    answerForKeeping(deps, caller, { spec: known.spec, keepCluster });
    // The work row before the plan run's, as the reconciler locks them: the other way round the two would wait for each other.
    if (known.endedAt === undefined) await scheduleWork(tx, 'plan_run', known.id, now);
    const open = await lockPlanRun(tx, known.id);
    const planRun = open?.planRun ?? known;
    if (planRun.endedAt !== undefined) throw refusal('plan_run_already_ended', { planRunId, state: planRun.state });
    await markKillRequested(tx, { id: planRun.id, at: now, keepCluster });
    // No further run can begin: who starts one holds the lock that is held here.
    for (const { run } of (await startedJobs(tx, [planRun.id])).get(planRun.id) ?? []) {
      if (run && !isRunEnded(run.state))
        await deps.runs.killWithin(tx, { organizationId: planRun.organizationId, runId: run.id });
    }
    await publish(tx, deps.clock, {
      type: 'workloads.plan_run_kill_requested',
      organizationId: planRun.organizationId,
      subject: planRun.id,
      facts: { keepCluster },
    });
    return {
      ...planRun,
      killRequestedAt: planRun.killRequestedAt ?? now,
      keepCluster: planRun.keepCluster || keepCluster,
    };
  });
}
