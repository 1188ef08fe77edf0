// A database into a file and back, for the embedded server and for an operator's own alike, between PostgreSQL versions too:
// the schema is made by our migrations, the rows travel as COPY text, read in one snapshot. No table is ever held in memory.
// A restore is one transaction: it happens whole or not at all.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { escapeIdentifier, type Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { messageOf, Refusal, refusal } from '@argosy/kernel/errors';
import { type Clock, pause } from '@argosy/kernel/time';
import { readBackup, writeBackup, type BackupHeader, type BackupRows, type BackupTable } from './backup-file.ts';
import { openClient, type DatabaseConnection } from './connection.ts';
import {
  appliedMigrations,
  applyMigration,
  checkHistory,
  migrate,
  withMigrationLock,
  type Migration,
} from './migrate.ts';

export interface BackupSummary {
  readonly tables: number;
  readonly rows: number;
}

/** Writes all rows of the database, as of one moment, to `file` (mode 0600: it holds everything the database holds). Argosy may
 *  go on working meanwhile. Partitions that no migration makes are not supported. Refuses: backup_failed, and
 *  database_foreign when no Argosy ever ran on this database: a file without content would be taken for a backup. */
export async function backupDatabase(
  { connection, clock }: { readonly connection: DatabaseConnection; readonly clock: Clock },
  file: string,
): Promise<BackupSummary> {
  const client = await openClient(connection);
  try {
    await client.query('begin isolation level repeatable read read only');
    const header = await describeContent(client, clock);
    if (header.migrations.length === 0) {
      throw refusal('database_foreign', { database: connection.database, host: connection.host });
    }
    let rows = 0;
    async function* copies(): AsyncGenerator<BackupRows> {
      for (const table of header.tables) {
        const columns = table.columns.map(escapeIdentifier).join(', ');
        const copy = client.query(copyTo(`copy (select ${columns} from ${nameOf(table)}) to stdout`));
        yield { table, rows: copy };
        rows += copy.rowCount;
      }
    }
    await writeBackup(file, header, copies());
    return { tables: header.tables.length, rows };
  } finally {
    await client.end();
  }
}

/** What a restore needs: the database, this version's migrations, and whether what the database holds may be thrown away. */
export interface Restore {
  readonly connection: DatabaseConnection;
  readonly migrations: readonly Migration[];
  readonly replace: boolean;
}

/** Fills the database from `file` and migrates it to this version: a backup of an older version may be restored, one of a newer
 *  may not. `replace` first removes every schema of the database: it is Argosy's alone.
 *  Refuses: backup_unreadable, database_newer and migration_changed (about the backup), database_in_use,
 *  database_not_empty, restore_failed. The database is then as it was. */
export async function restoreDatabase(
  { connection, migrations, replace }: Restore,
  file: string,
): Promise<BackupSummary> {
  const { header, tables } = await readBackup(file);
  checkHistory(header.migrations, migrations);
  const client = await openClient(connection);
  try {
    const summary = await withMigrationLock(client, async () => {
      await client.query('begin');
      try {
        await checkUnused(client);
        await clear(client, replace);
        for (const migration of migrations.slice(0, header.migrations.length)) await applyMigration(client, migration);
        const rows = await load(client, header, tables);
        await disown(client);
        await client.query('commit');
        return { tables: header.tables.length, rows };
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
    });
    await migrate(client, migrations);
    await client.query('analyze'); // or the first plans are made for empty tables
    return summary;
  } finally {
    await client.end();
  }
}

async function describeContent(client: Client, clock: Clock): Promise<BackupHeader> {
  const { rows: servers } = await client.query<{ version: string }>(
    `select current_setting('server_version') as version`,
  );
  return {
    format: 1,
    madeAt: clock.now().toString(),
    serverVersion: servers[0]?.version ?? '',
    migrations: [...(await appliedMigrations(client))],
    tables: await listTables(client),
    sequences: await listSequences(client),
  };
}

// PostgreSQL's own schemas; temporary ones are pg_temp_*.
const ours = `nspname !~ '^pg_' and nspname <> 'information_schema'`;

/** Every table with the columns that have values of their own: a generated one is computed again, and a transaction id (xid8)
 *  means nothing on another server, so the column's default gives the restoring transaction's. A partitioned table stands
 *  for its partitions. */
async function listTables(client: Client): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable>(
    `select nspname as schema, relname as name,
            array_agg(attname::text order by attnum) filter (where attname is not null) as columns
       from pg_class
       join pg_namespace on pg_namespace.oid = relnamespace
       left join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = '' and atttypid <> 'xid8'::regtype
      where relkind in ('r', 'p') and not relispartition and ${ours}
      group by nspname, relname
     having count(attname) > 0
      order by nspname collate "C", relname collate "C"`,
  );
  return rows;
}

/** Sequences with where they are. They stand outside of snapshots: read after it was taken, they are never behind its rows. */
async function listSequences(client: Client): Promise<BackupHeader['sequences']> {
  const { rows: names } = await client.query<{ schema: string; name: string }>(
    `select nspname as schema, relname as name
       from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where relkind = 'S' and ${ours}
      order by nspname collate "C", relname collate "C"`,
  );
  const sequences: BackupHeader['sequences'] = [];
  for (const sequence of names) {
    const { rows } = await client.query<{ lastValue: string; isCalled: boolean }>(
      `select last_value::text as "lastValue", is_called as "isCalled" from ${nameOf(sequence)}`,
    );
    sequences.push(...rows.map((row) => ({ ...sequence, ...row })));
  }
  return sequences;
}

