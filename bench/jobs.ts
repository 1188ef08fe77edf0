// Jobs on a warm cluster of one node: Spark Pi from the API request to SUCCEEDED, taking turns with the node's own tuned
// `spark-submit` (the floor: nothing around it) and with the stock one; how long after its submission a shell job's process
// runs; twenty submissions a second held for a minute; and a thousand runs queued at once: of neither may one be lost or run
// twice. Needs a machine that does nothing else.
//
//   sh tools/with-node.sh bench/jobs.ts [--turns 5] [--seconds 60] [--queued 1000]
import { parseArgs } from 'node:util';
import { eventList } from '@argosy/contract/platform/operations';
import { jobCreate, jobRun, runGet, runList } from '@argosy/contract/workloads/operations';
import type { RunView } from '@argosy/contract/workloads/operations';
import type { Client } from '@argosy/client';
import { pause } from '@argosy/kernel/time';
import { aCluster, type JobBody, logOf, releaseCluster, runToItsEnd } from '../test/e2e/jobs.ts';
import { startArgosy } from '../test/e2e/kit.ts';
import { printComparison, timed } from './report.ts';

const { values } = parseArgs({
  options: {
    turns: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '60' },
    queued: { type: 'string', default: '1000' },
  },
});
const turns = Number(values.turns);
const submissionsASecond = 20;

/** As the floor was measured: two executors of half a gigabyte, four tasks, 200,000 points. */
const pi = {
  kind: 'spark-jar',
  jar: 'release:spark-examples',
  mainClass: 'argosy.SparkPi',
  arguments: ['4', '50000'],
  driver: { memoryMb: 512 },
  executors: { count: 2, memoryMb: 512 },
} as const;

const submitPi = [
  '--master yarn --deploy-mode cluster --num-executors 2 --executor-memory 512m --driver-memory 512m',
  '--class argosy.SparkPi "$SPARK_HOME/../argosy-spark.jar" 4 50000',
].join(' ');

/** As a node has it: the release's shared archive, short intervals, nothing uploaded but the program. */
const tunedPi = `spark-submit ${submitPi}`;

/** Spark as it comes: its own client, its own JVM options and intervals, its jars uploaded with each application. */
const stockPi = `/usr/bin/env -u SPARK_CONF_DIR "$SPARK_HOME/bin/spark-submit" ${submitPi}`;

await using argosy = await startArgosy();
const { client } = argosy;
const { id: clusterId } = await aCluster(client, 'bench');
let number = 0;
const named = (body: object) => ({ ...body, name: `job-${(number += 1)}` }) as JobBody;

await benchSparkPi();
await benchShellStart();
await benchSubmissions();
await benchQueue();
await releaseCluster(client, clusterId);

async function benchSparkPi(): Promise<void> {
  const ours: number[] = [];
  const floor: number[] = [];
  const stock: number[] = [];
  await succeed(pi); // warm-up
  for (let turn = 0; turn < turns; turn += 1) {
    ours.push(await timed(() => succeed(pi)));
    floor.push(await timed(() => succeed({ kind: 'shell', command: tunedPi })));
    stock.push(await timed(() => succeed({ kind: 'shell', command: stockPi })));
  }
  const measured = { name: 'Spark Pi, request to SUCCEEDED', unit: 's', ours, betterIs: 'less' } as const;
  printComparison({ ...measured, peer: floor, peerName: 'tuned spark-submit', goal: 6.2, ratioGoal: 1 / 1.2 });
  printComparison({ ...measured, peer: stock, peerName: 'stock spark-submit', ratioGoal: 3 });
}

/** The process itself says when it runs: the machine's clock is the server's. */
async function benchShellStart(): Promise<void> {
  const ours: number[] = [];
  await succeed({ kind: 'shell', command: 'true' }); // warm-up
  for (let turn = 0; turn < turns * 4; turn += 1) {
    const run = await succeed({ kind: 'shell', command: 'date +%s%N' });
    const ran = Number(BigInt(await logOf(client, run.id)) / 1_000_000n);
    ours.push(ran - Date.parse(run.submittedAt));
  }
  printComparison({ name: 'shell job, submission to its process', unit: 'ms', ours, betterIs: 'less', goal: 100 });
}

