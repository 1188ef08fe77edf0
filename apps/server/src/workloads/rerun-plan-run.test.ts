import { expect, test } from 'vitest';
import type { RunState } from '@argosy/contract/workloads/vocabulary';
import { Instant } from '@argosy/kernel/time';
import { anOwner, aPlan, startTestPlans } from '../../test/plans.ts';
import { createPlan } from './create-plan.ts';
import { toPlanRunView } from './http/plan-views.ts';
import { getAllPlanRuns, getPlanRun } from './read-plans.ts';
import { previewRerun, rerunPlanRun } from './rerun-plan-run.ts';
import { runPlan } from './run-plan.ts';

type TestPlans = Awaited<ReturnType<typeof startTestPlans>>;

const shell = (name: string, needs: readonly string[] = [], more: object = {}) => ({
  kind: 'shell',
  name,
  command: 'true',
  needs,
  ...more,
});
const threeJobs = [shell('make'), shell('query', ['make']), shell('report', ['query'])];

const view = async (plans: TestPlans, id: string) =>
  toPlanRunView(await getPlanRun(plans.deps, anOwner, id), plans.clock.now(), 'en');

/** `make: SUCCEEDED (prn-…)`, `query: anew (did_not_succeed)`: what runs anew may have begun already. */
const toldOf = async (plans: TestPlans, id: string) =>
  (await view(plans, id)).jobs.map(({ name, state, takenFrom, anew }) =>
    takenFrom === undefined ? `${name}: anew (${anew?.because})` : `${name}: ${state} (${takenFrom})`,
  );

/** A plan run whose cluster serves and whose job `query` has failed; on a standing cluster it has ended then. */
async function failedAtQuery(plans: TestPlans, over: object, keepCluster = false): Promise<string> {
  const plan = await createPlan(plans.deps, anOwner, { spec: aPlan({ jobs: threeJobs, ...over }), replace: false });
  const { id, clusterId } = await runPlan(plans.deps, anOwner, { planId: plan.id, parameters: {}, keepCluster });
  await plans.settle();
  await plans.cluster(clusterId, 'RUNNING');
  await letEnd(plans, id, { make: 'SUCCEEDED', query: 'FAILED' });
  return id;
}

/** One job after the other ends so. */
async function letEnd(plans: TestPlans, planRunId: string, ends: Readonly<Record<string, RunState>>): Promise<void> {
  await plans.settle();
  for (const [job, state] of Object.entries(ends)) {
    await plans.run(planRunId, job, state);
    await plans.settle();
  }
}

const onStanding = { cluster: { name: 'standing' } };

async function withStanding(): Promise<TestPlans> {
  const plans = await startTestPlans();
  await plans.cluster('standing', 'RUNNING');
  return plans;
}

test('JOB-2 a rerun on a standing cluster begins at the failed step and ends well; what it took over is not counted twice', async () => {
  await using plans = await withStanding();
  const before = await failedAtQuery(plans, onStanding);
  expect((await view(plans, before)).state).toBe('FAILED');
  const { id } = await rerunPlanRun(plans.deps, anOwner, { planRunId: before });
  expect(await toldOf(plans, id)).toEqual([
    `make: SUCCEEDED (${before})`,
    'query: anew (did_not_succeed)',
    'report: anew (did_not_succeed)',
  ]);
  await plans.settle();
  expect((await plans.runsOf(id)).map(({ name }) => name)).toEqual(['query']);
  await plans.deps.pool.query(
    `insert into workloads.attempt (run_id, number, state, vcore_seconds, memory_mb_seconds, began_at)
     select id, 1, 'succeeded', 7, 7, now() from workloads.run where name = 'make'`,
  );
  for (const job of ['query', 'report']) {
    await plans.run(id, job, 'SUCCEEDED');
    await plans.settle();
  }
  expect(await view(plans, id)).toMatchObject({ state: 'SUCCEEDED', rerunOf: before, usage: { vcoreSeconds: 0 } });
  expect(await view(plans, before)).toMatchObject({ state: 'FAILED', usage: { vcoreSeconds: 7 } });
});

/** What a preview says, in the form of `toldOf`. */
const previewOf = async (plans: TestPlans, planRunId: string, fromJob?: string) => {
  const { cluster, jobs } = await previewRerun(plans.deps, anOwner, { planRunId, fromJob });
  return [cluster, ...jobs.map(({ name, takenOver, anew }) => `${name}: ${takenOver ? 'taken over' : anew?.because}`)];
};

