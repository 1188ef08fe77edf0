import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobSpec } from '@argosy/contract/workloads/job-spec';
import type { Id } from '@argosy/kernel/ids';
import { expect, test } from 'vitest';
import { anOwner, aPlan } from '../../../test/plans.ts';
import { startTestPlatform } from '../../../test/platform.ts';
import { SYSTEM } from '../../platform/caller.ts';
import { uploadedFile } from '../../platform/home.ts';
import { scheduleWork, startWork } from '../../platform/work.ts';
import { noPhaseBegun } from '../domain/plan.ts';
import { deleteFile, insertFile } from '../store/files.ts';
import { insertPlanRun } from '../store/plan-runs.ts';
import { insertOutputs, insertTransfers } from '../store/plan-transfers.ts';
import { insertPlan } from '../store/plans.ts';
import { insertRun, writeRuns } from '../store/runs.ts';
import { cleaningReconciler, cleaningWork } from './cleaning.ts';

test('JOB-3 logs of runs and outputs of plan runs are kept for their days, and parts of what never arrived for an hour', async () => {
  await using platform = await startTestPlatform();
  const { deps, clock, signals } = platform;
  const { organizationId } = anOwner;
  const put = async (...path: readonly string[]) => {
    await mkdir(join(...path, '..'), { recursive: true });
    await writeFile(join(...path), 'content');
  };
  const spec = jobSpec.parse({ kind: 'shell', name: 'hello', command: 'true' });
  const endedRun = async (id: string) => {
    await put(deps.home.runLogs, id, 'master-1', 'driver', 'stdout.gz');
    await deps.transaction(SYSTEM, async (tx) => {
      const submittedAt = clock.now();
      await insertRun(tx, {
        id,
        organizationId,
        jobId: undefined,
        planRunId: undefined,
        clusterId: 'c-1',
        spec,
        submittedAt,
      });
      await writeRuns(tx, [{ runId: id, state: 'SUCCEEDED', logs: 'kept', endedAt: clock.now() }]);
    });
  };
  await endedRun('run-1');
  await put(deps.home.outputs, 'prn-1', 'answers', 'q1.part'); // a result may be called so
  await deps.transaction(SYSTEM, async (tx) => {
    const plan = { id: 'pln-1' as Id<'plan'>, organizationId, name: 'nightly', spec: aPlan(), createdAt: clock.now() };
    await insertPlan(tx, { ...plan, scheduleState: 'none', scheduledThrough: undefined });
    await insertPlanRun(tx, {
      ...plan,
      id: 'prn-1' as Id<'plan_run'>,
      planId: plan.id,
      parameters: {},
      state: 'SUCCEEDED',
      reason: undefined,
      phases: noPhaseBegun,
      clusterId: undefined,
      keepCluster: false,
      killRequestedAt: undefined,
      scheduledFor: undefined,
      rerunOf: undefined,
      datesOf: undefined,
      anew: {},
      endedAt: undefined,
    });
    await tx.query('update workloads.plan_run set ended_at = created_at');
    await insertTransfers(tx, 'prn-1', [{ id: 'prn-1-out-0', direction: 'out', position: 0 }]);
    const output = { path: 'answers/q1.csv', transferId: 'prn-1-out-0', hdfsPath: '/answers/q1.csv', sizeBytes: 7 };
    await insertOutputs(tx, 'prn-1', [output]);
  });
  await put(deps.home.files, 'aa', 'a.000000000001.part');
  await put(deps.home.files, 'aa', 'a.000000000002.part');
  const now = clock.now().epochMilliseconds / 1000;
  await utimes(join(deps.home.files, 'aa', 'a.000000000001.part'), now, now - 3700);
  await utimes(join(deps.home.outputs, 'prn-1', 'answers', 'q1.part'), now, now - 3700);
  await utimes(join(deps.home.files, 'aa', 'a.000000000002.part'), now, now - 60);
  const there = async () => ({
    runs: await readdir(deps.home.runLogs),
    outputs: await readdir(deps.home.outputs, { recursive: true }),
    parts: await readdir(join(deps.home.files, 'aa')),
  });
  const work = startWork(deps, signals, [cleaningReconciler({ ...deps, keepDays: 30 })]);
  await deps.transaction(SYSTEM, (tx) => scheduleWork(tx, cleaningWork, 'all', clock.now()));
  await work.settle();
  expect(await there()).toEqual({
    runs: ['run-1'],
    outputs: ['prn-1', 'prn-1/answers', 'prn-1/answers/q1.part'],
    parts: ['a.000000000002.part'],
  });
  clock.advance({ hours: 24 * 30 - 1 });
  await endedRun('run-2');
  clock.advance({ hours: 1, seconds: 1 });
  await work.settle();
  expect(await there()).toEqual({ runs: ['run-2'], outputs: [], parts: [] });
  const { rows } = await deps.pool.query('select id, logs from workloads.run order by id');
  expect(rows).toEqual([
    { id: 'run-1', logs: 'removed' },
    { id: 'run-2', logs: 'kept' },
  ]);
  expect((await deps.pool.query('select 1 from workloads.plan_output')).rows).toEqual([]);
  await work.stop();
});

test('the content of a deleted file goes when nobody has it any more, and not while it is being sent anew', async () => {
  await using platform = await startTestPlatform();
  const { deps, clock, signals } = platform;
  const now = clock.now().epochMilliseconds / 1000;
  const put = async (letter: string, age: number) => {
    const path = uploadedFile(deps.home, letter.repeat(64));
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, 'content');
    await utimes(path, now, now - age);
    await deps.transaction(SYSTEM, async (tx) => {
      const file = { sha256: letter.repeat(64), sizeBytes: 7, createdAt: clock.now() };
      for (const organizationId of ['org-1', 'org-2']) await insertFile(tx, organizationId, file);
      await deleteFile(tx, 'org-1', file.sha256, clock.now());
      if (letter !== 'b') await deleteFile(tx, 'org-2', file.sha256, clock.now());
    });
  };
  for (const [letter, age] of [
    ['a', 7200],
    ['b', 7200],
    ['c', 60],
  ] as const)
    await put(letter, age);
  const work = startWork(deps, signals, [cleaningReconciler({ ...deps, keepDays: 30 })]);
  await deps.transaction(SYSTEM, (tx) => scheduleWork(tx, cleaningWork, 'all', clock.now()));
  await work.settle();
  const there = async () => (await readdir(deps.home.files, { recursive: true })).filter((name) => name.length > 60);
  expect((await there()).map((name) => name.slice(-1)).toSorted()).toEqual(['b', 'c']); // b is another's too
  clock.advance({ hours: 2 });
  await work.settle();
  expect((await there()).map((name) => name.slice(-1))).toEqual(['b']);
  await work.stop();
});
