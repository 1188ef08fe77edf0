import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Id } from '@argosy/kernel/ids';
import { aCaller, aShellJob, aSparkJob, startTestWorkloads, type TestWorkloads } from '../../../test/workloads.ts';
import { mostApplications } from '../domain/plan-runs.ts';
import { containerLogsOf } from '../domain/work-cluster.ts';
import { keepLogs } from '../keep-run-logs.ts';
import { killRun } from '../kill-run.ts';
import { insertFile } from '../store/files.ts';
import { keptLogs } from '../store/run-logs.ts';
import { listRuns } from '../store/runs.ts';
import { SYSTEM } from '../../platform/caller.ts';
import { uploadedFile } from '../../platform/home.ts';

test('JOB-1 a shell run succeeds, and what it used is told once', async () => {
  await using workloads = await startTestWorkloads();
  const { id } = await workloads.start(aShellJob());
  const { run, attempts } = await workloads.atItsEnd(id);
  expect(run).toMatchObject({ state: 'SUCCEEDED', attempt: 1 });
  expect(attempts).toMatchObject([{ state: 'succeeded', exitCode: 0 }]);
  const events = await workloads.factsUpTo(id, 'workloads.run_logs_kept');
  expect(events.filter(({ type }) => type === 'workloads.run_used')).toHaveLength(1);
  expect(events.filter(({ type }) => type === 'workloads.run_ended')).toMatchObject([
    { facts: { state: 'SUCCEEDED' } },
  ]);
});

test('a failed task is tried again as often as the job says', async () => {
  await using workloads = await startTestWorkloads();
  workloads.exitCode = 7;
  const { id } = await workloads.start(aShellJob({ retries: 2 }));
  const { run, attempts } = await workloads.atItsEnd(id);
  expect(run).toMatchObject({ state: 'FAILED', attempt: 3, reason: { problem: 'run_failed' } });
  expect(attempts.map(({ exitCode }) => exitCode)).toEqual([7, 7, 7]);
});

test('JOB-1 a Spark run is submitted under an id that was committed before, and ends as YARN says', async () => {
  await using workloads = await startTestWorkloads();
  const { id } = await workloads.start(aSparkJob());
  const { run, attempts } = await workloads.atItsEnd(id);
  expect(run.state).toBe('SUCCEEDED');
  expect(attempts[0]).toMatchObject({
    applicationId: workloads.yarn.submitted[0],
    usage: { vcoreSeconds: 2, memoryMbSeconds: 1000 },
  });
});

test('a submission whose answer was lost is found again, not made again', async () => {
  await using workloads = await startTestWorkloads();
  workloads.yarn.breaksNext = true;
  const { id } = await workloads.start(aSparkJob());
  const { run } = await workloads.atItsEnd(id);
  expect(run.state).toBe('SUCCEEDED');
  expect(workloads.yarn.submitted).toHaveLength(1);
});

test('a kill reaches a task, and the run is KILLED', async () => {
  await using workloads = await startTestWorkloads();
  workloads.exitCode = undefined;
  const { id } = await workloads.start(aShellJob());
  await killRun(workloads.deps, aCaller, id);
  expect((await workloads.atItsEnd(id)).run.state).toBe('KILLED');
  await expect(killRun(workloads.deps, aCaller, id)).rejects.toMatchObject({ code: 'run_already_ended' });
});

test('a kill waits for the round of its cluster before it takes the run, as the round does', async () => {
  await using workloads = await startTestWorkloads();
  workloads.exitCode = undefined;
  const { pool } = workloads.deps;
  const { id } = await workloads.start(aShellJob());
  await workloads.factsUpTo(id, 'workloads.run_running');
  const client = await pool.connect();
  using _ = { [Symbol.dispose]: () => client.release(true) };
  await client.query('begin');
  await client.query(`select 1 from platform.work where kind = 'cluster_runs' for update`);
  await client.query(`set local lock_timeout = '100ms'`);
  const killed = killRun(workloads.deps, aCaller, id);
  await vi.waitFor(async () => {
    const waiting = await pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(waiting.rowCount).toBeGreaterThan(0);
  }, 10_000);
  await client.query('update workloads.run set logs = logs where id = $1', [id]);
  await client.query('commit');
  await killed;
  expect((await workloads.atItsEnd(id)).run.state).toBe('KILLED');
});

