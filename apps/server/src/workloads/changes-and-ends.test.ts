// What is configured is changed and deleted while other things run: jobs, plans and uploaded files.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { jobSpec } from '@argosy/contract/workloads/job-spec';
import { anOwner, aPlan, startTestPlans } from '../../test/plans.ts';
import { aCaller, aShellJob, startTestWorkloads, type TestWorkloads } from '../../test/workloads.ts';
import { createJob } from './create-job.ts';
import { createPlan } from './create-plan.ts';
import { deleteUploadedFile } from './delete-file.ts';
import { deleteJob } from './delete-job.ts';
import { deletePlan } from './delete-plan.ts';
import { putFile } from './put-file.ts';
import { getFiles } from './read-files.ts';
import { getPlan, getPlanRun } from './read-plans.ts';
import { getRun } from './read-runs.ts';
import { rerunPlanRun } from './rerun-plan-run.ts';
import { rerunRun } from './rerun-run.ts';
import { runJob } from './run-job.ts';
import { runPlan } from './run-plan.ts';
import { listJobVersions } from './store/jobs.ts';
import { updateJob } from './update-job.ts';
import { updatePlan } from './update-plan.ts';

const upload = async ({ deps }: TestWorkloads, text: string) => {
  const sha256 = createHash('sha256').update(text).digest('hex');
  await putFile(deps, aCaller, { sha256, content: Readable.from([Buffer.from(text)]) });
  return sha256;
};

test('JOB-1 a job gets a new version, of which later runs are; what somebody else changed is not written over', async () => {
  await using workloads = await startTestWorkloads();
  const { deps } = workloads;
  const job = await createJob(deps, aCaller, aShellJob({ arguments: ['first'] }));
  const run = () => runJob(deps, aCaller, { jobId: job.id, clusterId: 'c-1', parameters: {} });
  const first = await run();
  const change = (spec: object, version?: number) =>
    updateJob(deps, aCaller, { jobId: 'hello', spec: aShellJob(spec), version });
  expect(await change({ arguments: ['second'] }, 1)).toMatchObject({ id: job.id, version: 2 });
  await expect(change({ arguments: ['third'] }, 1)).rejects.toMatchObject({ code: 'version_outdated' });
  await expect(change({ name: 'other' })).rejects.toMatchObject({ code: 'name_fixed' });
  expect((await run()).spec.arguments).toEqual(['second']);
  expect((await getRun(deps, aCaller, first.id)).run).toMatchObject({ spec: { arguments: ['first'] }, jobVersion: 1 });
  expect((await rerunRun(deps, aCaller, { runId: first.id })).spec.arguments).toEqual(['first']);
  const versions = await deps.read(aCaller, (tx) =>
    listJobVersions(tx, { jobId: job.id, before: undefined, limit: 9 }),
  );
  expect(versions.map(({ version, spec }) => [version, ...spec.arguments])).toEqual([
    [2, 'second'],
    [1, 'first'],
  ]);
});

test('JOB-1 that a job was made, changed and deleted is told, so that lists change by themselves', async () => {
  await using workloads = await startTestWorkloads();
  const { deps } = workloads;
  const { id: jobId } = await createJob(deps, aCaller, aShellJob());
  await updateJob(deps, aCaller, { jobId, spec: aShellJob({ arguments: ['second'] }), version: 1 });
  await deleteJob(deps, aCaller, { jobId });
  const told = await workloads.factsUpTo(jobId, 'workloads.job_deleted');
  expect(told.map(({ type, facts }) => [type, facts])).toEqual([
    ['workloads.job_created', { name: 'hello' }],
    ['workloads.job_updated', { name: 'hello', version: 2 }],
    ['workloads.job_deleted', { name: 'hello' }],
  ]);
});

test('JOB-1 a job is deleted when nothing of it runs; its runs stay, can be run again, and its name is free', async () => {
  await using workloads = await startTestWorkloads();
  const { deps } = workloads;
  workloads.exitCode = undefined;
  const job = await createJob(deps, aCaller, aShellJob());
  const run = await runJob(deps, aCaller, { jobId: job.id, clusterId: 'c-1', parameters: {} });
  await expect(deleteJob(deps, aCaller, { jobId: 'hello' })).rejects.toMatchObject({
    code: 'job_busy',
    facts: { runId: run.id },
  });
  await deps.pool.query(`update workloads.run set state = 'SUCCEEDED', ended_at = now()`);
  await expect(deleteJob(deps, { ...aCaller, organizationId: 'org-2' }, { jobId: job.id })).rejects.toMatchObject({
    code: 'job_not_found',
  });
  await deleteJob(deps, aCaller, { jobId: 'hello' });
  expect((await getRun(deps, aCaller, run.id)).run.jobId).toBe(job.id);
  await expect(runJob(deps, aCaller, { jobId: job.id, clusterId: 'c-1', parameters: {} })).rejects.toMatchObject({
    code: 'job_not_found',
  });
  expect((await createJob(deps, aCaller, aShellJob())).id).not.toBe(job.id);
  expect(await rerunRun(deps, aCaller, { runId: run.id })).toMatchObject({ jobId: job.id });
});

