import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { refusal } from '@argosy/kernel/errors';
import { anOwner, aPlan, startTestPlans } from '../../../test/plans.ts';
import { createPlan } from '../create-plan.ts';
import { toPlanRunView } from '../http/plan-views.ts';
import { killPlanRun } from '../kill-plan-run.ts';
import { getPlan, getPlanRun } from '../read-plans.ts';
import { runPlan } from '../run-plan.ts';
import { insertFile } from '../store/files.ts';

type TestPlans = Awaited<ReturnType<typeof startTestPlans>>;

const shell = (name: string, needs: readonly string[] = []) => ({ kind: 'shell', name, command: 'true', needs });

async function start(plans: TestPlans, over: object, input: { readonly keepCluster?: boolean } = {}) {
  const plan = await createPlan(plans.deps, anOwner, { spec: aPlan(over), replace: false });
  const { id } = await runPlan(plans.deps, anOwner, { planId: plan.id, parameters: {}, keepCluster: false, ...input });
  await plans.settle();
  return id;
}

const view = async (plans: TestPlans, id: string) =>
  toPlanRunView(await getPlanRun(plans.deps, anOwner, id), plans.clock.now(), 'en');

const statesOf = async (plans: TestPlans, id: string) =>
  Object.fromEntries((await view(plans, id)).jobs.map(({ name, state }) => [name, state]));

/** Brings the cluster of a plan run to where its jobs begin. */
async function serve(plans: TestPlans, id: string): Promise<string> {
  const { clusterId = '' } = await view(plans, id);
  await plans.cluster(clusterId, 'RUNNING');
  await plans.settle();
  return clusterId;
}