test('JOB-1 an end that an agent told while the database was away is recorded once it is back', async () => {
  await using workloads = await startTestWorkloads();
  workloads.exitCode = undefined;
  const { id } = await workloads.start(aShellJob());
  await workloads.factsUpTo(id, 'workloads.run_running');
  const { pool } = workloads.deps;
  const client = await pool.connect();
  using _ = { [Symbol.dispose]: () => client.release(true) }; // closed, and so rolled back
  await client.query('begin; lock table workloads.action in access exclusive mode');
  workloads.endAction(`${id}-1-task-1`, 0); // said once: an agent says it again only when it connects anew
  await vi.waitFor(async () => {
    const { rowCount } = await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like 'update workloads.action%'`,
    );
    expect(rowCount).toBe(1);
  }, 10_000);
  await client.query('commit');
  expect((await workloads.atItsEnd(id)).run.state).toBe('SUCCEEDED');
});

/** Text as programs write it: with a zero byte, and cut in the middle of a character of two units. */
const unstorable = 'a\0b \ud83d';
const stored = 'a\uFFFDb \uFFFD';

test('JOB-1 whatever a task has printed, its end is recorded, and so are those of all others', async () => {
  await using workloads = await startTestWorkloads();
  workloads.exitCode = undefined;
  const { id } = await workloads.start(aShellJob());
  const other = await workloads.start(aShellJob());
  await workloads.factsUpTo(id, 'workloads.run_running');
  await workloads.factsUpTo(other.id, 'workloads.run_running');
  workloads.endAction(`${id}-1-task-1`, 1, { code: 'run_failed', facts: { exitCode: 1 }, lastLines: [unstorable] });
  workloads.endAction(`${other.id}-1-task-1`, 0);
  expect((await workloads.atItsEnd(id)).run).toMatchObject({ state: 'FAILED', reason: { lastLines: [stored] } });
  expect((await workloads.atItsEnd(other.id)).run.state).toBe('SUCCEEDED');
});

test('JOB-1 a report that no column can hold is left out, and those that came with it are recorded', async () => {
  await using workloads = await startTestWorkloads();
  workloads.exitCode = undefined;
  const { id } = await workloads.start(aShellJob());
  const other = await workloads.start(aShellJob());
  await workloads.factsUpTo(id, 'workloads.run_running');
  await workloads.factsUpTo(other.id, 'workloads.run_running');
  workloads.endAction(`${id}-1-task-1`, 2 ** 40); // the column is an integer
  workloads.endAction(`${other.id}-1-task-1`, 0);
  expect((await workloads.atItsEnd(other.id)).run.state).toBe('SUCCEEDED');
  workloads.endAction(`${id}-1-task-1`, 0);
  expect((await workloads.atItsEnd(id)).run.state).toBe('SUCCEEDED');
});

test('JOB-1 whatever an application and its driver have printed, the runs of the cluster go on', async () => {
  await using workloads = await startTestWorkloads();
  workloads.yarn.diagnostics = `User class threw an exception: ${unstorable}, exitCode: 99999999999`;
  const { id } = await workloads.start(aSparkJob());
  const { run, attempts } = await workloads.atItsEnd(id);
  expect(run).toMatchObject({ state: 'FAILED', reason: { lastLines: [expect.stringContaining(stored)] } });
  const [{ applicationId = '' } = {}] = attempts;
  expect(applicationId).not.toBe('');
  const next = await workloads.start(aSparkJob());
  const container = containerLogsOf('application_1_000002');
  workloads.files.set(`${container}/container_1_000001/stderr`, unstorable);
  expect((await workloads.atItsEnd(next.id)).run).toMatchObject({ state: 'FAILED', reason: { lastLines: [stored] } });
});

test('JOB-1 hundreds of queued runs end, each submitted once, over a restart in between', async () => {
  await using workloads = await startTestWorkloads();
  const specs = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? aSparkJob() : aShellJob()));
  const runs = await Promise.all(specs.map((spec) => workloads.start(spec)));
  await workloads.restart();
  for (const { id } of runs) expect((await workloads.atItsEnd(id)).run.state).toBe('SUCCEEDED');
  expect(new Set(workloads.yarn.submitted).size).toBe(100);
  expect(workloads.yarn.submitted).toHaveLength(100);
  const { organizationId } = aCaller;
  const listed = await workloads.deps.read(SYSTEM, (tx) =>
    listRuns(tx, {
      organizationId,
      clusterId: 'c-1',
      jobId: undefined,
      state: 'SUCCEEDED',
      before: undefined,
      limit: 500,
    }),
  );
  expect(listed).toHaveLength(200);
});

/** Runs older than any that a test starts, each with an attempt that has failed: they wait for a retry, or for their logs. */
async function insertTriedRuns(
  { deps }: TestWorkloads,
  count: number,
  as: { readonly state: 'SUBMITTED' | 'FAILED'; readonly logs: 'none' | 'collecting' },
): Promise<void> {
  const hasEnded = as.state === 'FAILED';
  await deps.pool.query(
    `with run as (
       insert into workloads.run (id, organization_id, name, kind, cluster_id, spec, state, attempt, not_before, submitted_at,
                                  ended_at, logs)
       select 'run-' || lpad(n::text, 20, '0'), $2, 'tried', 'spark-jar', 'c-1', $3, $4, 1,
              case when $5 then null else now() + interval '1 hour' end, now(), case when $5 then now() end, $6
         from generate_series(1, $1) as n
       returning id)
     insert into workloads.attempt (run_id, number, state, application_id, began_at, ended_at)
     select id, 1, 'failed', 'application_0_' || id, now(), now() from run`,
    [count, aCaller.organizationId, JSON.stringify(aSparkJob({ retries: 3 })), as.state, hasEnded, as.logs],
  );
}

test('JOB-1 however many runs wait for a retry, one that runs is seen to its end, and no more begin than have room', async () => {
  await using workloads = await startTestWorkloads();
  await insertTriedRuns(workloads, 600, { state: 'SUBMITTED', logs: 'none' });
  workloads.yarn.looksToEnd = 5;
  const shell = await workloads.start(aShellJob());
  const spark = await Promise.all(Array.from({ length: 45 }, () => workloads.start(aSparkJob())));
  const atOnce: number[] = [];
  for (const { id } of [shell, ...spark]) {
    expect((await workloads.atItsEnd(id)).run.state).toBe('SUCCEEDED');
    const live = await workloads.deps.pool.query('select 1 from workloads.attempt where ended_at is null');
    atOnce.push(live.rowCount ?? 0);
  }
  expect(Math.max(...atOnce)).toBeLessThanOrEqual(mostApplications);
});

test('JOB-1 however many runs wait for their logs, one that comes after them runs and ends', async () => {
  await using workloads = await startTestWorkloads();
  await insertTriedRuns(workloads, 600, { state: 'FAILED', logs: 'collecting' });
  workloads.cannotList = true;
  const { id } = await workloads.start(aShellJob());
  expect((await workloads.atItsEnd(id)).run.state).toBe('SUCCEEDED');
});

test('JOB-1 a kill reaches a run that waits behind hundreds of others', async () => {
  await using workloads = await startTestWorkloads();
  await insertTriedRuns(workloads, 600, { state: 'SUBMITTED', logs: 'none' });
  workloads.exitCode = undefined;
  const large = aShellJob({ resources: { vcores: 8 } }); // all there is
  const runs = [];
  for (let count = 0; count < 100; count += 1) runs.push(await workloads.start(large));
  const last = runs.at(-1)?.id ?? '';
  await killRun(workloads.deps, aCaller, last);
  expect((await workloads.atItsEnd(last)).run.state).toBe('KILLED');
  const tried = `run-${'600'.padStart(20, '0')}`;
  await killRun(workloads.deps, aCaller, tried);
  expect((await workloads.atItsEnd(tried)).run.state).toBe('KILLED');
});

/** Puts logs of a Spark run's driver on its node, by their names. */
async function withDriverLogs(workloads: TestWorkloads, names: readonly string[]): Promise<string> {
  const { id } = await workloads.start(aSparkJob());
  for (const name of names) {
    workloads.files.set(`${containerLogsOf('application_1_000001')}/container_1_000001/${name}`, `this is ${name}`);
  }
  await workloads.atItsEnd(id);
  return id;
}

const logsKept = async (workloads: TestWorkloads, runId: string) =>
  (await workloads.factsUpTo(runId, 'workloads.run_logs_kept')).find(({ type }) => type.endsWith('logs_kept'))?.facts[
    'logs'
  ];

test('JOB-3 logs that had gone from the nodes before they could be brought away are lost, and not said to be kept', async () => {
  await using workloads = await startTestWorkloads();
  expect(await logsKept(workloads, await withDriverLogs(workloads, []))).toBe('lost');
});

test('JOB-3 a log is kept under its name, whatever that is', async () => {
  await using workloads = await startTestWorkloads();
  const names = ['stdout', 'a#b.log', 'what?.log', '100%.log', '日志 1.log'];
  const id = await withDriverLogs(workloads, names);
  expect(await logsKept(workloads, id)).toBe('kept');
  const kept = await workloads.deps.read(SYSTEM, (tx) => keptLogs(tx, id));
  expect(kept.map(({ path }) => path).toSorted()).toEqual(names.map((name) => `driver/${name}`).toSorted());
});

test('JOB-3 a store that cannot be listed is not taken for a run without logs', async () => {
  await using workloads = await startTestWorkloads();
  const folder = join(workloads.deps.home.runLogs, 'run-unlisted');
  await mkdir(workloads.deps.home.runLogs, { recursive: true });
  await writeFile(folder, 'in the way');
  const run = { id: 'run-unlisted' as Id<'run'>, organizationId: aCaller.organizationId, spec: aShellJob() };
  await expect(keepLogs(workloads.deps, run)).rejects.toMatchObject({ code: 'ENOTDIR' });
  await rm(folder);
  expect(await keepLogs(workloads.deps, run)).toBe('all_there');
});

test('JOB-1 what a copy that failed has written into HDFS is removed', async () => {
  await using workloads = await startTestWorkloads();
  workloads.exitCode = 1;
  const sha256 = 'a'.repeat(64);
  const file = { sha256, sizeBytes: 5_000_000, createdAt: workloads.deps.clock.now() };
  await workloads.deps.transaction(aCaller, (tx) => insertFile(tx, aCaller.organizationId, file));
  const { id } = await workloads.start(aSparkJob({ files: [{ name: 'large.csv', sha256 }] }));
  await vi.waitFor(() => expect(workloads.acted).toHaveLength(1), 10_000);
  await killRun(workloads.deps, aCaller, id);
  await workloads.atItsEnd(id);
  const [copy] = workloads.acted;
  expect(workloads.yarn.removed.filter((path) => path.endsWith(`/files/${sha256}.${copy}`))).toHaveLength(1);
});

test('JOB-1 the files of a Spark job are in HDFS before it is submitted, each under its own name; one that is not there ends it', async () => {
  await using workloads = await startTestWorkloads();
  const { clock, home, transaction } = workloads.deps;
  const contents = ['a', 'b', 'c', 'd', 'e', 'f'];
  const files = contents.map((content) => ({
    name: `${content}.csv`,
    sha256: createHash('sha256').update(content).digest('hex'),
  }));
  for (const [at, { sha256 }] of files.entries()) {
    await mkdir(dirname(uploadedFile(home, sha256)), { recursive: true });
    await writeFile(uploadedFile(home, sha256), contents[at]!);
    const file = { sha256, sizeBytes: 1, createdAt: clock.now() };
    await transaction(aCaller, (tx) => insertFile(tx, aCaller.organizationId, file));
  }
  const { id } = await workloads.start(aSparkJob({ files }));
  expect((await workloads.atItsEnd(id)).run.state).toBe('SUCCEEDED');
  for (const [at, { name, sha256 }] of files.entries()) {
    const path = expect.stringMatching(new RegExp(`/files/${sha256}$`));
    expect(workloads.yarn.files[name]).toEqual({ path, content: Buffer.from(contents[at]!) });
  }

  const unknown = { name: 'gone.csv', sha256: 'f'.repeat(64) };
  const without = await workloads.start(aSparkJob({ files: [...files, unknown] }));
  expect((await workloads.atItsEnd(without.id)).run).toMatchObject({
    state: 'FAILED',
    reason: { problem: 'file_not_found', facts: { name: 'gone.csv' } },
  });
  expect(workloads.yarn.submitted).toHaveLength(1);
});
