import { expect, test } from 'vitest';
import { refusal } from '@argosy/kernel/errors';
import { anOwner, startTestPlans } from '../../test/plans.ts';
import { aCaller, aShellJob, startTestWorkloads } from '../../test/workloads.ts';
import { checkJob } from './check-job.ts';
import { checkPlan } from './check-plan.ts';
import { createJob } from './create-job.ts';
import { insertFile } from './store/files.ts';

const sha256 = 'a'.repeat(64);
const aDraft = (more: object = {}) => ({
  name: 'nightly',
  cluster: { nodeGroups: [{ role: 'master' }] },
  jobs: [{ kind: 'shell', name: 'make', command: 'true' }],
  ...more,
});
const told = (problems: readonly { path: string; code: string }[]) =>
  problems.map(({ path, code }) => `${path} ${code}`);

test('JOB-2 everything that stands against a plan is told at once, each thing at its place', async () => {
  await using plans = await startTestPlans();
  const { problems, missingFiles, ok } = await checkPlan(plans.deps, anOwner, {
    spec: aDraft({
      schedule: { cron: '0 0 30 2 *' },
      inputs: [{ from: [{ name: 'a.csv', sha256 }], to: '/in/${nowhere}' }],
      jobs: [
        { kind: 'shell', name: 'make', command: 'true', needs: ['load'], arguments: ['${nobody}'] },
        {
          kind: 'spark-python',
          name: 'load',
          program: { name: 'a.py', sha256 },
          files: [{ name: 'b.py', sha256 }],
          needs: ['make'],
        },
      ],
    }),
  });
  expect(ok).toBe(false);
  expect(told(problems)).toEqual([
    'jobs plan_invalid',
    'schedule schedule_invalid',
    'jobs.0 parameter_missing',
    'inputs.0.to parameter_missing',
  ]);
  expect(missingFiles.map(({ path }) => path)).toEqual(['inputs.0.from.0', 'jobs.1.program', 'jobs.1.files.0']);
});

test('JOB-2 a plan tells the cluster it would make and its next times; a half-written one what is missing', async () => {
  await using plans = await startTestPlans();
  const createdAt = plans.clock.now();
  await plans.deps.transaction(anOwner, (tx) => insertFile(tx, 'org-1', { sha256, sizeBytes: 3, createdAt }));
  const spec = aDraft({ schedule: { cron: '0 * * * *' }, inputs: [{ from: [{ name: 'a.csv', sha256 }], to: '/in' }] });
  const good = await checkPlan(plans.deps, anOwner, { spec });
  expect(good).toMatchObject({ ok: true, problems: [] });
  const large = { kind: 'shell', name: 'make', command: 'true', resources: { memoryMb: 3001 } };
  const tooLarge = await checkPlan(plans.deps, anOwner, { spec: aDraft({ jobs: [large] }) });
  expect(told(tooLarge.problems)).toEqual(['jobs.0 job_too_large']);
  expect(good).toMatchObject({ missingFiles: [], cluster: { release: '6.0.0', neededMb: 4096 } });
  expect(good.nextTimes).toHaveLength(5);
  const half = await checkPlan(plans.deps, anOwner, { spec: { name: 'X', jobs: [] } });
  expect(half.problems.map(({ path }) => path)).toEqual(['name', 'cluster', 'jobs']);
  const nowhere = await checkPlan(plans.deps, anOwner, { spec: aDraft({ cluster: { name: 'standing' } }) });
  expect(told(nowhere.problems)).toEqual(['cluster.name cluster_not_found']);
  const clusters = {
    ...plans.deps.clusters,
    check: async () => ({
      problems: [{ path: 'nodeGroups', refused: refusal('node_groups_invalid', { problem: 'none' }) }],
      release: undefined,
      isInstalled: false,
      neededMb: undefined,
      freeMb: 0,
      nodes: [],
    }),
  };
  const bad = await checkPlan({ ...plans.deps, clusters }, anOwner, { spec: aDraft() });
  expect(told(bad.problems)).toEqual(['cluster.nodeGroups node_groups_invalid']);
});

test('JOB-1 a job is checked as it is written, also on a cluster', async () => {
  await using workloads = await startTestWorkloads();
  const { deps } = workloads;
  await createJob(deps, aCaller, aShellJob({ name: 'taken' }));
  const check = (spec: object, clusterId?: string) => checkJob(deps, aCaller, { spec: { ...spec }, clusterId });
  const large = { ...aShellJob({ name: 'taken', command: 'echo ${table}' }), resources: { vcores: 1, memoryMb: 9000 } };
  const found = await check(large, 'c-1');
  expect(told(found.problems)).toEqual(['name job_name_taken', ' job_too_large']);
  expect(found).toMatchObject({ ok: false, parameters: ['table'], neededMb: [9000] });
  expect(told((await check(aShellJob(), 'c-2')).problems)).toEqual([' cluster_not_found']);
  expect(await check(aShellJob(), 'c-1')).toMatchObject({ ok: true, problems: [] });
  expect((await check({ kind: 'shell', name: 'a' })).problems.map(({ path }) => path)).toEqual(['command']);
  const python = { kind: 'spark-python', name: 'a', program: { name: 'a.py', sha256 } };
  expect(await check(python)).toMatchObject({
    ok: false,
    problems: [],
    missingFiles: [{ path: 'program', name: 'a.py' }],
  });
});