test('JOB-2 a plan run makes its cluster, copies in, runs its jobs in order, copies out and releases', async () => {
  await using plans = await startTestPlans();
  const sha256 = createHash('sha256').update('a,b').digest('hex');
  const createdAt = plans.clock.now();
  await plans.deps.transaction(anOwner, (tx) => insertFile(tx, 'org-1', { sha256, sizeBytes: 3, createdAt }));
  const id = await start(plans, {
    inputs: [{ from: [{ name: 'a.csv', sha256 }], to: '/in/${run.id}' }],
    jobs: [shell('make'), shell('count', ['make'])],
    outputs: [{ name: 'answers', from: '/answers/' }],
  });
  const clusterId = await serve(plans, id);
  expect(plans.acts.at(-1)).toEqual({
    nodeId: `${clusterId}-m`,
    action: {
      kind: 'transfer',
      id: `${id}-in-0`,
      timeoutMs: 3_600_000,
      items: [
        {
          from: { file: sha256 },
          to: {
            url: `http://127.77.1.1:9870/webhdfs/v1/in/${id}/a.csv?op=CREATE&user.name=hadoop&overwrite=true`,
            twoStep: true,
          },
        },
      ],
    },
  });
  expect(await plans.runsOf(id)).toEqual([]);
  await plans.hearAndSettle(`${clusterId}-m`, `${id}-in-0`, 'succeeded');
  expect(await statesOf(plans, id)).toEqual({ make: 'SUBMITTED', count: 'WAITING' });
  await plans.run(id, 'make', 'SUCCEEDED');
  await plans.settle();
  plans.hdfs.set('/answers/_SUCCESS', '').set('/answers/q1.csv', 'one').set('/answers/more/q2.csv', 'three');
  await plans.run(id, 'count', 'SUCCEEDED');
  await plans.settle();
  const copyOut = plans.acts.at(-1)?.action;
  expect(copyOut?.items).toEqual([
    {
      from: { url: 'http://127.77.1.1:9870/webhdfs/v1/answers/more/q2.csv?op=OPEN&user.name=hadoop' },
      to: { server: `outputs/${id}/answers/more/q2.csv` },
    },
    {
      from: { url: 'http://127.77.1.1:9870/webhdfs/v1/answers/q1.csv?op=OPEN&user.name=hadoop' },
      to: { server: `outputs/${id}/answers/q1.csv` },
    },
  ]);
  for (const [name, content] of [
    ['q1.csv', 'one'],
    ['more/q2.csv', 'three'],
  ] as const) {
    const file = join(plans.deps.home.outputs, id, 'answers', name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  await plans.hearAndSettle(`${clusterId}-m`, copyOut?.id ?? '', 'succeeded');
  expect(plans.clusterState(clusterId)).toBe('TERMINATING');
  plans.clock.advance({ seconds: 30 });
  await plans.cluster(clusterId, 'TERMINATED');
  await plans.settle();
  const ended = await view(plans, id);
  expect(ended).toMatchObject({ state: 'SUCCEEDED', usage: { nodeSeconds: 60 } }); // two nodes, each 30 s
  expect(ended.outputs).toEqual([
    { path: 'answers/more/q2.csv', sizeBytes: 5, sha256: createHash('sha256').update('three').digest('hex') },
    { path: 'answers/q1.csv', sizeBytes: 3, sha256: createHash('sha256').update('one').digest('hex') },
  ]);
  expect(ended.phases.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'install done',
    'cluster done',
    'inputs done',
    'jobs done',
    'outputs done',
    'release done',
  ]);
  const types = (await plans.events(id)).map(({ type }) => type);
  expect(types[0]).toBe('workloads.plan_run_requested');
  expect(types.at(-1)).toBe('workloads.plan_run_ended');
});

test('JOB-2 the server dies after any step and another goes on: one cluster, one run for each job', async () => {
  await using plans = await startTestPlans();
  const id = await start(plans, { jobs: [shell('make'), shell('count', ['make']), shell('report', ['make'])] });
  const again = async () => {
    await plans.end();
    await plans.begin();
    await plans.settle();
  };
  await again();
  const clusterId = await serve(plans, id);
  await again();
  await plans.end();
  await plans.run(id, 'make', 'SUCCEEDED'); // while no server was there to hear of it
  await plans.begin();
  await plans.settle();
  await again();
  expect((await plans.runsOf(id)).map(({ name }) => name)).toEqual(['count', 'make', 'report']);
  await plans.run(id, 'count', 'SUCCEEDED');
  await plans.end();
  await plans.run(id, 'report', 'FAILED');
  await plans.begin();
  await plans.settle();
  expect(plans.clusterState(clusterId)).toBe('TERMINATING');
  await plans.cluster(clusterId, 'TERMINATED');
  await again();
  expect(await view(plans, id)).toMatchObject({ state: 'FAILED', reason: { problem: 'plan_jobs_failed' } });
  expect(plans.clusterCount()).toBe(1);
});

test('JOB-2 a failed job skips those that need it, and the cluster is released all the same', async () => {
  await using plans = await startTestPlans();
  const id = await start(plans, { jobs: [shell('make'), shell('count', ['make']), shell('tell', ['count'])] });
  const clusterId = await serve(plans, id);
  await plans.run(id, 'make', 'FAILED');
  await plans.settle();
  expect(await statesOf(plans, id)).toEqual({ make: 'FAILED', count: 'SKIPPED', tell: 'SKIPPED' });
  expect(plans.clusterState(clusterId)).toBe('TERMINATING');
});

test('JOB-2 a killed plan run kills its runs, starts none, and releases its cluster once they have ended', async () => {
  await using plans = await startTestPlans();
  const id = await start(plans, { jobs: [shell('make'), shell('count', ['make'])] });
  const clusterId = await serve(plans, id);
  await plans.run(id, 'make', 'RUNNING');
  await killPlanRun(plans.deps, anOwner, { planRunId: id, keepCluster: false });
  await plans.settle();
  expect(plans.clusterState(clusterId)).toBe('RUNNING'); // its logs are still to be had
  expect((await plans.runsOf(id))[0]?.kill_asked_at).not.toBe(null);
  await plans.run(id, 'make', 'KILLED');
  await plans.settle();
  expect(plans.clusterState(clusterId)).toBe('TERMINATING');
  await plans.cluster(clusterId, 'TERMINATED');
  await plans.settle();
  expect(await view(plans, id)).toMatchObject({ state: 'KILLED', jobs: [{ state: 'KILLED' }, { state: 'SKIPPED' }] });
  await expect(killPlanRun(plans.deps, anOwner, { planRunId: id, keepCluster: false })).rejects.toMatchObject({
    code: 'plan_run_already_ended',
  });
});

test('JOB-2 a cluster that does not start explains the plan run that wanted it', async () => {
  await using plans = await startTestPlans();
  const id = await start(plans, {});
  const { clusterId } = await view(plans, id);
  await plans.cluster(clusterId, 'START_FAILED', { problem: 'disk_full', facts: { path: '/data' }, node: 'master-1' });
  await plans.settle();
  expect(await view(plans, id)).toMatchObject({
    state: 'FAILED',
    reason: { problem: 'disk_full', node: 'master-1', message: expect.stringContaining('/data') },
    jobs: [{ state: 'SKIPPED' }],
  });
});

test('JOB-2 what speaks against a cluster reaches whoever asks for the run, and nothing is left of it', async () => {
  await using plans = await startTestPlans();
  plans.refuses.creation = refusal('memory_not_enough', { neededMb: 4096, freeMb: 100, fits: '-' });
  await expect(start(plans, {})).rejects.toMatchObject({ code: 'memory_not_enough' });
  const { rows } = await plans.deps.pool.query('select 1 from workloads.plan_run');
  expect(rows).toEqual([]);
});

test('JOB-2 a job that its cluster cannot take has failed, with the reason', async () => {
  await using plans = await startTestPlans();
  plans.refuses.run = refusal('job_too_large', { neededMb: [9000], offeredMb: 2000 });
  const id = await start(plans, {});
  await serve(plans, id);
  expect(await view(plans, id)).toMatchObject({ jobs: [{ state: 'FAILED', reason: { problem: 'job_too_large' } }] });
});

test('JOB-2 an output that is not there fails the plan run and names the place', async () => {
  await using plans = await startTestPlans();
  const id = await start(plans, { outputs: [{ name: 'answers', from: '/answers' }] });
  const clusterId = await serve(plans, id);
  await plans.run(id, 'make', 'SUCCEEDED');
  await plans.settle();
  await plans.cluster(clusterId, 'TERMINATED');
  await plans.settle();
  expect(await view(plans, id)).toMatchObject({
    state: 'FAILED',
    reason: { problem: 'output_missing', message: expect.stringContaining('/answers') },
  });
});

test('JOB-2 an output that arrives short is brought out again, and not passed off as whole', async () => {
  await using plans = await startTestPlans();
  plans.hdfs.set('/answers', 'all of it');
  const id = await start(plans, { outputs: [{ name: 'answers', from: '/answers' }] });
  const clusterId = await serve(plans, id);
  await plans.run(id, 'make', 'SUCCEEDED');
  await plans.settle();
  const file = join(plans.deps.home.outputs, id, 'answers/answers');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, 'all');
  await plans.hearAndSettle(`${clusterId}-m`, `${id}-out-0`, 'succeeded');
  plans.clock.advance({ seconds: 2 });
  await plans.settle();
  expect(plans.acts.at(-1)?.action).toEqual({ ...plans.acts[0]?.action, id: `${id}-out-0-2` });
  await plans.hearAndSettle(`${clusterId}-m`, `${id}-out-0-2`, 'failed');
  plans.clock.advance({ seconds: 10 });
  await plans.settle();
  await writeFile(file, 'all of it');
  await plans.hearAndSettle(`${clusterId}-m`, `${id}-out-0-3`, 'succeeded');
  await plans.cluster(clusterId, 'TERMINATED');
  await plans.settle();
  expect(await view(plans, id)).toMatchObject({ state: 'SUCCEEDED', outputs: [{ sizeBytes: 9 }] });
});

