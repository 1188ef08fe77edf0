// Jobs of every kind, through the API, one after the other: what a person sees of each while it runs and when it has ended.
import { writeFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ApiError } from '@argosy/client';
import type { FileReference } from '@argosy/contract/workloads/job-spec';
import { jobKill, jobLogs, runGet } from '@argosy/contract/workloads/operations';
import { printRunLog } from '../../../apps/cli/src/operations/print-log.ts';
import { newestRunnable } from '../../../apps/server/src/clusters/releases/catalogue.ts';
import { findInstalledRelease } from '../../../apps/server/src/clusters/releases/install-release-files.ts';
import { type JobBody, logOf, programs, runOnce, runToItsEnd, startJob, upload } from '../jobs.ts';
import { at } from './the-cluster.ts';

const small = { executors: { count: 1, memoryMb: 512 }, driver: { memoryMb: 512 } };

const start = (body: JobBody) => startJob(at().client, at().clusterId, body);
const toItsEnd = (body: JobBody) => runToItsEnd(at().client, at().clusterId, body);

/** The program of the release that computes pi, as a customer's own jar. */
async function ownJar(): Promise<FileReference> {
  const { argosy, client } = at();
  const installed = await findInstalledRelease(argosy.home.path, newestRunnable().version);
  return upload(client, installed?.spark.programsJar ?? '');
}

test('JOB-1 shell: tasks know which they are, find the programs of Hadoop, and count what they asked for', async () => {
  const run = await toItsEnd({
    kind: 'shell',
    name: 'tasks',
    command: 'echo "$ARGOSY_TASK of $ARGOSY_TASKS"; command -v hdfs; sleep 0.2',
    tasks: { count: 3, on: 'workers' },
    resources: { vcores: 1, memoryMb: 256 },
  });
  expect(run).toMatchObject({ state: 'SUCCEEDED', exitCode: 0, attempt: 1 });
  expect(await logOf(at().client, run.id, 'task-3/stdout')).toMatch(/^3 of 3\n\/.*\/bin\/hdfs\n$/);
  expect(run.usage?.vcoreSeconds).toBeGreaterThanOrEqual(0.6);
});

