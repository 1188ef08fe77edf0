// How soon lists, filters and searches answer over 10,000 clusters and 100,000 runs, through HTTP as a console asks them: one
// question after the other, and eight at a time. How soon the pages stand there is measured by bench/console.ts.
//
//   sh tools/with-node.sh bench/lists.ts [--clusters 10000] [--runs 100000] [--asks 200] [--explain]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { ClientBase } from 'pg';
import { firstIdAt } from '@argosy/kernel/ids';
import { startFilledServer } from './filled-server.ts';
import { percentile, printComparison } from './report.ts';

const { values } = parseArgs({
  options: {
    clusters: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '100000' },
    asks: { type: 'string', default: '200' },
    explain: { type: 'boolean', default: false },
    server: { type: 'string' },
  },
});
const counts = { clusters: Number(values.clusters), runs: Number(values.runs) };
const goalMs = 100;

if (values.server !== undefined) await askAll(values.server, process.env['ARGOSY_KEY'] ?? '');
else await serve();

async function serve(): Promise<void> {
  await using filled = await startFilledServer(counts);
  // Who asks is a process of its own: in this one it would take its time from the server's.
  const asker = spawn(process.execPath, [import.meta.filename, ...process.argv.slice(2), '--server', filled.url], {
    stdio: 'inherit',
    env: { ...process.env, ARGOSY_KEY: filled.key },
  });
  await once(asker, 'exit');
  if (values.explain) await explain(filled.database);
}

async function askAll(server: string, key: string): Promise<void> {
  const ask = askAt(server, key);
  for (const [name, path] of questions()) {
    for (let warm = 0; warm < 10; warm += 1) await ask(path);
    for (const atOnce of [1, 8]) {
      const took = await measure(() => ask(path), { atOnce, times: Number(values.asks) });
      printComparison({
        name: `${name}, ${atOnce} at a time: p50`,
        unit: 'ms',
        ours: [percentile(took, 0.5)],
        betterIs: 'less',
      });
      printComparison({
        name: `${name}, ${atOnce} at a time: p99`,
        unit: 'ms',
        ours: [percentile(took, 0.99)],
        betterIs: 'less',
        goal: goalMs,
      });
    }
  }
}

function askAt(server: string, key: string): (path: string) => Promise<unknown> {
  return async (path) => {
    const answer = await fetch(new URL(path, server), { headers: { authorization: `Bearer ${key}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

/** What pages ask for: first and later pages, filters that find much, little and nothing. */
function questions(): readonly (readonly [name: string, path: string])[] {
  const midway = firstIdAt('run', Date.now() - (counts.runs / 2) * 1000);
  const aDayAgo = new Date(Date.now() - 86_400_000).toISOString();
  return [
    ['clusters that are there', '/v1/clusters'],
    ['all clusters', '/v1/clusters?all=true'],
    ['clusters that failed to start', '/v1/clusters?all=true&state=START_FAILED'],
    ['runs', '/v1/runs'],
    ['runs, a page in the middle', `/v1/runs?cursor=${midway}`],
    ['runs that are going', '/v1/runs?state=RUNNING'],
    ['runs that failed', '/v1/runs?state=FAILED'],
    ['runs of a rare kind', '/v1/runs?kind=spark-python'],
    ['runs of a cluster', '/v1/runs?clusterId=c-000500'],
    ['runs of a day', `/v1/runs?from=${aDayAgo}`],
    ['runs by a common name', '/v1/runs?text=load'],
    ['runs by a name that is not there', '/v1/runs?text=nowhere'],
    ['jobs', '/v1/jobs'],
    ['plans', '/v1/plans'],
    ['a search that finds much', '/v1/search?text=load'],
    ['a search that finds one', '/v1/search?text=load-1777'],
    ['a search that finds nothing', '/v1/search?text=nowhere'],
    ['a search for an id', `/v1/search?text=${midway}`],
  ];
}

/** Milliseconds of each of `times` questions. */
async function measure(
  question: () => Promise<unknown>,
  { atOnce, times }: { readonly atOnce: number; readonly times: number },
): Promise<readonly number[]> {
  const took: number[] = [];
  let left = times;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const began = performance.now();
      await question();
      took.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return took;
}

/** The plans of the statements that look through most. */
async function explain(client: ClientBase): Promise<void> {
  const own = 'organization_id = (select organization_id from workloads.run limit 1)';
  const statements = [
    `select name from workloads.run_name where ${own} and strpos(name, 'nowhere') > 0 limit 201`,
    `select id from workloads.run where ${own} and name = any('{load-1777,load-777}') order by id desc limit 51`,
    `select id from workloads.run where ${own} and strpos(name, 'load') > 0 order by id desc limit 51`,
    `select id from workloads.run where ${own} and kind = 'spark-python' order by id desc limit 51`,
    `select id from workloads.run where ${own} and state = 'RUNNING' order by id desc limit 51`,
    `select id from workloads.run where ${own} and starts_with(id, 'run-1') order by id desc limit 8`,
    `select id from clusters.cluster where ${own} and ended_at is null order by id desc limit 51`,
    `select id from clusters.cluster where ${own} and strpos(name, 'nowhere') > 0 order by id desc limit 51`,
  ];
  for (const statement of statements) {
    const { rows } = await client.query<Record<'QUERY PLAN', string>>(`explain (analyze, buffers) ${statement}`);
    console.log(`\n${statement}\n${rows.map((row) => row['QUERY PLAN']).join('\n')}`);
  }
}
