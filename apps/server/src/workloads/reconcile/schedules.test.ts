import { expect, test } from 'vitest';
import { Instant } from '@argosy/kernel/time';
import { anOwner, aPlan, startTestPlans } from '../../../test/plans.ts';
import { scheduleWork } from '../../platform/work.ts';
import { createPlan } from '../create-plan.ts';
import { pausePlan } from '../pause-plan.ts';
import { resumePlan } from '../resume-plan.ts';
import type { Schedule } from '../domain/schedule.ts';
import { lastScheduled } from '../store/plan-runs.ts';
import { SYSTEM } from '../../platform/caller.ts';

type TestPlans = Awaited<ReturnType<typeof startTestPlans>>;

/** Moves the clock on to `time`. */
const at = (plans: TestPlans, time: string) => plans.clock.advance(plans.clock.now().until(Instant.from(time)));

/** A plan that is due at every full hour, made at half past midnight (UTC). */
async function hourly(plans: TestPlans, over: Partial<Schedule> = {}) {
  at(plans, '2026-03-07T00:30:00Z');
  const schedule = { cron: '0 * * * *', ...over };
  const plan = await createPlan(plans.deps, anOwner, { spec: aPlan({ schedule }), replace: false });
  await plans.settle();
  return plan;
}

const times = async (plans: TestPlans) => {
  const { rows } = await plans.deps.pool.query<{ time: string; state: string }>(
    `select to_char(scheduled_for at time zone 'UTC', 'DD HH24:MI') as time, state from workloads.plan_run order by scheduled_for`,
  );
  return rows.map(({ time }) => time);
};

/** The time comes, with the server there. */
async function comes(plans: TestPlans, time: string) {
  at(plans, time);
  await plans.settle();
}

test('JOB-2 a plan runs at each of its times, and once at each', async () => {
  await using plans = await startTestPlans();
  const plan = await hourly(plans, { overlap: 'allow' });
  await comes(plans, '2026-03-07T00:59:59Z');
  expect(await times(plans)).toEqual([]);
  await comes(plans, '2026-03-07T01:00:00Z');
  await comes(plans, '2026-03-07T01:00:01Z');
  expect(await times(plans)).toEqual(['07 01:00']);
  // A second look at the same time, as after a crash in which the mark was lost.
  await plans.deps.pool.query(`update workloads.plan set scheduled_through = '2026-03-07T00:30:00Z'`);
  await plans.deps.transaction(anOwner, (tx) => scheduleWork(tx, 'schedule', plan.id, plans.clock.now()));
  await plans.settle();
  expect(await times(plans)).toEqual(['07 01:00']);
  await comes(plans, '2026-03-07T02:00:00Z');
  expect(await times(plans)).toEqual(['07 01:00', '07 02:00']);
});

test.each([
  ['none', []],
  ['last', ['07 03:00']],
  ['all', ['07 01:00', '07 02:00', '07 03:00']],
] as const)('JOB-2 times missed while the server was down: %s', async (catchUp, expected) => {
  await using plans = await startTestPlans();
  await hourly(plans, { catchUp, overlap: 'allow' });
  await plans.end();
  at(plans, '2026-03-07T03:30:00Z');
  await plans.begin();
  await plans.settle();
  expect(await times(plans)).toEqual(expected);
});

test('JOB-2 skip: a time that comes while the run before is going is told and left out', async () => {
  await using plans = await startTestPlans();
  const plan = await hourly(plans, { overlap: 'skip' });
  await comes(plans, '2026-03-07T01:00:00Z');
  await comes(plans, '2026-03-07T02:00:00Z');
  expect(await times(plans)).toEqual(['07 01:00']);
  const events = await plans.events(plan.id);
  expect(events.at(-1)).toMatchObject({
    type: 'workloads.plan_schedule_skipped',
    facts: { scheduledFor: '2026-03-07T02:00:00Z' },
  });
});

test('JOB-2 queue: a time that comes while the run before is going begins when that has ended', async () => {
  await using plans = await startTestPlans();
  await hourly(plans, { overlap: 'queue' });
  await comes(plans, '2026-03-07T01:00:00Z');
  await comes(plans, '2026-03-07T02:00:00Z');
  const runs = async () =>
    (
      await plans.deps.pool.query<{ id: string; state: string; cluster_id: string }>(
        'select id, state, cluster_id from workloads.plan_run order by scheduled_for',
      )
    ).rows;
  const [first] = await runs();
  expect((await runs()).map(({ state }) => state)).toEqual(['RUNNING', 'SUBMITTED']);
  await plans.cluster(first?.cluster_id, 'START_FAILED');
  await plans.settle();
  expect((await runs()).map(({ state }) => state)).toEqual(['FAILED', 'RUNNING']);
});

test('JOB-2 allow: each time runs, whatever is going', async () => {
  await using plans = await startTestPlans();
  await hourly(plans, { overlap: 'allow' });
  await comes(plans, '2026-03-07T01:00:00Z');
  await comes(plans, '2026-03-07T02:00:00Z');
  expect(plans.clusterCount()).toBe(2);
});

test('JOB-2 a paused plan does not run; resumed, it runs from then on', async () => {
  await using plans = await startTestPlans();
  const plan = await hourly(plans, { catchUp: 'all', overlap: 'allow' });
  await pausePlan(plans.deps, anOwner, { planId: plan.name });
  await comes(plans, '2026-03-07T02:30:00Z');
  expect(await times(plans)).toEqual([]);
  await resumePlan(plans.deps, anOwner, { planId: plan.id });
  await comes(plans, '2026-03-07T03:00:00Z');
  expect(await times(plans)).toEqual(['07 03:00']);
});

test('JOB-2 over the change to summer time a plan of half past two runs once', async () => {
  await using plans = await startTestPlans();
  at(plans, '2026-03-28T12:00:00Z');
  const schedule = { cron: '30 2 * * *', timeZone: 'Europe/Berlin', overlap: 'allow' };
  await createPlan(plans.deps, anOwner, { spec: aPlan({ schedule }), replace: false });
  for (const time of ['2026-03-29T00:30:00Z', '2026-03-29T01:00:00Z', '2026-03-29T01:30:00Z', '2026-03-30T00:30:00Z'])
    await comes(plans, time);
  expect(await times(plans)).toEqual(['29 01:00', '30 00:30']);
});

test('JOB-2 a plan tells for which times it was run, the latest first', async () => {
  await using plans = await startTestPlans();
  const plan = await hourly(plans, { overlap: 'allow' });
  for (const time of ['01', '02']) {
    at(plans, `2026-03-07T${time}:00:00Z`);
    await plans.settle();
  }
  const last = await plans.deps.read(SYSTEM, (tx) => lastScheduled(tx, [plan.id, 'pln-none'], 5));
  expect(last.get(plan.id)?.map(({ scheduledFor, state }) => `${scheduledFor.toString()} ${state}`)).toEqual([
    '2026-03-07T02:00:00Z RUNNING',
    '2026-03-07T01:00:00Z RUNNING',
  ]);
  expect(last.get('pln-none')).toEqual([]);
});
