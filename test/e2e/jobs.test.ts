// Jobs of every kind on a real cluster of one node, through the API, one after the other: what a person sees of each while it
// runs, when it ended, and when the cluster is gone.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiError, type Client } from '@argosy/client';
import type { FileReference } from '@argosy/contract/workloads/job-spec';
import { jobKill, jobLogs, runGet, runLogs } from '@argosy/contract/workloads/operations';
import { printRunLog } from '../../apps/cli/src/operations/print-log.ts';
import { findInstalledRelease } from '../../apps/server/src/clusters/releases/install-release-files.ts';
import { newestRunnable } from '../../apps/server/src/clusters/releases/catalogue.ts';
import { aCluster, logOf, programs, releaseCluster, runOnce, runToItsEnd, startJob, upload } from './jobs.ts';
import { startArgosy, type TestArgosy } from './kit.ts';

const small = { executors: { count: 1, memoryMb: 512 }, driver: { memoryMb: 512 } };

let argosy: TestArgosy;
let client: Client;
let clusterId: string;
let folder: string;
let pi: FileReference;

beforeAll(async () => {
  argosy = await startArgosy();
  ({ client } = argosy);
  const cluster = await aCluster(client, 'jobs');
  if (cluster.state !== 'RUNNING') throw new Error(`the cluster is ${JSON.stringify(cluster.stateReason)}`);
  clusterId = cluster.id;
  folder = await mkdtemp('/var/tmp/argosy-e2e-programs-');
  const installed = await findInstalledRelease(argosy.home.path, newestRunnable().version);
  pi = await upload(client, installed?.spark.programsJar ?? '');
});

