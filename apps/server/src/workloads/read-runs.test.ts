import { expect, test } from 'vitest';
import { jobSpec } from '@argosy/contract/workloads/job-spec';
import { pause } from '@argosy/kernel/pause';
import { systemClock } from '@argosy/kernel/time';
import { aCaller, aShellJob, aSparkJob, startTestWorkloads, type TestWorkloads } from '../../test/workloads.ts';
import { createJob } from './create-job.ts';
import { keptLogPieces } from './kept-log-pieces.ts';
import { getRun, getRunContainers } from './read-runs.ts';
import { rerunRun } from './rerun-run.ts';
import { runJob } from './run-job.ts';
import { listRuns, type ListRuns } from './store/runs.ts';
import { SYSTEM } from '../platform/caller.ts';

const namesOf = async ({ deps }: TestWorkloads, asked: Partial<ListRuns>) => {
  const { organizationId } = aCaller;
  const runs = await deps.read(SYSTEM, (tx) =>
    listRuns(tx, { organizationId, before: undefined, limit: 50, ...asked }),
  );
  return runs.map(({ run }) => run.name);
};

test('JOB-3 the containers of an application are told while it runs, and when YARN has forgotten them', async () => {
  await using workloads = await startTestWorkloads();
  workloads.yarn.looksToEnd = 4;
  const { id } = await workloads.start(aSparkJob());
  await workloads.factsUpTo(id, 'workloads.run_logs_kept');
  const deps = { ...workloads.deps, readKept: keptLogPieces() };
  const { containers, isComplete } = await getRunContainers(deps, aCaller, id);
  expect(containers).toMatchObject([
    { id: 'container_1_000001_01_000001', kind: 'driver', nodeName: 'master-1', vcores: 1, memoryMb: 896 },
    { id: 'container_1_000001_01_000002', kind: 'container', nodeName: 'master-1' },
  ]);
  expect(containers.every(({ endedAt }) => endedAt !== undefined)).toBe(true);
  expect(isComplete).toBe(true);
});

test('JOB-3 runs are found by name, kind, state, job and time, newest first, in pages that stay as they were', async () => {
  await using workloads = await startTestWorkloads();
  for (const name of ['load-orders', 'load-items', 'report']) {
    await workloads.start(aShellJob({ name }));
    await pause(2); // those of one millisecond are in no order
  }
  const spark = await workloads.start(aSparkJob({ name: 'pi' }));
  const ended = await workloads.atItsEnd(spark.id);
  expect(await namesOf(workloads, {})).toEqual(['pi', 'report', 'load-items', 'load-orders']);
  expect(await namesOf(workloads, { text: 'LOAD' })).toEqual(['load-items', 'load-orders']);
  expect(await namesOf(workloads, { text: '%' })).toEqual([]);
  expect(await namesOf(workloads, { kind: 'spark-jar' })).toEqual(['pi']);
  expect(await namesOf(workloads, { state: 'FAILED' })).toEqual([]);
  expect(await namesOf(workloads, { planRunId: 'prn-1' })).toEqual([]);
  expect(await namesOf(workloads, { from: ended.run.submittedAt })).toEqual(['pi']);
  expect(await namesOf(workloads, { to: ended.run.submittedAt, limit: 2 })).toEqual(['report', 'load-items']);
  expect(await namesOf(workloads, { from: systemClock.now().add({ hours: 1 }) })).toEqual([]);
  expect(await namesOf(workloads, { organizationId: 'org-2' })).toEqual([]);
  const [, second] = await workloads.deps.read(SYSTEM, (tx) =>
    listRuns(tx, { organizationId: aCaller.organizationId, before: undefined, limit: 2 }),
  );
  await workloads.start(aShellJob({ name: 'came-later' }));
  expect(await namesOf(workloads, { before: second?.run.id })).toEqual(['load-items', 'load-orders']);
});

test('JOB-1 a run is run again as it was, with its parameters and its day, whatever its job is by now', async () => {
  await using workloads = await startTestWorkloads();
  const { deps } = workloads;
  const spec = jobSpec.parse({ kind: 'shell', name: 'load', command: 'true', arguments: ['${table}', '${run.id}'] });
  const job = await createJob(deps, aCaller, spec);
  const asked = { jobId: job.id, clusterId: 'c-1', parameters: { table: 'orders' } };
  const first = await runJob(deps, aCaller, asked);
  await workloads.atItsEnd(first.id);
  await deps.pool.query(`update workloads.job set spec = jsonb_set(spec, '{arguments}', '["other"]')`);
  const again = await rerunRun(deps, aCaller, { runId: first.id });
  const third = await rerunRun(deps, aCaller, { runId: again.id, clusterId: 'c-1' });
  expect(again.spec.arguments).toEqual(['orders', again.id]);
  expect((await getRun(deps, aCaller, third.id)).run).toMatchObject({
    rerunOf: first.id,
    jobId: job.id,
    parameters: { table: 'orders' },
  });
  await expect(rerunRun(deps, { ...aCaller, organizationId: 'org-2' }, { runId: first.id })).rejects.toMatchObject({
    code: 'run_not_found',
  });
});

test('a value for a parameter that the job does not have is refused, with those it has', async () => {
  await using workloads = await startTestWorkloads();
  const { deps } = workloads;
  const spec = jobSpec.parse({
    kind: 'shell',
    name: 'load',
    command: 'echo ${table} $HOME ${HOME}',
    tasks: { count: '${parts}' },
  });
  const job = await createJob(deps, aCaller, spec);
  const run = (parameters: object) =>
    runJob(deps, aCaller, { jobId: job.id, clusterId: 'c-1', parameters: { parts: 1, ...parameters } });
  await expect(run({ tabel: 'orders' })).rejects.toMatchObject({
    code: 'parameter_unknown',
    facts: { parameter: 'tabel', known: ['table', 'parts'], job: 'load' },
  });
  expect((await run({ table: 'orders' })).parameters).toEqual({ parts: '1', table: 'orders' });
});
