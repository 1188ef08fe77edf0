// The main job, `./argosy run examples/tpch/plan.yaml` at scale 0.1 with everything installed and warm, in turns with the same
// work by hand: the cluster of the plan with stock options (by-hand.ts), the same generator, then one shell that starts the
// stock clients of the three jobs at once, each a JVM of its own that uploads its libraries, and brings the results out. What
// flatters the peer: its work runs on a cluster of ours, with our daemons, settings and Hadoop commands; it is not released;
// nobody types. A stock start of one node stands beside both, because the goal in seconds was set on a machine where it took
// 9.6 s. Needs a machine that does nothing else.
//
//   sh tools/with-node.sh bench/main-job.ts [--turns 3]
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Client } from '@argosy/client';
import { clusterCreate } from '@argosy/contract/clusters/operations';
import { planFile } from '@argosy/contract/workloads/plan-spec';
import { readYaml } from '../apps/cli/src/read-yaml.ts';
import { sayIn } from '../apps/cli/src/texts.ts';
import { openReleaseShelf } from '../apps/server/src/clusters/release-shelf.ts';
import { clusterAtRest, type JobBody, releaseCluster, runToItsEnd, upload } from '../test/e2e/jobs.ts';
import { argosy as runArgosy, root, startArgosy } from '../test/e2e/kit.ts';
import { type NodeGroups, startByHand } from './by-hand.ts';
import { median, printComparison, timed } from './report.ts';

const { values } = parseArgs({ options: { turns: { type: 'string', default: '3' } } });
const example = join(root, 'examples/tpch');
const stockStart = 'stock options, one after the other';
/** What a stock start of one node took where the goal of a minute was set. */
const stockStartThen = 9.6;

/** As in the plan. */
const nodeGroups: NodeGroups = [
  { role: 'master', machineType: 'local.medium' },
  { role: 'core', machineType: 'local.medium', count: 2 },
];

await using argosy = await startArgosy();
const { client } = argosy;
const release = await openReleaseShelf(argosy.home.path).find('6.0.0');
if (release === undefined) throw new Error('the release is installed');
const examplesJar = release.installed.hadoop.examplesJar;

const ours: number[] = [];
const byHand: number[] = [];
const oneNode: number[] = [];
// Warm-up of both: page cache, compile cache, the generator's environment.
await runPlan();
await allByHand();
for (let turn = 0; turn < Number(values.turns); turn += 1) {
  ours.push(await timed(runPlan));
  byHand.push(await allByHand());
  oneNode.push(await startByHand(argosy, [{ role: 'master', machineType: 'local.medium' }], stockStart));
}
printComparison({
  name: 'main job at scale 0.1, warm',
  unit: 's',
  ours,
  goal: 60,
  peer: byHand,
  peerName: 'by hand, stock start and stock clients',
  betterIs: 'less',
});
printComparison({
  name: 'the same in stock starts of one node on this machine',
  unit: 'starts',
  ours: ours.map((seconds) => seconds / median(oneNode)),
  goal: 60 / stockStartThen,
  betterIs: 'less',
});
console.log(`\na stock start of one node: ${oneNode.map((seconds) => seconds.toFixed(1)).join(' ')} s`);

async function runPlan(): Promise<void> {
  const out = await mkdtemp('/var/tmp/argosy-bench-main-job-');
  try {
    const { exitCode, err } = await runArgosy(argosy, 'run', join(example, 'plan.yaml'), '--out', out);
    if (exitCode !== 0) throw new Error(err);
  } finally {
    await rm(out, { recursive: true });
  }
}

/** Seconds of the start and of the work. */
async function allByHand(): Promise<number> {
  return (await startByHand(argosy, nodeGroups, stockStart)) + (await workByHand());
}

/** Seconds of the work itself, on a cluster that stands already. */
async function workByHand(): Promise<number> {
  const asked = await client.call(clusterCreate, { body: { name: 'by-hand', nodeGroups } });
  const { id } = await clusterAtRest(client, asked);
  const jobs = await jobsByHand(client);
  const succeed = async (body: JobBody) => {
    const run = await runToItsEnd(client, id, body);
    if (run.state !== 'SUCCEEDED') throw new Error(`${body.name}: ${JSON.stringify(run.reason)}`);
  };
  const seconds = await timed(async () => {
    await succeed(jobs.generate);
    await succeed(jobs.atOnce);
  });
  await releaseCluster(client, id);
  return seconds;
}

async function jobsByHand(client: Client) {
  const upTo = (file: string) => upload(client, join(example, file));
  const queries = (await readdir(join(example, 'queries'))).toSorted(
    (one, other) => Number(/\d/.test(one)) - Number(/\d/.test(other)),
  );
  const stockSubmit = [
    '/usr/bin/env -u SPARK_CONF_DIR "$SPARK_HOME/bin/spark-submit" --master yarn --deploy-mode cluster',
    '--driver-memory 768m --num-executors 1 --executor-cores 2 --executor-memory 1024m',
    '--conf spark.sql.shuffle.partitions=2 --conf spark.sql.adaptive.enabled=false',
  ].join(' ');
  const wordcount = [
    `yarn jar ${examplesJar} wordcount -Dmapreduce.job.ubertask.enable=true -Dmapreduce.task.io.sort.mb=16`,
    '/tpch/comments /wordcount',
  ].join(' ');
  const answers = [
    `${stockSubmit} --files ${queries.join()} --class argosy.SqlRunner "$SPARK_HOME/../argosy-spark.jar"`,
    `--out /answers ${queries.join(' ')}`,
  ].join(' ');
  const report = `${stockSubmit} report.py /tpch /tpch-report.csv /report`;
  return {
    generate: await generatorOfThePlan(),
    // One shell that starts all three: as three jobs one of them would wait for a core of the master.
    atOnce: shell(
      'at-once',
      [
        'set -e',
        'hdfs dfs -put nations-of-interest.csv /tpch-report.csv',
        `${wordcount} & wordcount=$!`,
        `${answers} & answers=$!`,
        `${report} & report=$!`,
        'wait $wordcount; wait $answers; wait $report',
        'hdfs dfs -get /answers /wordcount /report .',
        'test -s report/revenue.csv; test -s answers/q10.csv; test -s wordcount/part-r-00000',
      ].join('\n'),
      {
        files: await Promise.all(
          [...queries.map((each) => `queries/${each}`), 'report.py', 'nations-of-interest.csv'].map(upTo),
        ),
      },
    ),
  };
}

/** The job `generate` of the plan file, at its default scale. */
async function generatorOfThePlan(): Promise<JobBody> {
  const { value } = await readYaml(join(example, 'plan.yaml'), planFile, sayIn('en'));
  const generate = value.jobs.find(({ name }) => name === 'generate');
  if (generate?.kind !== 'shell') throw new Error('the plan has a shell job "generate"');
  const { command, python, resources } = generate;
  return shell('generate', command.replaceAll('${sf}', '0.1'), {
    python,
    resources,
    tasks: { count: 2, on: 'workers' },
  });
}

function shell(name: string, command: string, more: object = {}): JobBody {
  return { kind: 'shell', name: `${name}-${crypto.randomUUID().slice(0, 8)}`, command, ...more };
}