test('JOB-2 before a rerun is asked for it is told what it would take over and where, and nothing is made', async () => {
  await using plans = await startTestPlans();
  const before = await failedAtQuery(plans, {}, true);
  const anew = ['query: did_not_succeed', 'report: did_not_succeed'];
  expect(await previewOf(plans, before)).toEqual(['kept', 'make: taken over', ...anew]);
  expect(await previewOf(plans, before, 'make')).toEqual(['kept', 'make: chosen', ...anew]);
  await expect(previewOf(plans, before, 'none')).rejects.toMatchObject({ code: 'plan_job_unknown' });
  await plans.cluster((await view(plans, before)).clusterId, 'TERMINATED');
  expect(await previewOf(plans, before)).toEqual(['new', 'make: results_gone', ...anew]);
  expect(plans.clusterCount()).toBe(1);
});

/** Puts the plan of `failedAtQuery` in place as it is now. */
async function mend(plans: TestPlans, over: object): Promise<void> {
  plans.clock.advance({ seconds: 5 });
  await createPlan(plans.deps, anOwner, { spec: aPlan({ jobs: threeJobs, ...over }), replace: true });
}

const mendedQuery = [shell('make'), shell('query', ['make'], { command: 'exit 0' }), shell('report', ['query'])];

test('JOB-2 by the plan as it is now the mended step runs as it was mended, and what is as it was is taken over', async () => {
  await using plans = await withStanding();
  const before = await failedAtQuery(plans, onStanding);
  await mend(plans, { ...onStanding, jobs: mendedQuery });
  const commandOf = async (id: string) => {
    const { rows } = await plans.deps.pool.query<{ command: string }>(
      `select spec->>'command' as command from workloads.run where plan_run_id = $1 and name = 'query'`,
      [id],
    );
    return rows[0]?.command;
  };
  const asRun = await rerunPlanRun(plans.deps, anOwner, { planRunId: before });
  const asItIs = await rerunPlanRun(plans.deps, anOwner, { planRunId: before, plan: 'as_it_is_now' });
  await plans.settle();
  expect([await commandOf(asRun.id), await commandOf(asItIs.id)]).toEqual(['true', 'exit 0']);
  expect((await toldOf(plans, asItIs.id))[0]).toBe(`make: SUCCEEDED (${before})`);
  for (const job of ['query', 'report']) {
    await plans.run(asItIs.id, job, 'SUCCEEDED');
    await plans.settle();
  }
  expect(await view(plans, asItIs.id)).toMatchObject({ state: 'SUCCEEDED', rerunOf: before });
});

test('JOB-2 by the plan as it is now what was added runs, what was taken out does not, and the preview says so of each', async () => {
  await using plans = await startTestPlans();
  const before = await failedAtQuery(plans, {}, true);
  await mend(plans, { jobs: [shell('make', [], { command: 'exit 0' }), shell('query'), shell('more', ['make'])] });
  const preview = await previewRerun(plans.deps, anOwner, { planRunId: before, plan: 'as_it_is_now' });
  expect(preview).toMatchObject({
    planChanged: true,
    cluster: 'kept',
    jobs: [
      { name: 'make', anew: { because: 'changed' } },
      { name: 'query', anew: { because: 'changed' } },
      { name: 'more', anew: { because: 'added' } },
    ],
    removed: ['report'],
  });
  const { id, clusterId } = await rerunPlanRun(plans.deps, anOwner, { planRunId: before, plan: 'as_it_is_now' });
  expect(clusterId).toBe((await view(plans, before)).clusterId);
  await plans.settle();
  expect((await plans.runsOf(id)).map(({ name }) => name).toSorted()).toEqual(['make', 'query']);
  expect((await view(plans, id)).jobs.map(({ name }) => name)).toEqual(['make', 'query', 'more']);
});