/** Nobody else may be connected: a server that runs would go on with what it remembers of the old rows. */
async function checkUnused(client: Client): Promise<void> {
  let sessions = await otherSessions(client);
  // One that was closed just now may still be seen: PostgreSQL clears it away by itself.
  for (let tries = 0; sessions > 0 && tries < 20; tries += 1) {
    await pause(100);
    await client.query('select pg_stat_clear_snapshot()'); // else what was seen first is seen to the end of the transaction
    sessions = await otherSessions(client);
  }
  if (sessions > 0) throw refusal('database_in_use', { sessions });
}

/** How many sessions of others this database has just now. */
export async function otherSessions(client: Client): Promise<number> {
  const { rows } = await client.query<{ sessions: number }>(
    `select count(*)::int as sessions from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
  );
  return rows[0]?.sessions ?? 0;
}

async function clear(client: Client, replace: boolean): Promise<void> {
  const held = await listTables(client);
  if (held.length === 0) return;
  const schemas = [...new Set(held.map(({ schema }) => schema))];
  if (!replace) throw refusal('database_not_empty', { tables: held.length });
  for (const schema of schemas) await client.query(`drop schema ${escapeIdentifier(schema)} cascade`);
  if (schemas.includes('public')) await client.query('create schema public');
}

/** A restored database is the home's that starts on it (claim-database.ts), with whichever key that one has. */
async function disown(client: Client): Promise<void> {
  const { rows } = await client.query<{ exists: boolean }>(`select to_regclass('platform.seal') is not null as exists`);
  if (rows[0]?.exists) await client.query('delete from platform.seal');
}

/** Loads all rows, without foreign keys and triggers: tables come in the order of their names, and what a trigger once did is in
 *  the rows already. The foreign keys are made again from their definitions, which checks every row. */
async function load(client: Client, header: BackupHeader, tables: AsyncIterable<BackupRows>): Promise<number> {
  const foreignKeys = await listForeignKeys(client);
  const triggers = await listTriggers(client);
  for (const { table, name } of foreignKeys) await client.query(`alter table ${table} drop constraint ${name}`);
  for (const { table, name } of triggers) await client.query(`alter table ${table} disable trigger ${name}`);
  const present = await listTables(client);
  if (present.length > 0) await client.query(`truncate ${present.map(nameOf).join(', ')}`); // rows that migrations put in are in the backup
  let rows = 0;
  for await (const { table, rows: pieces } of tables) rows += await loadTable(client, table, pieces);
  for (const { name, schema, lastValue, isCalled } of header.sequences) {
    await client.query('select setval($1::regclass, $2, $3)', [nameOf({ schema, name }), lastValue, isCalled]);
  }
  for (const { table, name, enable } of triggers) await client.query(`alter table ${table} ${enable} trigger ${name}`);
  for (const { table, name, definition } of foreignKeys) {
    await client.query(`alter table ${table} add constraint ${name} ${definition}`);
  }
  return rows;
}

async function loadTable(client: Client, table: BackupTable, pieces: AsyncIterable<Buffer>): Promise<number> {
  const columns = table.columns.map(escapeIdentifier).join(', ');
  try {
    const copy = client.query(copyFrom(`copy ${nameOf(table)} (${columns}) from stdin`));
    await pipeline(Readable.from(pieces, { objectMode: false }), copy);
    return copy.rowCount;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw refusal(
      'restore_failed',
      { table: `${table.schema}.${table.name}`, reason: messageOf(error) },
      { cause: error },
    );
  }
}

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/** Foreign keys, those of partitions left out: they come and go with their parent's. */
async function listForeignKeys(client: Client): Promise<readonly ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select format('%I.%I', nspname, relname) as table, quote_ident(conname) as name, pg_get_constraintdef(pg_constraint.oid) as definition
       from pg_constraint
       join pg_class on pg_class.oid = conrelid
       join pg_namespace on pg_namespace.oid = relnamespace
      where contype = 'f' and conparentid = 0 and ${ours}
      order by 1, 2`,
  );
  return rows;
}

interface Trigger {
  readonly table: string;
  readonly name: string;
  /** The words that give it the state that it has now. */
  readonly enable: string;
}

async function listTriggers(client: Client): Promise<readonly Trigger[]> {
  const { rows } = await client.query<Trigger>(
    `select format('%I.%I', nspname, relname) as table, quote_ident(tgname) as name,
            case tgenabled when 'A' then 'enable always' when 'R' then 'enable replica' else 'enable' end as enable
       from pg_trigger
       join pg_class on pg_class.oid = tgrelid
       join pg_namespace on pg_namespace.oid = relnamespace
      where not tgisinternal and tgenabled <> 'D' and tgparentid = 0 and ${ours}
      order by 1, 2`,
  );
  return rows;
}

function nameOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
}
