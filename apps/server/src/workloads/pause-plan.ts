// Pauses a plan's schedule: no run is started by it until it is resumed. Runs under way go on.
import type { Caller } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import { type Plan, requireScheduled } from './domain/plan.ts';
import type { PlansDeps } from './plans-deps.ts';
import { lockPlan, updatePlan } from './store/plans.ts';
import { noteChanges } from '../platform/transaction.ts';
import { planChanges } from './domain/told-changes.ts';

/** Pausing twice is pausing once. Refuses: plan_not_found, schedule_invalid (there is none). */
export async function pausePlan(
  deps: PlansDeps,
  caller: Caller,
  { planId }: { readonly planId: string },
): Promise<Plan> {
  return deps.transaction(caller, async (tx) => {
    const plan = requireScheduled(await lockPlan(tx, caller.organizationId, planId), planId);
    const paused: Plan = { ...plan, scheduleState: 'paused' };
    noteChanges(tx, planChanges(plan, paused));
    if (plan.scheduleState === 'paused') return plan;
    await updatePlan(tx, paused);
    await publish(tx, deps.clock, {
      type: 'workloads.plan_paused',
      organizationId: plan.organizationId,
      subject: plan.id,
      facts: { name: plan.name },
    });
    return paused; // the schedule's work row finds nothing to do and goes
  });
}