test('JOB-2 a copy that goes on failing fails the plan run with its reason', async () => {
  await using plans = await startTestPlans();
  plans.hdfs.set('/answers', 'all of it');
  const id = await start(plans, { outputs: [{ name: 'answers', from: '/answers' }] });
  const clusterId = await serve(plans, id);
  await plans.run(id, 'make', 'SUCCEEDED');
  await plans.settle();
  for (const name of ['out-0', 'out-0-2', 'out-0-3', 'out-0-4']) {
    await plans.hearAndSettle(`${clusterId}-m`, `${id}-${name}`, 'failed');
    plans.clock.advance({ minutes: 1 });
    await plans.settle();
  }
  await plans.cluster(clusterId, 'TERMINATED');
  await plans.settle();
  expect(await view(plans, id)).toMatchObject({ state: 'FAILED', outputs: [], reason: { problem: 'transfer_failed' } });
});

/** A plan run on a standing cluster with this many inputs that are being copied. */
async function startCopying(plans: TestPlans, inputs: number) {
  const sha256 = 'a'.repeat(64);
  const createdAt = plans.clock.now();
  await plans.deps.transaction(anOwner, (tx) => insertFile(tx, 'org-1', { sha256, sizeBytes: 3, createdAt }));
  await plans.cluster('c-1', 'RUNNING');
  const id = await start(plans, {
    cluster: { name: 'c-1' },
    inputs: Array.from({ length: inputs }, (_, index) => ({ from: [{ name: 'a.csv', sha256 }], to: `/in/${index}` })),
  });
  return id;
}

