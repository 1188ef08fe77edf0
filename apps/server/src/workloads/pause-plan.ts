// Pauses a plan's schedule: no run is started by it until it is resumed. Runs under way go on.
import type { Caller } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import { type Plan, requireScheduled } from './domain/plan.ts';
import type { PlansDeps } from './plans-deps.ts';
import { lockPlan, updatePlan } from './store/plans.ts';

/** Pausing twice is pausing once. Refuses: plan_not_found, schedule_invalid (there is none). */
export async function pausePlan(
  deps: PlansDeps,
  caller: Caller,
  { planId }: { readonly planId: string },
): Promise<Plan> {
  return deps.transaction(caller, async (tx) => {
    const plan = requireScheduled(await lockPlan(tx, caller.organizationId, planId), planId);
    if (plan.scheduleState === 'paused') return plan;
    const paused: Plan = { ...plan, scheduleState: 'paused' };
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