async function benchSubmissions(): Promise<void> {
  const { id: jobId } = await client.call(jobCreate, { body: named({ kind: 'shell', command: 'true' }) });
  const wanted = submissionsASecond * Number(values.seconds);
  const began = performance.now();
  const answers = Array.from({ length: wanted }, async (_, index) => {
    await pause((index * 1000) / submissionsASecond - (performance.now() - began));
    return timed(() => client.call(jobRun, { params: { jobId }, body: { clusterId } }));
  });
  const seconds = await Promise.all(answers);
  const accepted = (performance.now() - began) / 1000;
  const ended = await allEnded(client, jobId, wanted);
  printComparison({
    name: 'submissions held',
    unit: '/s',
    ours: [wanted / accepted],
    betterIs: 'more',
    goal: submissionsASecond,
  });
  printComparison({
    name: 'answer to a submission',
    unit: 's',
    ours: seconds.toSorted((one, other) => one - other).slice(-20),
    betterIs: 'less',
  });
  console.log(
    `\n${ended} of ${wanted} runs SUCCEEDED ${((performance.now() - began) / 1000).toFixed(1)} s after the first was submitted`,
  );
  if (ended !== wanted) throw new Error('runs were lost');
}

/** All are submitted before the first can have ended much; each has to end once, and to have been counted once. */
async function benchQueue(): Promise<void> {
  const wanted = Number(values.queued);
  const { id: jobId } = await client.call(jobCreate, { body: named({ kind: 'shell', command: 'true' }) });
  const began = performance.now();
  const left = Array.from({ length: wanted }).values();
  const submit = async () => {
    for (const _ of left) await client.call(jobRun, { params: { jobId }, body: { clusterId } });
  };
  await Promise.all(Array.from({ length: 50 }, submit)); // as many connections as a busy client has
  const queuedSeconds = (performance.now() - began) / 1000;
  const ended = await allEnded(client, jobId, wanted);
  const seconds = (performance.now() - began) / 1000;
  printComparison({ name: 'queued runs, ended', unit: '/s', ours: [wanted / seconds], betterIs: 'more' });
  console.log(
    `\n${ended} of ${wanted} queued runs SUCCEEDED; all were queued after ${queuedSeconds.toFixed(1)} s, all had ended after ${seconds.toFixed(1)} s`,
  );
  if (ended !== wanted) throw new Error('runs were lost');
  await requireOnce(jobId, wanted);
}

/** That each run of the job had one attempt, and one fact of its end and of what it used. */
async function requireOnce(jobId: string, wanted: number): Promise<void> {
  const told = new Map<string, string[]>();
  for await (const run of client.pages(runList, { query: { jobId, limit: 500 } })) {
    if (run.attempt !== 1) throw new Error(`${run.id} had ${run.attempt} attempts`);
    told.set(run.id, []);
  }
  if (told.size !== wanted) throw new Error(`there are ${told.size} runs, not ${wanted}`);
  for await (const { type, subject } of client.pages(eventList, { query: { limit: 500 } })) {
    if (type === 'workloads.run_ended' || type === 'workloads.run_used') told.get(subject)?.push(type);
  }
  for (const [id, types] of told) {
    if (types.toSorted().join() !== 'workloads.run_ended,workloads.run_used')
      throw new Error(`of ${id} was told: ${types.join(', ')}`);
  }
}

/** How many runs of the job SUCCEEDED, once none of them is under way. */
async function allEnded(client: Client, jobId: string, wanted: number): Promise<number> {
  for (;;) {
    const states = new Map<string, number>();
    let oldest: RunView | undefined;
    for await (const run of client.pages(runList, { query: { jobId, limit: 500 } })) {
      states.set(run.state, (states.get(run.state) ?? 0) + 1);
      if (run.state === 'SUBMITTED' || run.state === 'RUNNING') oldest = run;
    }
    if (oldest === undefined) return states.get('SUCCEEDED') ?? 0;
    console.error(`${states.get('SUCCEEDED') ?? 0} of ${wanted} have ended`);
    await client.call(runGet, { params: { runId: oldest.id }, query: { wait: 60 } });
  }
}

async function succeed(body: object): Promise<RunView> {
  const run = await runToItsEnd(client, clusterId, named(body));
  if (run.state !== 'SUCCEEDED') throw new Error(JSON.stringify(run.reason));
  return run;
}