test('JOB-2 a killed plan run ends once its copies have, and kills them until they do', async () => {
  await using plans = await startTestPlans();
  const id = await startCopying(plans, 1);
  const asked = plans.acts.length;
  await killPlanRun(plans.deps, anOwner, { planRunId: id, keepCluster: false });
  await plans.settle();
  await plans.end(); // the message may be lost with the server
  await plans.begin();
  plans.clock.advance({ seconds: 5 });
  await plans.settle();
  expect(await view(plans, id)).toMatchObject({ state: 'RUNNING' });
  expect(plans.kills.length).toBeGreaterThan(1);
  expect(plans.kills.at(-1)).toEqual({ nodeId: 'c-1-m', id: `${id}-in-0` });
  expect(plans.acts.length).toBe(asked);
  await plans.hearAndSettle('c-1-m', `${id}-in-0`, 'killed');
  expect(await view(plans, id)).toMatchObject({ state: 'KILLED' });
});

test('JOB-2 a copy that failed for good ends the others, and is why the plan run failed', async () => {
  await using plans = await startTestPlans();
  const id = await startCopying(plans, 2);
  await plans.hearAndSettle('c-1-m', `${id}-in-1`, 'timed_out'); // not tried again: it would take as long
  expect(plans.kills).toContainEqual({ nodeId: 'c-1-m', id: `${id}-in-0` });
  expect(await view(plans, id)).toMatchObject({ state: 'RUNNING' });
  await plans.hearAndSettle('c-1-m', `${id}-in-0`, 'killed');
  expect(await view(plans, id)).toMatchObject({
    state: 'FAILED',
    reason: { problem: 'transfer_failed', message: expect.stringContaining(`${id}-in-1`) },
  });
});

test('JOB-2 a copy whose end is recorded while a round asks for it is not asked for after its agent has forgotten it', async () => {
  await using plans = await startTestPlans();
  const id = await startCopying(plans, 1);
  const copy = `${id}-in-0`;
  const isForgotten = () => plans.told.includes(`forget ${copy}`);
  let looks = 0;
  plans.database.answered = async (statement) => {
    // A round reads the copies to plan by, and again to ask for those under way.
    if (!statement.includes('from workloads.plan_transfer') || (looks += 1) !== 2) return;
    plans.hear('c-1-m', copy, 'succeeded');
    await expect.poll(async () => isForgotten() || (await isWaitedFor(plans))).toBe(true);
  };
  plans.clock.advance({ seconds: 1 });
  await plans.settle();
  await expect.poll(isForgotten).toBe(true);
  expect(looks).toBeGreaterThanOrEqual(2);
  expect(plans.told.lastIndexOf(`act ${copy}`)).toBeLessThan(plans.told.indexOf(`forget ${copy}`));
});

