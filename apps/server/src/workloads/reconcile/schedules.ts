// Starts plans when their schedules say so (JOB-2). One work row per active schedule, due at its next time. What is due is
// computed from the last time that was dealt with, and that is moved on in the transaction which makes the runs: a server that
// dies in between has done nothing yet, and two that look at once make a run once (unique by plan and time).
import { Refusal } from '@argosy/kernel/errors';
import type { Instant } from '@argosy/kernel/time';
import { SYSTEM } from '../../platform/caller.ts';
import type { Tx } from '../../platform/database.ts';
import { publish } from '../../platform/events.ts';
import { type Reconciler, requireLease, type WorkItem } from '../../platform/work.ts';
import type { Plan } from '../domain/plan.ts';
import { dueTimes, nextTimes, type Schedule } from '../domain/schedule.ts';
import type { PlansDeps } from '../plans-deps.ts';
import { insertPlanRunWithin, newPlanRun } from '../run-plan.ts';
import { openRunsOfPlan } from '../store/plan-runs.ts';
import { lockPlanOfSchedule, markScheduledThrough } from '../store/plans.ts';

/** With `queue`, a plan that is slower than its schedule would wait ever longer: beyond this many, times are skipped. */
const mostQueued = 100;

export function schedulesReconciler(deps: PlansDeps): Reconciler {
  return { kind: 'schedule', concurrency: 4, round: (item) => round(deps, item) };
}

function round(deps: PlansDeps, item: WorkItem): Promise<Instant | undefined> {
  return deps.transaction(SYSTEM, async (tx) => {
    await requireLease(tx, item);
    const plan = await lockPlanOfSchedule(tx, item.key);
    const schedule = plan?.spec.schedule;
    // Paused or without a schedule now: whoever resumes or replaces it makes the row again.
    if (!plan || !schedule || plan.scheduleState !== 'active' || !plan.scheduledThrough) return undefined;
    const now = deps.clock.now();
    for (const time of dueTimes(schedule, { after: plan.scheduledThrough, now }))
      await start(deps, tx, plan, schedule, time);
    await markScheduledThrough(tx, plan.id, now);
    return nextTimes(schedule, now, 1)[0];
  });
}

async function start(deps: PlansDeps, tx: Tx, plan: Plan, schedule: Schedule, scheduledFor: Instant): Promise<void> {
  const open = await openRunsOfPlan(tx, plan.id, mostQueued);
  const most = { skip: 1, queue: mostQueued, allow: Infinity }[schedule.overlap];
  if (open.length >= most) return tellSkipped(deps, tx, plan, scheduledFor, { because: open[0] });
  try {
    await insertPlanRunWithin(deps, tx, {
      ...newPlanRun(deps, plan, { parameters: {}, scheduledFor }),
      planId: plan.id,
    });
  } catch (error) {
    // Values that were good when the plan was made can be bad for this time alone (a date in a task count).
    if (!(error instanceof Refusal)) throw error;
    await tellSkipped(deps, tx, plan, scheduledFor, { problem: error.code, facts: error.facts });
  }
}

async function tellSkipped(deps: PlansDeps, tx: Tx, plan: Plan, scheduledFor: Instant, why: object): Promise<void> {
  await publish(tx, deps.clock, {
    type: 'workloads.plan_schedule_skipped',
    organizationId: plan.organizationId,
    subject: plan.id,
    facts: { name: plan.name, scheduledFor: scheduledFor.toString(), ...why },
    key: `${plan.id}/skipped/${scheduledFor.toString()}`,
  });
}
