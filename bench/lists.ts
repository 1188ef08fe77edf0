// How soon lists, filters and searches answer over 10,000 clusters and 100,000 runs, through HTTP as a console asks them: one
// question after the other, and eight at a time. The database is filled in bulk; nothing runs on it.
//
//   sh tools/with-node.sh bench/lists.ts [--clusters 10000] [--runs 100000] [--asks 200] [--explain]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { ClientBase } from 'pg';
import { pino } from 'pino';
import { firstIdAt } from '@argosy/kernel/ids';
import { systemClock } from '@argosy/kernel/time';
import { composeServer, urlOf } from '../apps/server/src/compose.ts';
import { homeAt, makeHome } from '../apps/server/src/platform/home.ts';
import { openClient } from '../apps/server/src/platform/postgres/connection.ts';
import { startEmbeddedPostgres } from '../apps/server/src/platform/postgres/embedded.ts';
import { migrate, readMigrations } from '../apps/server/src/platform/postgres/migrate.ts';
import { ensureSystemUsers } from '../apps/server/src/platform/system/users.ts';
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
const log = pino({ level: 'silent' });
const goalMs = 100;

if (values.server !== undefined) await askAll(values.server, process.env['ARGOSY_KEY'] ?? '');
else await serve();

async function serve(): Promise<void> {
  const folder = await mkdtemp('/var/tmp/argosy-bench-');
  await chmod(folder, 0o755);
  const home = homeAt(folder);
  await makeHome(home);
  const users = await ensureSystemUsers();
  await using postgres = await startEmbeddedPostgres({ home: folder, log, runAs: users.database });
  const client = await openClient(postgres.connection);
  await migrate(client, await readMigrations());
  const server = await composeServer({
    home,
    connection: postgres.connection,
    database: { kind: 'embedded', version: '' },
    clock: systemClock,
    log,
    users: { database: undefined, node: undefined },
    address: '127.0.0.1',
    hosts: [],
    keepDays: 90,
    checksAnswers: false,
  });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const { key } = JSON.parse(await readFile(home.profile, 'utf8')) as { key: string };
  const { organizationId } = (await askAt(urlOf(server.app), key)('/v1/caller')) as { organizationId: string };
  await fill(client, organizationId);
  // Who asks is a process of its own: in this one it would take its time from the server's.
  const asker = spawn(
    process.execPath,
    [import.meta.filename, ...process.argv.slice(2), '--server', urlOf(server.app)],
    {
      stdio: 'inherit',
      env: { ...process.env, ARGOSY_KEY: key },
    },
  );
  await once(asker, 'exit');
  if (values.explain) await explain(client);
  await server.stop();
  await client.end();
  await rm(folder, { recursive: true, force: true });
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

/** Rows as a year of use leaves them: one second between two runs, a hundred jobs, one in fifty failed, nearly all clusters gone. */
async function fill(client: ClientBase, organizationId: string): Promise<void> {
  // Ids sort by age: the stamp of each is made here as newId makes it.
  const ids = (kind: 'run' | 'cluster' | 'job' | 'plan', count: number, tail: (index: number) => string) =>
    Array.from(
      { length: count },
      (_, index) => `${firstIdAt(kind, Date.now() - (count - index) * 1000)}${tail(index)}`,
    );
  const clusters = Array.from({ length: counts.clusters }, (_, index) => `c-${String(index).padStart(6, '0')}`);
  const tail = (index: number) => String(index).padStart(11, '0');
  await client.query(
    `insert into clusters.cluster (id, organization_id, name, spec, release, state, generation, phase, slot, progress,
       deletion_protection, created_at, ready_at, ended_at)
     select id, $1, 'nightly-' || n, '{"components": ["hdfs", "yarn", "mapreduce", "spark"], "nodeGroups": [],
       "configuration": [], "bootstrapScripts": [], "region": "local", "keepFailed": false}'::jsonb, '6.0.0',
       case when n > $3 - 200 then 'RUNNING' when n % 50 = 0 then 'START_FAILED' else 'TERMINATED' end, 1, 'SERVE',
       case when n > $3 - 200 then $3 - n else 0 end, '[]', false, now() - make_interval(secs => $3 - n),
       now(), case when n > $3 - 200 then null else now() end
       from unnest($2::text[]) with ordinality as made (id, n)`,
    [organizationId, clusters, counts.clusters],
  );
  await client.query(
    `insert into clusters.node_group (cluster_id, number, name, role, machine_type, node_count)
     select id, 0, 'master', 'master', 'local.medium', 1 from clusters.cluster`,
  );
  const job = (name: string) =>
    `jsonb_build_object('kind', 'shell', 'name', ${name}, 'command', repeat('echo hello; ', 40), 'arguments', '[]'::jsonb,
       'files', '[]'::jsonb, 'environment', '{}'::jsonb, 'retries', 0, 'retryDelaySeconds', 0, 'timeoutSeconds', 86400,
       'tasks', '{"count": 1, "on": "master"}'::jsonb, 'resources', '{"vcores": 1, "memoryMb": 512}'::jsonb)`;
  await client.query(
    `insert into workloads.job (id, organization_id, name, spec, created_at)
     select id, $1, 'load-' || n, ${job(`'load-' || n`)}, now() from unnest($2::text[]) with ordinality as made (id, n)`,
    [organizationId, ids('job', 1000, tail)],
  );
  await client.query(
    `insert into workloads.plan (id, organization_id, name, spec, schedule_state, created_at)
     select id, $1, 'plan-' || n, jsonb_build_object('name', 'plan-' || n, 'parameters', '{}'::jsonb, 'inputs', '[]'::jsonb,
       'outputs', '[]'::jsonb, 'maximumAgeSeconds', 3600, 'cluster', '{"name": "standing"}'::jsonb,
       'jobs', jsonb_build_array(${job(`'load'`)} || '{"needs": []}'::jsonb)), 'none', now()
       from unnest($2::text[]) with ordinality as made (id, n)`,
    [organizationId, ids('plan', 500, tail)],
  );
  await client.query(
    `insert into workloads.run (id, organization_id, name, kind, cluster_id, spec, state, attempt, submitted_at, started_at,
       ended_at, logs)
     select id, $1, case when n % 10 = 0 then 'report-' else 'load-' end || n % 2000,
       case when n % 20000 = 0 then 'spark-python' else 'shell' end, ($3::text[])[1 + n % $4], ${job(`'load'`)},
       case when n > $5 - 100 then 'RUNNING' when n % 50 = 0 then 'FAILED' else 'SUCCEEDED' end, 1, at, at, at, 'kept'
       from (select id, n, now() - make_interval(secs => $5 - n) as at
               from unnest($2::text[]) with ordinality as made (id, n)) made`,
    [organizationId, ids('run', counts.runs, tail), clusters, counts.clusters, counts.runs],
  );
  await client.query(
    `insert into workloads.attempt (run_id, number, state, exit_code, vcore_seconds, memory_mb_seconds, began_at, started_at, ended_at)
     select id, 1, 'succeeded', 0, 1, 512, submitted_at, submitted_at, submitted_at from workloads.run`,
  );
  await client.query(
    'insert into workloads.run_name (organization_id, name) select distinct organization_id, name from workloads.run',
  );
  await client.query('vacuum analyze'); // what autovacuum has done long before a table is so large
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