test('JOB-2 by the plan as it is now a cluster that was kept is not taken over when the plan asks for another, and its new parameters have their values', async () => {
  await using plans = await startTestPlans();
  const before = await failedAtQuery(plans, {}, true);
  expect(await previewRerun(plans.deps, anOwner, { planRunId: before })).toMatchObject({ planChanged: false });
  const cluster = { nodeGroups: [{ role: 'master', machineType: 'local.large' }] };
  await mend(plans, { cluster, parameters: { day: 'monday' } });
  const asked = { planRunId: before, plan: 'as_it_is_now' } as const;
  expect(await previewRerun(plans.deps, anOwner, { planRunId: before })).toMatchObject({ cluster: 'kept' });
  expect(await previewRerun(plans.deps, anOwner, asked)).toMatchObject({
    cluster: 'new',
    jobs: [{ name: 'make', anew: { because: 'results_gone', job: 'query' } }, {}, {}],
  });
  const rerun = await rerunPlanRun(plans.deps, anOwner, asked);
  expect(rerun.clusterId).not.toBe((await view(plans, before)).clusterId);
  expect(rerun.parameters).toEqual({ day: 'monday' });
});

test('JOB-2 a plan run that has succeeded is run again by a plan that has changed since, and a plan that is gone is not run', async () => {
  await using plans = await withStanding();
  const plan = await createPlan(plans.deps, anOwner, {
    spec: aPlan({ ...onStanding, jobs: threeJobs }),
    replace: false,
  });
  const { id } = await runPlan(plans.deps, anOwner, { planId: plan.id, parameters: {}, keepCluster: false });
  await plans.settle();
  for (const job of ['make', 'query', 'report']) {
    await plans.run(id, job, 'SUCCEEDED');
    await plans.settle();
  }
  const rerun = () => rerunPlanRun(plans.deps, anOwner, { planRunId: id, plan: 'as_it_is_now' });
  await expect(rerun()).rejects.toMatchObject({ code: 'plan_run_succeeded' });
  await mend(plans, { ...onStanding, jobs: mendedQuery });
  expect(await toldOf(plans, (await rerun()).id)).toEqual([
    `make: SUCCEEDED (${id})`,
    'query: anew (changed)',
    'report: anew (follows)',
  ]);
  await plans.deps.pool.query('update workloads.plan set deleted_at = now()');
  await expect(rerun()).rejects.toMatchObject({ code: 'plan_not_found' });
  await expect(previewRerun(plans.deps, anOwner, { planRunId: id, plan: 'as_it_is_now' })).rejects.toMatchObject({
    code: 'plan_not_found',
  });
  expect(await previewRerun(plans.deps, anOwner, { planRunId: id, fromJob: 'make' }).catch(({ code }) => code)).toBe(
    'cluster_not_found', // the preview of then needs no plan
  );
});

test('JOB-2 a plan run that has succeeded is not run again by a plan that asks for nothing more, and is for another output', async () => {
  await using plans = await withStanding();
  const plan = await createPlan(plans.deps, anOwner, {
    spec: aPlan({ ...onStanding, jobs: threeJobs }),
    replace: false,
  });
  const { id } = await runPlan(plans.deps, anOwner, { planId: plan.id, parameters: {}, keepCluster: false });
  await letEnd(plans, id, { make: 'SUCCEEDED', query: 'SUCCEEDED', report: 'SUCCEEDED' });
  const rerun = () => rerunPlanRun(plans.deps, anOwner, { planRunId: id, plan: 'as_it_is_now' });
  for (const nothingMore of [{ maximumAgeSeconds: 60 }, { parameters: { day: 1 } }, { jobs: threeJobs.slice(0, 2) }]) {
    await mend(plans, { ...onStanding, ...nothingMore });
    await expect(rerun()).rejects.toMatchObject({ code: 'plan_run_succeeded' });
  }
  await mend(plans, { ...onStanding, outputs: [{ name: 'answers', from: '/out' }] });
  expect(await toldOf(plans, (await rerun()).id)).toEqual(
    ['make', 'query', 'report'].map((job) => `${job}: SUCCEEDED (${id})`),
  );
});