/** Whether a statement waits for a lock of another. */
async function isWaitedFor({ deps }: TestPlans): Promise<boolean> {
  const { rowCount } = await deps.pool.query(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rowCount !== 0;
}

test('JOB-2 copies on a cluster that has gone are not waited for', async () => {
  await using plans = await startTestPlans();
  const id = await startCopying(plans, 1);
  await killPlanRun(plans.deps, anOwner, { planRunId: id, keepCluster: false });
  await plans.settle();
  await plans.cluster('c-1', 'TERMINATED');
  await plans.settle();
  expect(await view(plans, id)).toMatchObject({ state: 'KILLED' });
});

test('JOB-2 a cluster is left when that was asked for, and a standing one always', async () => {
  await using plans = await startTestPlans();
  const kept = await start(plans, {}, { keepCluster: true });
  const clusterId = await serve(plans, kept);
  await plans.run(kept, 'make', 'SUCCEEDED');
  await plans.settle();
  expect(await view(plans, kept)).toMatchObject({ state: 'SUCCEEDED' });
  expect(plans.clusterState(clusterId)).toBe('RUNNING');
  const standing = await start(plans, { name: 'other', cluster: { name: clusterId } });
  await plans.run(standing, 'make', 'SUCCEEDED');
  await plans.settle();
  expect(await view(plans, standing)).toMatchObject({ state: 'SUCCEEDED', clusterId, usage: { nodeSeconds: 0 } });
  expect(plans.clusterState(clusterId)).toBe('RUNNING');
});

test('JOB-2 who gives the plan along runs that, whoever has put another in its place since', async () => {
  await using plans = await startTestPlans();
  const mine = aPlan({ jobs: [shell('mine')] });
  const { id: planId } = await createPlan(plans.deps, anOwner, { spec: mine, replace: true });
  await createPlan(plans.deps, anOwner, { spec: aPlan({ jobs: [shell('theirs')] }), replace: true });
  const input = { planId, parameters: {}, keepCluster: false };
  const { id } = await runPlan(plans.deps, anOwner, { ...input, spec: mine });
  expect((await view(plans, id)).jobs).toMatchObject([{ name: 'mine' }]);
  const kept = await runPlan(plans.deps, anOwner, input);
  expect((await view(plans, kept.id)).jobs).toMatchObject([{ name: 'theirs' }]);
  const circle = aPlan({ jobs: [shell('one', ['one'])] });
  await expect(runPlan(plans.deps, anOwner, { ...input, spec: circle })).rejects.toMatchObject({
    code: 'plan_invalid',
  });
  const other = { ...mine, name: 'other' };
  await expect(runPlan(plans.deps, anOwner, { ...input, spec: other })).rejects.toMatchObject({ code: 'plan_invalid' });
});

test('JOB-2 a plan that is run before it was configured is kept without its schedule, unless the run is refused', async () => {
  await using plans = await startTestPlans();
  const schedule = { cron: '0 3 * * *', timeZone: 'UTC', catchUp: 'none' as const, overlap: 'skip' as const };
  const spec = aPlan({ name: 'fresh', schedule });
  const input = { planId: 'fresh', parameters: {}, keepCluster: false, spec };
  const isKept = () => getPlan(plans.deps, anOwner, 'fresh');
  await expect(runPlan(plans.deps, anOwner, { ...input, spec: undefined })).rejects.toMatchObject({
    code: 'plan_not_found',
  });
  const nowhere = { ...spec, cluster: { name: 'nowhere' } };
  await expect(runPlan(plans.deps, anOwner, { ...input, spec: nowhere })).rejects.toMatchObject({
    code: 'cluster_not_found',
  });
  await expect(isKept()).rejects.toMatchObject({ code: 'plan_not_found' });
  const [one, two] = await Promise.all([runPlan(plans.deps, anOwner, input), runPlan(plans.deps, anOwner, input)]);
  const kept = await isKept();
  expect(kept).toMatchObject({ name: 'fresh', scheduleState: 'none' });
  expect([one.planId, two.planId]).toEqual([kept.id, kept.id]);
  await runPlan(plans.deps, anOwner, { ...input, spec: { ...spec, jobs: aPlan({ jobs: [shell('later')] }).jobs } });
  expect(await isKept()).toEqual(kept);
});
