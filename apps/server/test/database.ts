// A database for one test: a clone of the migrated template, of which the test may do what it likes. Real PostgreSQL, real
// commits; nothing is shared with any other test.
import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { inject } from 'vitest';
import { openPool } from '../src/platform/database.ts';
import { connectionToUrl, type DatabaseConnection } from '../src/platform/postgres/connection.ts';

export interface TestDatabase {
  readonly pool: Pool;
  readonly connection: DatabaseConnection;
  /** The same as a DATABASE_URL, for a child process. */
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A migrated database without any rows but those of the migrations: `await using db = await freshDatabase()`. */
export async function freshDatabase(): Promise<TestDatabase> {
  return cloneOf(inject('database').template);
}

/** A database without any schema, as an operator's server gives one. */
export async function emptyDatabase(): Promise<TestDatabase> {
  return cloneOf('template0');
}

async function cloneOf(template: string): Promise<TestDatabase> {
  const server = inject('database');
  const name = `${server.prefix}${randomBytes(8).toString('hex')}`;
  await onServer(`create database ${name} template ${template}`);
  const connection = { ...server.connection, database: name };
  const pool = openPool(connection, silent, { max: 10 });
  return {
    pool,
    connection,
    url: connectionToUrl(connection),
    [Symbol.asyncDispose]: async () => {
      if (!pool.ended) await pool.end(); // a test may need to be alone on its database
      await onServer(`drop database ${name} with (force)`);
    },
  };
}

const silent = pino({ level: 'silent' });
let serverPool: Pool | undefined;

/** One connection for each test process for making and dropping databases: opening one each time is a fifth of a clone's time. */
async function onServer(sql: string): Promise<void> {
  serverPool ??= openPool(inject('database').connection, silent, { max: 1 });
  await serverPool.query(sql);
}