test('JOB-2 a rerun of a plan run as it was is told of what has changed since that was run, and what was run from a file is not', async () => {
  await using plans = await startTestPlans();
  const first = await failedAtQuery(plans, {}, true);
  const isChanged = async (planRunId: string) =>
    (await previewRerun(plans.deps, anOwner, { planRunId, plan: 'as_it_is_now' })).planChanged;
  const again = async (planRunId: string, plan?: 'as_it_is_now') => {
    plans.clock.advance({ seconds: 5 });
    const { id } = await rerunPlanRun(plans.deps, anOwner, { planRunId, plan });
    await letEnd(plans, id, { query: 'FAILED' });
    return id;
  };
  const same = await again(first);
  expect(await isChanged(same)).toBe(false);
  await mend(plans, { jobs: mendedQuery });
  const asItWas = await again(await again(same));
  expect(await isChanged(asItWas)).toBe(true);
  expect(await isChanged(await again(asItWas, 'as_it_is_now'))).toBe(false);

  plans.clock.advance({ seconds: 5 });
  const spec = aPlan({ jobs: threeJobs.slice(0, 2) });
  const own = await runPlan(plans.deps, anOwner, { planId: spec.name, spec, parameters: {}, keepCluster: true });
  await plans.settle();
  await plans.cluster(own.clusterId, 'RUNNING');
  await letEnd(plans, own.id, { make: 'SUCCEEDED', query: 'FAILED' });
  expect(await isChanged(await again(own.id))).toBe(false);
});

const changedMake = [shell('make', [], { command: 'exit 0' }), ...threeJobs.slice(1)];

test('JOB-2 what another definition may have overwritten since is not taken over, by the plan of then nor by that of now', async () => {
  await using plans = await withStanding();
  const before = await failedAtQuery(plans, onStanding);
  const rerun = async (plan?: 'as_it_is_now') => {
    const { id } = await rerunPlanRun(plans.deps, anOwner, { planRunId: before, plan });
    return toldOf(plans, id);
  };
  await mend(plans, { ...onStanding, jobs: changedMake });
  await plans.end();
  const { id: other } = await rerunPlanRun(plans.deps, anOwner, { planRunId: before, plan: 'as_it_is_now' });
  expect((await rerun())[0]).toBe(`make: SUCCEEDED (${before})`); // it was asked for, and has not run yet
  await plans.begin();
  await letEnd(plans, other, { make: 'SUCCEEDED', query: 'FAILED' });
  const ofOther = await rerunPlanRun(plans.deps, anOwner, { planRunId: other });
  expect((await toldOf(plans, ofOther.id))[0]).toBe(`make: SUCCEEDED (${other})`);
  await mend(plans, { ...onStanding, jobs: mendedQuery });
  expect(await rerun()).toEqual([
    'make: anew (overwritten)',
    'query: anew (did_not_succeed)',
    'report: anew (did_not_succeed)',
  ]);
  expect(await rerun('as_it_is_now')).toEqual([
    'make: anew (overwritten)',
    'query: anew (changed)',
    'report: anew (did_not_succeed)',
  ]);
});

test('JOB-2 of two plan runs at the same time the results are those of the job that ended last, and nobody’s while both wrote', async () => {
  const takenOver = async (isAtOnce: boolean) => {
    await using plans = await withStanding();
    const begin = async (jobs: readonly object[]) => {
      await mend(plans, { ...onStanding, jobs });
      const { id } = await runPlan(plans.deps, anOwner, { planId: 'nightly', parameters: {}, keepCluster: false });
      await plans.settle();
      return id;
    };
    const one = await begin(threeJobs);
    if (!isAtOnce) await letEnd(plans, one, { make: 'SUCCEEDED' });
    const other = await begin(changedMake);
    plans.clock.advance({ seconds: 5 });
    await letEnd(plans, other, { make: 'SUCCEEDED', query: 'FAILED' });
    await letEnd(plans, one, isAtOnce ? { make: 'SUCCEEDED', query: 'FAILED' } : { query: 'FAILED' });
    const makeOf = async (planRunId: string) =>
      (await view(plans, (await rerunPlanRun(plans.deps, anOwner, { planRunId })).id)).jobs[0]?.takenFrom !== undefined;
    return { other: await makeOf(other), one: await makeOf(one) };
  };
  expect(await takenOver(false)).toEqual({ other: true, one: false });
  expect(await takenOver(true)).toEqual({ other: false, one: false });
});