test('JOB-1 shell: a script that fails says with which exit code and its last words', async () => {
  const run = await toItsEnd({
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
  const { id: runId } = await start({
    kind: 'shell',
    name: 'endless',
    command: 'echo begun; sleep 600',
  });
  const piece = await at().client.call(jobLogs, { params: { runId }, query: { wait: 30 } });
  expect(piece).toMatchObject({ text: 'begun\n', complete: false });
  await at().client.call(jobKill, { params: { runId } });
  const run = await at().client.call(runGet, { params: { runId }, query: { wait: 30 } });
  expect(run.state).toBe('KILLED');
  await expect(at().client.call(jobKill, { params: { runId } })).rejects.toMatchObject({ code: 'run_already_ended' });
});

test('JOB-3 who follows a log sees all that the driver prints, though it complained first', async () => {
  const seen = join(tmpdir(), `argosy-seen-${process.pid}`); // until it has been, nothing else is printed
  await using _ = { [Symbol.asyncDispose]: () => rm(seen, { force: true }) };
  const { id: runId } = await start({
    kind: 'shell',
    name: 'complains',
    command: `echo a warning of some length >&2; until [ -e ${seen} ]; do sleep 0.1; done; echo one; sleep 1; echo two`,
  });
  let written = '';
  const write = (text: string) => {
    written += text;
    writeFileSync(seen, '');
  };
  await printRunLog(at().client, { runId, query: {}, follow: true, write });
  expect(written).toBe('a warning of some length\none\ntwo\n');
});

test('JOB-1 a run that is over its time is ended', async () => {
  const body = { kind: 'shell', name: 'slow', command: 'sleep 600', timeoutSeconds: 1 } as const;
  expect(await toItsEnd(body)).toMatchObject({
    state: 'FAILED',
    reason: { problem: 'run_timed_out' },
  });
});

test('JOB-1 MapReduce: an example of the release, found in YARN by its tag', async () => {
  const run = await toItsEnd({
    kind: 'mapreduce',
    name: 'mr-pi',
    jar: 'release:mapreduce-examples',
    arguments: ['pi', '2', '100'],
  });
  expect(run).toMatchObject({ state: 'SUCCEEDED', exitCode: 0, applicationId: expect.stringMatching(/^application_/) });
  expect(await logOf(at().client, run.id)).toContain('Estimated value of Pi is 3.1');
  expect(run.usage?.memoryMbSeconds).toBeGreaterThan(0);
});

test('JOB-1 Spark: an example of the release, submitted without a client', async () => {
  const body = {
    kind: 'spark-jar',
    name: 'spark-pi',
    jar: 'release:spark-examples',
    mainClass: 'argosy.SparkPi',
    arguments: ['4'],
    ...small,
  } as const;
  const run = await toItsEnd({ ...body, arguments: [...body.arguments] });
  expect(run).toMatchObject({ state: 'SUCCEEDED', exitCode: 0, applicationId: expect.stringMatching(/^application_/) });
  expect(run.usage?.vcoreSeconds).toBeGreaterThan(0);
  expect(await logOf(at().client, run.id)).toMatch(/^Pi is roughly 3\.1/);
});

test('JOB-1 Spark: a jar of the customer', async () => {
  const run = await toItsEnd({
    kind: 'spark-jar',
    name: 'own-jar',
    jar: await ownJar(),
    mainClass: 'argosy.SparkPi',
    ...small,
  });
  expect(run).toMatchObject({ state: 'SUCCEEDED' });
});

test('JOB-1 Spark: a Python program gets its arguments and variables as they were written, and functions of vectors', async () => {
  const odd = `it's "odd" $HOME \`id\` {{PWD}} <LOG_DIR> \\ 查询`;
  const run = await toItsEnd({
    kind: 'spark-python',
    name: 'squares',
    program: await upload(at().client, join(programs, 'squares.py')),
    arguments: [odd, ''],
    environment: { GIVEN: odd },
    ...small,
  });
  expect(run).toMatchObject({ state: 'SUCCEEDED' });
  expect(JSON.parse(await logOf(at().client, run.id))).toEqual({
    sum: 332_833_500,
    arguments: [odd, ''],
    variable: odd,
    lists: [
      [0.5, 2],
      [0.5, 2],
      [0.5, 2],
    ],
  });
});

test('JOB-1 Spark: SQL files answer into one CSV each, with a header', async () => {
  const file = join(at().argosy.home.path, 'q1.sql');
  await writeFile(
    file,
    'create temporary view t as select id from range(10); select count(*) as n, sum(id) as s from t;',
  );
  const queries = [await upload(at().client, file)];
  const run = await toItsEnd({
    kind: 'spark-sql',
    name: 'sql',
    queries,
    answers: '/answers',
    ...small,
  });
  expect(run).toMatchObject({ state: 'SUCCEEDED' });
  const look = await toItsEnd({
    kind: 'shell',
    name: 'look',
    command: 'hdfs dfs -cat /answers/q1.csv',
  });
  expect(await logOf(at().client, look.id)).toBe('n,s\n10,45\n');
});

test('JOB-1 Spark: a class that is not in its jar fails with the reason in the run', async () => {
  const run = await toItsEnd({
    kind: 'spark-jar',
    name: 'no-class',
    jar: await ownJar(),
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
    jar: await ownJar(),
    mainClass: 'argosy.SparkPi',
    arguments: ['2'],
    ...small,
  } as const;
  const started = await start({ ...body, arguments: [...body.arguments] });
  await runOnce(at().client, started.id, (run) => run.state !== 'SUBMITTED' || run.applicationId !== undefined);
  await at().client.call(jobKill, { params: { runId: started.id } });
  expect(await runOnce(at().client, started.id, (run) => run.endedAt !== undefined)).toMatchObject({ state: 'KILLED' });
});

test('what can be known to fail is refused before it waits', async () => {
  const missing = { name: 'none.jar', sha256: 'f'.repeat(64) };
  const jar = await ownJar();
  const refused = (body: object) =>
    start({
      kind: 'spark-jar',
      name: 'refused',
      mainClass: 'argosy.SparkPi',
      jar,
      ...body,
    } as never);
  await expect(refused({ jar: missing })).rejects.toMatchObject({ code: 'file_not_found' });
  const error = await refused({ driver: { memoryMb: 1_000_000 } }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: 'job_too_large', status: 409 });
});
