// A server in this process as benches of lists and pages want one: 10,000 clusters and 100,000 runs in its database, which is
// filled in bulk; nothing runs on it.
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Client, ClientBase } from 'pg';
import { pino } from 'pino';
import { firstIdAt } from '@argosy/kernel/ids';
import { systemClock } from '@argosy/kernel/time';
import { composeServer, urlOf } from '../apps/server/src/compose.ts';
import { type Home, homeAt, makeHome } from '../apps/server/src/platform/home.ts';
import { openClient } from '../apps/server/src/platform/postgres/connection.ts';
import { startEmbeddedPostgres } from '../apps/server/src/platform/postgres/embedded.ts';
import { migrate, readMigrations } from '../apps/server/src/platform/postgres/migrate.ts';
import { asCaller, ensureSystemUsers } from '../apps/server/src/platform/system/users.ts';
import { askAt } from '../apps/server/test/http.ts';

export interface Counts {
  readonly clusters: number;
  readonly runs: number;
}

export interface FilledServer extends AsyncDisposable {
  readonly url: string;
  /** The owner's, in whose organization everything is. */
  readonly key: string;
  readonly organizationId: string;
  readonly home: Home;
  readonly database: Client;
}

export async function startFilledServer(counts: Counts): Promise<FilledServer> {
  const folder = await mkdtemp('/var/tmp/argosy-bench-');
  await chmod(folder, 0o755);
  const home = homeAt(folder);
  await makeHome(home);
  const log = pino({ level: 'silent' });
  const users = await ensureSystemUsers();
  const postgres = await startEmbeddedPostgres({ home: folder, log, runAs: users.database });
  const database = await openClient(postgres.connection);
  await migrate(database, await readMigrations());
  const server = await composeServer({
    home,
    connection: postgres.connection,
    database: { kind: 'embedded', version: '' },
    clock: systemClock,
    log,
    users: asCaller,
    address: '127.0.0.1',
    hosts: [],
    sharesMachine: true,
    keepDays: 90,
    checksAnswers: false,
  });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const url = urlOf(server.app);
  const { key } = JSON.parse(await readFile(home.profile, 'utf8')) as { key: string };
  const { organizationId } = (await askAt(url, '/v1/caller', { key })).body as { organizationId: string };
  await fill(database, organizationId, counts);
  return {
    url,
    key,
    organizationId,
    home,
    database,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await database.end();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Rows as a year of use leaves them: one second between two runs, a hundred jobs, one in fifty failed, nearly all clusters gone. */
async function fill(client: ClientBase, organizationId: string, counts: Counts): Promise<void> {
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