test('JOB-2 a plan run after it harms no rerun where it did the same or wrote for another day, and does where it stopped half-way', async () => {
  await using plans = await withStanding();
  const first = async (job: object) => {
    plans.clock.advance({ seconds: 5 });
    const spec = aPlan({ ...onStanding, jobs: [job, shell('query', ['make'])] });
    await createPlan(plans.deps, anOwner, { spec, replace: true });
    return runToEnd('SUCCEEDED');
  };
  const runToEnd = async (make: RunState) => {
    plans.clock.advance({ seconds: 5 });
    const { id } = await runPlan(plans.deps, anOwner, { planId: 'nightly', parameters: {}, keepCluster: false });
    await plans.settle();
    plans.clock.advance({ seconds: 5 });
    await letEnd(plans, id, make === 'SUCCEEDED' ? { make, query: 'FAILED' } : { make });
    return id;
  };
  const makeOf = async (planRunId: string) =>
    (await toldOf(plans, (await rerunPlanRun(plans.deps, anOwner, { planRunId })).id))[0];

  const dated = await first(shell('make', [], { arguments: ['${date}'] }));
  plans.clock.advance({ hours: 48 });
  await runToEnd('FAILED');
  expect(await makeOf(dated)).toBe(`make: SUCCEEDED (${dated})`);

  const plain = await first(shell('make'));
  const same = await runToEnd('SUCCEEDED');
  expect(await makeOf(plain)).toBe(`make: SUCCEEDED (${plain})`);
  await runToEnd('FAILED');
  expect([await makeOf(plain), await makeOf(same)]).toEqual(Array(2).fill('make: anew (overwritten)'));
});

test('JOB-2 nothing is taken over where the plan ran with more sets of values since than are compared', async () => {
  await using plans = await withStanding();
  const before = await failedAtQuery(plans, onStanding);
  plans.clock.advance({ seconds: 5 });
  const { id } = await runPlan(plans.deps, anOwner, { planId: 'nightly', parameters: {}, keepCluster: false });
  await letEnd(plans, id, { make: 'SUCCEEDED', query: 'FAILED' });
  const withValues = async (first: number, last: number) => {
    const copyOf = (table: string, own: string, changes: string) =>
      plans.deps.pool.query(
        `insert into workloads.${table} select (jsonb_populate_record(kept, ${changes})).*
           from workloads.${table} kept, generate_series($2::int, $3::int) as n where ${own} = $1`,
        [id, first, last],
      );
    await copyOf(
      'plan_run',
      'id',
      `jsonb_build_object('id', id || n, 'parameters', jsonb_build_object('batch', n::text))`,
    );
    await copyOf('run', 'plan_run_id', `jsonb_build_object('id', id || n, 'plan_run_id', plan_run_id || n)`);
  };
  const make = async () => {
    const again = await rerunPlanRun(plans.deps, anOwner, { planRunId: before });
    return (await toldOf(plans, again.id))[0];
  };
  await withValues(1, 49);
  expect(await make()).toBe(`make: SUCCEEDED (${before})`);
  await withValues(50, 50);
  expect(await make()).toBe('make: anew (overwritten)');
});

test('JOB-2 plan runs of all plans are listed, newest first: those in a state, and those that have not ended', async () => {
  await using plans = await withStanding();
  const failed = await failedAtQuery(plans, onStanding);
  plans.clock.advance({ seconds: 10 });
  const since = plans.clock.now();
  const { id: open } = await rerunPlanRun(plans.deps, anOwner, { planRunId: failed });
  const listed = async (asked: object, caller = anOwner) => {
    const all = { state: undefined, open: false, from: undefined, before: undefined, limit: 10 };
    return (await getAllPlanRuns(plans.deps, caller, { ...all, ...asked })).map(({ planRun }) => planRun.id);
  };
  expect(await listed({})).toEqual([open, failed]);
  expect(await listed({ state: 'FAILED' })).toEqual([failed]);
  expect(await listed({ open: true })).toEqual([open]);
  expect(await listed({ from: since })).toEqual([open]);
  expect(await listed({ before: open, limit: 1 })).toEqual([failed]);
  expect(await listed({}, { ...anOwner, organizationId: 'org-2' })).toEqual([]);
});

test('JOB-2 a rerun whose server dies goes on, and takes over what its own forerunner had taken over', async () => {
  await using plans = await withStanding();
  const first = await failedAtQuery(plans, onStanding);
  const second = await rerunPlanRun(plans.deps, anOwner, { planRunId: first });
  await plans.end();
  await plans.begin();
  await plans.settle();
  await plans.run(second.id, 'query', 'FAILED');
  await plans.settle();
  const third = await rerunPlanRun(plans.deps, anOwner, { planRunId: second.id });
  expect((await toldOf(plans, third.id))[0]).toBe(`make: SUCCEEDED (${first})`);
});