afterAll(async () => {
  await argosy[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

test('JOB-1 shell: tasks know which they are, find the programs of Hadoop, and count what they asked for', async () => {
  const run = await runToItsEnd(client, clusterId, {
    kind: 'shell',
    name: 'tasks',
    command: 'echo "$ARGOSY_TASK of $ARGOSY_TASKS"; command -v hdfs; sleep 0.2',
    tasks: { count: 3, on: 'workers' },
    resources: { vcores: 1, memoryMb: 256 },
  });
  expect(run).toMatchObject({ state: 'SUCCEEDED', exitCode: 0, attempt: 1 });
  expect(await logOf(client, run.id, 'task-3/stdout')).toMatch(/^3 of 3\n\/.*\/bin\/hdfs\n$/);
  expect(run.usage?.vcoreSeconds).toBeGreaterThanOrEqual(0.6);
});

test('JOB-1 shell: a script that fails says with which exit code and its last words', async () => {
  const run = await runToItsEnd(client, clusterId, {
    kind: 'shell',
    name: 'fails',
    command: 'echo no such luck >&2; exit 3',
  });
  expect(run).toMatchObject({
    state: 'FAILED',
    exitCode: 3,
    reason: { problem: 'run_failed', lastLines: ['no such luck'] },
  });
});

test('JOB-3 a log is read while the run goes on, and a kill ends it', async () => {
  const { id: runId } = await startJob(client, clusterId, {
    kind: 'shell',
    name: 'endless',
    command: 'echo begun; sleep 600',
  });
  const piece = await client.call(jobLogs, { params: { runId }, query: { wait: 30 } });
  expect(piece).toMatchObject({ text: 'begun\n', complete: false });
  await client.call(jobKill, { params: { runId } });
  const run = await client.call(runGet, { params: { runId }, query: { wait: 30 } });
  expect(run.state).toBe('KILLED');
  await expect(client.call(jobKill, { params: { runId } })).rejects.toMatchObject({ code: 'run_already_ended' });
});

test('JOB-3 who follows a log sees all that the driver prints, though it complained first', async () => {
  const { id: runId } = await startJob(client, clusterId, {
    kind: 'shell',
    name: 'complains',
    command: 'echo a warning of some length >&2; sleep 2; echo one; sleep 1; echo two',
  });
  let written = '';
  await printRunLog(client, { runId, query: {}, follow: true, write: (text) => void (written += text) });
  expect(written).toBe('a warning of some length\none\ntwo\n');
});

test('JOB-1 a run that is over its time is ended', async () => {
  const body = { kind: 'shell', name: 'slow', command: 'sleep 600', timeoutSeconds: 1 } as const;
  expect(await runToItsEnd(client, clusterId, body)).toMatchObject({
    state: 'FAILED',
    reason: { problem: 'run_timed_out' },
  });
});

test('JOB-1 MapReduce: an example of the release, found in YARN by its tag', async () => {
  const run = await runToItsEnd(client, clusterId, {
    kind: 'mapreduce',
    name: 'mr-pi',
    jar: 'release:mapreduce-examples',
    arguments: ['pi', '2', '100'],
  });
  expect(run).toMatchObject({ state: 'SUCCEEDED', exitCode: 0, applicationId: expect.stringMatching(/^application_/) });
  expect(await logOf(client, run.id)).toContain('Estimated value of Pi is 3.1');
  expect(run.usage?.memoryMbSeconds).toBeGreaterThan(0);
});

let sparkRun: string;

test('JOB-1 Spark: an example of the release, submitted without a client', async () => {
  const body = {
    kind: 'spark-jar',
    name: 'spark-pi',
    jar: 'release:spark-examples',
    mainClass: 'argosy.SparkPi',
    arguments: ['4'],
    ...small,
  } as const;
  const run = await runToItsEnd(client, clusterId, { ...body, arguments: [...body.arguments] });
  expect(run).toMatchObject({ state: 'SUCCEEDED', exitCode: 0, applicationId: expect.stringMatching(/^application_/) });
  expect(run.usage?.vcoreSeconds).toBeGreaterThan(0);
  expect(await logOf(client, run.id)).toMatch(/^Pi is roughly 3\.1/);
  sparkRun = run.id;
});

test('JOB-1 Spark: a jar of the customer', async () => {
  const run = await runToItsEnd(client, clusterId, {
    kind: 'spark-jar',
    name: 'own-jar',
    jar: pi,
    mainClass: 'argosy.SparkPi',
    ...small,
  });
  expect(run).toMatchObject({ state: 'SUCCEEDED' });
});

test('JOB-1 Spark: a Python program gets its arguments and variables as they were written', async () => {
  const odd = `it's "odd" $HOME \`id\` {{PWD}} <LOG_DIR> \\ 查询`;
  const run = await runToItsEnd(client, clusterId, {
    kind: 'spark-python',
    name: 'squares',
    program: await upload(client, join(programs, 'squares.py')),
    arguments: [odd, ''],
    environment: { GIVEN: odd },
    ...small,
  });
  expect(run).toMatchObject({ state: 'SUCCEEDED' });
  expect(JSON.parse(await logOf(client, run.id))).toEqual({ sum: 332_833_500, arguments: [odd, ''], variable: odd });
});

test('JOB-1 Spark: SQL files answer into one CSV each, with a header', async () => {
  const file = join(folder, 'q1.sql');
  await writeFile(
    file,
    'create temporary view t as select id from range(10); select count(*) as n, sum(id) as s from t;',
  );
  const queries = [await upload(client, file)];
  const run = await runToItsEnd(client, clusterId, {
    kind: 'spark-sql',
    name: 'sql',
    queries,
    answers: '/answers',
    ...small,
  });
  expect(run).toMatchObject({ state: 'SUCCEEDED' });
  const look = await runToItsEnd(client, clusterId, {
    kind: 'shell',
    name: 'look',
    command: 'hdfs dfs -cat /answers/q1.csv',
  });
  expect(await logOf(client, look.id)).toBe('n,s\n10,45\n');
});

test('JOB-1 Spark: a class that is not in its jar fails with the reason in the run', async () => {
  const run = await runToItsEnd(client, clusterId, {
    kind: 'spark-jar',
    name: 'no-class',
    jar: pi,
    mainClass: 'Nope',
    ...small,
  });
  expect(run).toMatchObject({ state: 'FAILED', exitCode: 13 });
  expect(run.reason?.lastLines?.join('\n')).toContain('ClassNotFoundException: Nope');
});

test('JOB-1 a Spark application is killed in YARN', async () => {
  const body = {
    kind: 'spark-jar',
    name: 'to-kill',
    jar: pi,
    mainClass: 'argosy.SparkPi',
    arguments: ['2'],
    ...small,
  } as const;
  const started = await startJob(client, clusterId, { ...body, arguments: [...body.arguments] });
  await runOnce(client, started.id, (run) => run.state !== 'SUBMITTED' || run.applicationId !== undefined);
  await client.call(jobKill, { params: { runId: started.id } });
  expect(await runOnce(client, started.id, (run) => run.endedAt !== undefined)).toMatchObject({ state: 'KILLED' });
});

test('what can be known to fail is refused before it waits', async () => {
  const missing = { name: 'none.jar', sha256: 'f'.repeat(64) };
  const refused = (body: object) =>
    startJob(client, clusterId, {
      kind: 'spark-jar',
      name: 'refused',
      mainClass: 'argosy.SparkPi',
      jar: pi,
      ...body,
    } as never);
  await expect(refused({ jar: missing })).rejects.toMatchObject({ code: 'file_not_found' });
  const error = await refused({ driver: { memoryMb: 1_000_000 } }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: 'job_too_large', status: 409 });
});

test('JOB-3 logs stay when the cluster is gone', async () => {
  const before = await client.call(runLogs, { params: { runId: sparkRun } });
  expect((await releaseCluster(client, clusterId)).state).toBe('TERMINATED');
  const run = await client.call(runGet, { params: { runId: sparkRun }, query: {} });
  expect(run.logsKept).toBe(true);
  const after = await client.call(runLogs, { params: { runId: sparkRun } });
  expect(after.items.map(({ path }) => path)).toEqual(before.items.map(({ path }) => path));
  expect(await logOf(client, sparkRun)).toMatch(/^Pi is roughly 3\.1/);
  expect(await logOf(client, sparkRun, 'driver/stderr')).toContain('ApplicationMaster');
});