test('JOB-2 a plan is changed and deleted; what runs, runs on as it was, and its schedule ends with it', async () => {
  await using plans = await startTestPlans();
  const spec = aPlan({ schedule: { cron: '0 * * * *' } });
  const { id: planId } = await createPlan(plans.deps, anOwner, { spec, replace: false });
  const { id, clusterId } = await runPlan(plans.deps, anOwner, { planId, parameters: {}, keepCluster: false });
  const next = aPlan({ jobs: [{ kind: 'shell', name: 'other', command: 'true' }], schedule: { cron: '30 * * * *' } });
  const changed = await updatePlan(plans.deps, anOwner, { planId, spec: next, version: 1 });
  expect(changed).toMatchObject({ version: 2, scheduleState: 'active' });
  await expect(updatePlan(plans.deps, anOwner, { planId, spec: next, version: 1 })).rejects.toMatchObject({
    code: 'version_outdated',
  });
  expect((await getPlanRun(plans.deps, anOwner, id)).planRun.spec.jobs[0]?.name).toBe('make');
  await expect(deletePlan(plans.deps, anOwner, { planId })).rejects.toMatchObject({ code: 'plan_busy' });
  await plans.settle();
  await plans.cluster(clusterId, 'START_FAILED');
  await plans.settle();
  await deletePlan(plans.deps, anOwner, { planId: 'nightly' });
  await expect(getPlan(plans.deps, anOwner, planId)).rejects.toMatchObject({ code: 'plan_not_found' });
  expect((await getPlanRun(plans.deps, anOwner, id)).planRun.state).toBe('FAILED');
  await expect(rerunPlanRun(plans.deps, anOwner, { planRunId: id })).rejects.toMatchObject({ code: 'plan_not_found' });
  plans.clock.advance({ hours: 3 });
  await plans.settle();
  expect((await plans.deps.pool.query('select id from workloads.plan_run')).rowCount).toBe(1);
  expect((await createPlan(plans.deps, anOwner, { spec, replace: false })).id).not.toBe(planId);
});

test('JOB-1 a plan that is run while it is deleted is run or deleted, not both', async () => {
  await using plans = await startTestPlans();
  const { id: planId } = await createPlan(plans.deps, anOwner, { spec: aPlan(), replace: false });
  const outcomes = await Promise.allSettled([
    deletePlan(plans.deps, anOwner, { planId }),
    runPlan(plans.deps, anOwner, { planId, parameters: {}, keepCluster: false }),
  ]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a file is listed with what names it, and deleted when nothing does', async () => {
  await using workloads = await startTestWorkloads();
  const { deps } = workloads;
  const [used, free] = [await upload(workloads, 'select 1'), await upload(workloads, 'select 2')];
  const sql = {
    kind: 'spark-sql',
    queries: [{ name: 'q.sql', sha256: used }],
    answers: '/a',
    environment: { sha256: free },
  };
  const job = await createJob(deps, aCaller, jobSpec.parse({ ...sql, name: 'one' }));
  await createJob(
    deps,
    aCaller,
    jobSpec.parse({ ...sql, name: 'two', queries: [{ name: 'other.sql', sha256: used }], environment: {} }),
  );
  const list = (asked: object) => getFiles(deps, aCaller, { limit: 50, unused: false, ...asked });
  const listed = await list({});
  expect(
    listed.files.map(({ sha256, names, usedBy }) => ({ sha256, names, by: usedBy.map(({ name }) => name) })),
  ).toEqual([
    { sha256: free, names: [], by: ['one'] }, // a value called so in its environment looks like one: it is spared
    { sha256: used, names: ['q.sql', 'other.sql'], by: ['one', 'two'] },
  ]);
  const page = await list({ limit: 1 });
  expect((await list({ limit: 1, cursor: page.cursor })).files.map(({ sha256 }) => sha256)).toEqual([used]);
  const remove = (sha256: string, caller = aCaller) => deleteUploadedFile(deps, caller, { sha256 });
  await expect(remove(used)).rejects.toMatchObject({ code: 'file_in_use', facts: { by: ['job one', 'job two'] } });
  await expect(remove(used, { ...aCaller, organizationId: 'org-2' })).rejects.toMatchObject({ code: 'file_not_found' });
  await updateJob(deps, aCaller, { jobId: job.id, spec: jobSpec.parse({ ...sql, name: 'one', environment: {} }) });
  expect((await list({ unused: true })).files.map(({ sha256 }) => sha256)).toEqual([free]);
  await remove(free);
  await expect(remove(free)).rejects.toMatchObject({ code: 'file_not_found' });
  await expect(
    createJob(deps, aCaller, jobSpec.parse({ ...sql, name: 'three', queries: [{ name: 'q.sql', sha256: free }] })),
  ).rejects.toMatchObject({ code: 'file_not_found' });
});

test('JOB-1 a file of a run that is going is not deleted, whatever became of its job', async () => {
  await using workloads = await startTestWorkloads();
  const { deps } = workloads;
  workloads.exitCode = undefined;
  const sha256 = await upload(workloads, 'data');
  const job = await createJob(deps, aCaller, aShellJob({ files: [{ name: 'a.txt', sha256 }] }));
  const run = await runJob(deps, aCaller, { jobId: job.id, clusterId: 'c-1', parameters: {} });
  await updateJob(deps, aCaller, { jobId: job.id, spec: aShellJob() });
  await expect(deleteUploadedFile(deps, aCaller, { sha256 })).rejects.toMatchObject({
    code: 'file_in_use',
    facts: { by: [run.id] },
  });
});