test('JOB-2 the cluster of a rerun is new where the old is gone, and what the failed step needs runs again', async () => {
  await using plans = await startTestPlans();
  const before = await failedAtQuery(plans, {});
  const { clusterId } = await view(plans, before);
  await plans.cluster(clusterId, 'TERMINATED');
  await plans.settle();
  const { id } = await rerunPlanRun(plans.deps, anOwner, { planRunId: before });
  expect((await view(plans, id)).clusterId).not.toBe(clusterId);
  expect((await toldOf(plans, id))[0]).toBe('make: anew (results_gone)');
});

test('JOB-2 a cluster that was kept is taken over with what lies on it, by one rerun at a time, and kept again', async () => {
  await using plans = await startTestPlans();
  const before = await failedAtQuery(plans, {}, true);
  const { clusterId } = await view(plans, before);
  plans.clock.advance({ seconds: 100 });
  const [one, other] = await Promise.all(
    ['one', 'other'].map(() => rerunPlanRun(plans.deps, anOwner, { planRunId: before })),
  );
  expect([one, other].filter((each) => each?.clusterId === clusterId)).toHaveLength(1);
  const taking = one?.clusterId === clusterId ? one : other;
  await plans.settle();
  for (const job of ['query', 'report']) {
    await plans.run(taking?.id ?? '', job, 'SUCCEEDED');
    await plans.settle();
  }
  plans.clock.advance({ seconds: 10 });
  expect(await view(plans, taking?.id ?? '')).toMatchObject({ state: 'SUCCEEDED', usage: { nodeSeconds: 0 } });
  expect(plans.clusterState(clusterId ?? '')).toBe('RUNNING');
});

test('JOB-2 a rerun is for the day of the plan run it repeats', async () => {
  await using plans = await withStanding();
  const dated = [shell('make'), shell('query', ['make'], { arguments: ['${date}'] }), shell('report', ['query'])];
  const before = await failedAtQuery(plans, { ...onStanding, jobs: dated });
  const day = async (id: string) => {
    const { rows } = await plans.deps.pool.query<{ day: string }>(
      `select spec->'arguments'->>0 as day from workloads.run where plan_run_id = $1 and name = 'query'`,
      [id],
    );
    return rows[0]?.day;
  };
  const today = await day(before);
  plans.clock.advance({ hours: 48 });
  const { id } = await rerunPlanRun(plans.deps, anOwner, { planRunId: before });
  await plans.settle();
  expect(today).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(await day(id)).toBe(today);
  expect(Instant.compare(Instant.from((await view(plans, id)).createdAt), plans.clock.now())).toBe(0);
});

test('JOB-2 what cannot be run again is refused, and begun at a chosen job a plan run that has succeeded can', async () => {
  await using plans = await withStanding();
  const plan = await createPlan(plans.deps, anOwner, {
    spec: aPlan({ ...onStanding, jobs: threeJobs }),
    replace: false,
  });
  const { id } = await runPlan(plans.deps, anOwner, { planId: plan.id, parameters: {}, keepCluster: false });
  const rerun = (fromJob?: string) => rerunPlanRun(plans.deps, anOwner, { planRunId: id, fromJob });
  await expect(rerun()).rejects.toMatchObject({ code: 'plan_run_not_ended' });
  await plans.settle();
  for (const job of ['make', 'query', 'report']) {
    await plans.run(id, job, 'SUCCEEDED');
    await plans.settle();
  }
  await expect(rerun()).rejects.toMatchObject({ code: 'plan_run_succeeded' });
  await expect(rerun('nobody')).rejects.toMatchObject({ code: 'plan_job_unknown' });
  const again = await rerun('report');
  expect(await toldOf(plans, again.id)).toEqual([
    `make: SUCCEEDED (${id})`,
    `query: SUCCEEDED (${id})`,
    'report: anew (chosen)',
  ]);
  await expect(
    rerunPlanRun(plans.deps, { ...anOwner, organizationId: 'org-2' }, { planRunId: id }),
  ).rejects.toMatchObject({
    code: 'plan_run_not_found',
  });
});
