// One PostgreSQL for a whole test run, with one migrated template that each test clones (database.ts). The server of
// DATABASE_URL when that is set, so that the same tests hold on an operator's own PostgreSQL; else an embedded one in a folder
// of its own, removed afterwards. vitest calls `setup` and `teardown` (globalSetup in vitest.config.ts).
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryFolder } from '@argosy/testkit';
import type { TestProject } from 'vitest/node';
import { connectionFromUrl, openClient, type DatabaseConnection } from '../src/platform/postgres/connection.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../src/platform/postgres/embedded.ts';
import { migrate, migrationsFolder, readMigrations } from '../src/platform/postgres/migrate.ts';
import { readPostmaster } from '../src/platform/postgres/postmaster-file.ts';
import { isAlive, processStartTime, stopProcess } from '@argosy/host/processes';
import { ensureSystemUser } from '../src/platform/system/users.ts';

/** What a test process needs to clone a database. Names begin with `prefix`, by which teardown finds those left behind. */
export interface TestDatabaseServer {
  readonly connection: DatabaseConnection;
  readonly template: string;
  readonly prefix: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    database: TestDatabaseServer;
  }
}

const homePrefix = 'argosy-tests-';
const inMemory = memoryFolder();
const folders = new Set([inMemory, tmpdir()]); // a run before may have had another
/** Of this run: its database, and whatever its tests put into the folder for temporary files. */
const home = join(inMemory, `${homePrefix}${process.pid}-${processStartTime(process.pid)}`);
let embedded: EmbeddedPostgres | undefined;
let server: TestDatabaseServer | undefined;

/** Starts the server, makes the template and tells the test processes where both are. */
export async function setup(project: TestProject): Promise<void> {
  await removeAbandoned();
  const temporary = join(home, 't'); // short: the names of sockets are no longer than a hundred signs
  await mkdir(temporary, { recursive: true });
  await chmod(home, 0o755);
  await chmod(temporary, 0o1777);
  process.env['TMPDIR'] = temporary; // the test processes have it from here
  const { DATABASE_URL } = process.env;
  const connection = DATABASE_URL ? connectionFromUrl(DATABASE_URL) : await startServer();
  const prefix = `argosy_test_${randomBytes(4).toString('hex')}_`;
  server = { connection, prefix, template: `${prefix}template` };
  await onServer(async (query) => query(`create database ${server?.template} template template0`));
  const client = await openClient({ ...connection, database: server.template });
  try {
    if (existsSync(migrationsFolder)) await migrate(client, await readMigrations());
  } finally {
    await client.end();
  }
  project.provide('database', server);
}

/** Leaves nothing behind: neither on a server that is not ours, nor of ours. */
export async function teardown(): Promise<void> {
  if (embedded) await embedded.stop('immediate');
  else
    await onServer(async (query) => {
      const rows = await query(`select datname from pg_database where starts_with(datname, '${server?.prefix}')`);
      for (const { datname } of rows) await query(`drop database if exists ${datname} with (force)`);
    });
  await rm(home, { recursive: true, force: true });
}

async function startServer(): Promise<DatabaseConnection> {
  const runAs = await ensureSystemUser('database');
  embedded = await startEmbeddedPostgres({
    home,
    runAs,
    maxConnections: 200, // each worker has servers, with pools of their own
    log: { info: () => {}, warn: (facts, sentence) => console.warn(sentence, facts) },
  });
  return embedded.connection;
}

/** A run that was killed leaves its server running, as is meant for Argosy itself: stop those whose run is no more. */
async function removeAbandoned(): Promise<void> {
  for (const folder of folders)
    for (const name of (await readdir(folder)).filter((each) => each.startsWith(homePrefix))) {
      const [pid, startTime] = name.slice(homePrefix.length).split('-');
      if (startTime === undefined || isAlive({ pid: Number(pid), startTime })) continue;
      const abandoned = readPostmaster(join(folder, name, 'postgres/data'));
      if (abandoned) await stopProcess(abandoned.process, { signal: 'SIGQUIT', timeoutMs: 10_000 });
      await rm(join(folder, name), { recursive: true, force: true });
    }
}

async function onServer(
  work: (query: (sql: string) => Promise<readonly { datname: string }[]>) => Promise<unknown>,
): Promise<void> {
  if (!server) return;
  const client = await openClient(server.connection);
  try {
    await work(async (sql) => (await client.query<{ datname: string }>(sql)).rows);
  } finally {
    await client.end();
  }
}
