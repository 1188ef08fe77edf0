// Brings a database to the schema of this version: the files `migrations/NNNN-name.sql`, in order, each in one transaction
// with its entry in platform.migration. A file that has landed never changes (its checksum is kept), and a database that
// knows more than we do is left alone. Two servers that start at once migrate one after the other.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase } from 'pg';
import { invariant, messageOf, refusal } from '@argosy/kernel/errors';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
  readonly sql: string;
}

/** What a database keeps about a migration that it has. */
export type AppliedMigration = Pick<Migration, 'number' | 'name' | 'sha256'>;

/** The folder with this version's migrations. */
export const migrationsFolder = join(import.meta.dirname, '../../../migrations');

// Any constant does, as long as nothing else on the database takes an advisory lock of this number.
const migrationLock = 4_703_210;

/** Reads the migrations of a folder, in order. They are numbered from 1 without a gap: two branches that both add the next
 *  one are found when they meet, not when a customer's database differs. */
export async function readMigrations(folder: string = migrationsFolder): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file, index) => {
      const [, digits, name] = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(file) ?? [];
      invariant(
        name !== undefined && Number(digits) === index + 1,
        `${file} is named ${fileName({ number: index + 1, name: '<name>' })}`,
      );
      const sql = await readFile(join(folder, file), 'utf8');
      return { number: index + 1, name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** Applies what is missing and returns it. `client` is one connection, outside a transaction.
 *  Refuses: migration_changed, database_newer, migration_failed (with the file and PostgreSQL's words). */
export async function migrate(
  client: ClientBase,
  migrations: readonly Migration[],
): Promise<readonly AppliedMigration[]> {
  return withMigrationLock(client, async () => {
    const applied = await appliedMigrations(client);
    checkHistory(applied, migrations);
    const missing = migrations.slice(applied.length);
    for (const migration of missing) {
      await client.query('begin');
      try {
        await applyMigration(client, migration);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
    }
    return missing;
  });
}

/** Does `work` while nobody else migrates or restores this database. The lock is the session's: it ends with the connection. */
export async function withMigrationLock<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('select pg_advisory_lock($1)', [migrationLock]);
  try {
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock]);
  }
}

/** Applies one migration and records it, within the caller's transaction. Refuses: migration_failed. */
export async function applyMigration(client: ClientBase, { number, name, sha256, sql }: Migration): Promise<void> {
  await client.query('create schema if not exists platform');
  await client.query(
    `create table if not exists platform.migration (
       number integer primary key,
       name text not null,
       sha256 text not null,
       applied_at timestamptz not null default clock_timestamp())`,
  );
  try {
    await client.query(sql);
  } catch (error) {
    throw refusal(
      'migration_failed',
      { migration: fileName({ number, name }), reason: messageOf(error) },
      { cause: error },
    );
  }
  await client.query('insert into platform.migration (number, name, sha256) values ($1, $2, $3)', [
    number,
    name,
    sha256,
  ]);
}

/** The migrations that the database has, in order; `[]` for a database that was never migrated. */
export async function appliedMigrations(client: ClientBase): Promise<readonly AppliedMigration[]> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    `select to_regclass('platform.migration') is not null as exists`,
  );
  if (!found[0]?.exists) return [];
  const { rows } = await client.query<AppliedMigration>(
    'select number, name, sha256 from platform.migration order by number',
  );
  return rows;
}

/** Whether `applied` is a beginning of `known`. Refuses: database_newer, migration_changed. */
export function checkHistory(applied: readonly AppliedMigration[], known: readonly AppliedMigration[]): void {
  for (const [index, { number, name, sha256 }] of applied.entries()) {
    const ours = known[index];
    if (!ours) throw refusal('database_newer', { migration: fileName({ number, name }) });
    if (ours.number !== number || ours.sha256 !== sha256) {
      throw refusal('migration_changed', { migration: fileName({ number, name }) });
    }
  }
}

function fileName({ number, name }: Pick<AppliedMigration, 'number' | 'name'>): string {
  return `${String(number).padStart(4, '0')}-${name}.sql`;
}
