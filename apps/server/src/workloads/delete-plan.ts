import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import type { Plan } from './domain/plan.ts';
import type { PlansDeps } from './plans-deps.ts';
import { openRunsOfPlan } from './store/plan-runs.ts';
import { lockPlan, markPlanDeleted } from './store/plans.ts';
import { noteChanges } from '../platform/transaction.ts';
import { planChanges } from './domain/told-changes.ts';

/** Its plan runs stay; its schedule ends and its name is free. Refuses: plan_not_found, plan_busy. */
export async function deletePlan(
  deps: PlansDeps,
  caller: Caller,
  { planId }: { readonly planId: string },
): Promise<Plan> {
  return deps.transaction(caller, async (tx) => {
    const plan = await lockPlan(tx, caller.organizationId, planId); // who runs it holds it, and so does its schedule
    if (plan === undefined) throw refusal('plan_not_found', { planId });
    const [planRunId] = await openRunsOfPlan(tx, plan.id, 1);
    if (planRunId !== undefined) throw refusal('plan_busy', { planId, planRunId });
    await markPlanDeleted(tx, plan.id, deps.clock.now());
    await publish(tx, deps.clock, {
      type: 'workloads.plan_deleted',
      organizationId: plan.organizationId,
      subject: plan.id,
      facts: { name: plan.name },
    });
    noteChanges(tx, planChanges(plan, undefined));
    return { ...plan, scheduleState: 'none' };
  });
}
