// Resumes a plan's schedule, from now on: times that came while it was paused were paused, not missed.
import type { Caller } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import { scheduleWork } from '../platform/work.ts';
import { type Plan, requireScheduled } from './domain/plan.ts';
import type { PlansDeps } from './plans-deps.ts';
import { lockPlan, updatePlan } from './store/plans.ts';
import { noteChanges } from '../platform/transaction.ts';
import { planChanges } from './domain/told-changes.ts';

/** Resuming one that is active changes nothing. Refuses: plan_not_found, schedule_invalid (there is none). */
export async function resumePlan(
  deps: PlansDeps,
  caller: Caller,
  { planId }: { readonly planId: string },
): Promise<Plan> {
  return deps.transaction(caller, async (tx) => {
    const plan = requireScheduled(await lockPlan(tx, caller.organizationId, planId), planId);
    const now = deps.clock.now();
    const active: Plan = { ...plan, scheduleState: 'active', scheduledThrough: now };
    noteChanges(tx, planChanges(plan, active));
    if (plan.scheduleState === 'active') return plan;
    await updatePlan(tx, active);
    await scheduleWork(tx, 'schedule', plan.id, now);
    await publish(tx, deps.clock, {
      type: 'workloads.plan_resumed',
      organizationId: plan.organizationId,
      subject: plan.id,
      facts: { name: plan.name },
    });
    return active;
  });
}
