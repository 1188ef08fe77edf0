import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '@argosy/kernel/time';
import { emptyDatabase, freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { backupDatabase, restoreDatabase } from './backup.ts';
import { openClient } from './connection.ts';
import { migrate, readMigrations, type Migration } from './migrate.ts';
import { describeSchema } from './schema.ts';

const aMigration = (number: number, sql: string): Migration => ({
  number,
  name: `step-${number}`,
  sql,
  sha256: createHash('sha256').update(sql).digest('hex'),
});

// Tables whose names come in the wrong order for their foreign keys, in a circle, and of every type that Argosy uses.
const first = aMigration(
  1,
  `create schema "Fleet";
   create table "Fleet".ship (
     id bigint generated always as identity primary key,
     port_id bigint,
     name text not null unique,
     tonnage numeric,
     launched_at timestamptz,
     papers jsonb,
     flag bytea,
     crew text[],
     "shout" text generated always as (upper(name)) stored,
     made_by xid8 not null default pg_current_xact_id());
   create table "Fleet".port (id serial primary key, best_ship bigint references "Fleet".ship deferrable, twin int references "Fleet".port);
   alter table "Fleet".ship add constraint at_port foreign key (port_id) references "Fleet".port on delete cascade;
   create table "Fleet".log_entry (ship_id bigint references "Fleet".ship, words text) partition by hash (ship_id);
   create table "Fleet".log_entry_0 partition of "Fleet".log_entry for values with (modulus 2, remainder 0);
   create table "Fleet".log_entry_1 partition of "Fleet".log_entry for values with (modulus 2, remainder 1);
   create function "Fleet".refuse() returns trigger language plpgsql as $$ begin raise exception 'append only'; end $$;
   create trigger append_only before update or delete on "Fleet".ship for each row execute function "Fleet".refuse();
   create index ship_tonnage on "Fleet".ship (tonnage) where tonnage > 0;
   insert into "Fleet".port default values;`,
);
const second = aMigration(2, `alter table "Fleet".ship add column captain text not null default 'Jason'`);

async function fill(db: TestDatabase, migrations: readonly Migration[]): Promise<void> {
  const client = await openClient(db.connection);
  await migrate(client, migrations);
  await client.query(`insert into "Fleet".ship (port_id, name, tonnage, launched_at, papers, flag, crew)
    values (1, E'Argo\\t\\\\N\\n阿尔戈', 12345678901234567890.123456789, '2026-03-06 02:00:00.123456+00', '{"a": [1, null, "é"]}',
            '\\x00ff0a5c', array['Jason', 'Orpheus, the "singer"', null, '']),
           (null, '', 'NaN', null, 'null', '', '{}')`);
  await client.query(
    `insert into "Fleet".ship (port_id, name) select 1, 'ship ' || n from generate_series(1, 20000) as n`,
  );
  await client.query(`insert into "Fleet".port (best_ship, twin) values (1, 1), (null, 3)`);
  await client.query(`insert into "Fleet".log_entry select id, repeat('word ', 100) from "Fleet".ship`);
  await client.end();
}

/** Everything that a database says about its rows; transaction ids are a server's own. */
async function content(db: TestDatabase): Promise<unknown> {
  const ask = async (sql: string) => (await db.pool.query(sql)).rows as unknown;
  return {
    ships: await ask(
      `select id, port_id, name, tonnage, launched_at, papers::text, flag, crew, shout from "Fleet".ship order by id`,
    ),
    ports: await ask('select * from "Fleet".port order by id'),
    words: await ask(
      'select tableoid::regclass::text as place, count(*), sum(ship_id) from "Fleet".log_entry group by 1 order by 1',
    ),
  };
}

async function aFolder() {
  const path = await mkdtemp(join(tmpdir(), 'argosy-backup-'));
  return { path, file: join(path, 'all.backup'), [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

test('a backup restored elsewhere has the same rows, schema and next numbers', async () => {
  await using from = await emptyDatabase();
  await using to = await emptyDatabase();
  await using folder = await aFolder();
  await fill(from, [first]);
  const saved = await backupDatabase({ connection: from.connection, clock: systemClock }, folder.file);
  expect(saved).toEqual({ tables: 4, rows: 40_008 });
  expect((await stat(folder.file)).mode & 0o777).toBe(0o600);

  const restored = await restoreDatabase(
    { connection: to.connection, migrations: [first], replace: false },
    folder.file,
  );
  expect(restored).toEqual(saved);
  expect(await content(to)).toEqual(await content(from));
  const clients = await Promise.all([from, to].map(({ connection }) => openClient(connection)));
  const [before, after] = await Promise.all(clients.map(describeSchema));
  expect(after).toBe(before);
  await Promise.all(clients.map((client) => client.end()));
  // Sequences go on where they were; the trigger and the foreign keys are there again.
  const { rows } = await to.pool.query(`insert into "Fleet".ship (name) values ('next') returning id`);
  expect(rows).toEqual([{ id: '20003' }]);
  await expect(to.pool.query(`update "Fleet".ship set name = 'x'`)).rejects.toThrow('append only');
  await expect(to.pool.query(`insert into "Fleet".port (best_ship) values (0)`)).rejects.toMatchObject({
    code: '23503',
  });
});

test('a backup of an older version is brought to this one; one of a newer version is refused', async () => {
  await using older = await emptyDatabase();
  await using newer = await emptyDatabase();
  await using folder = await aFolder();
  await fill(older, [first]);
  await backupDatabase({ connection: older.connection, clock: systemClock }, folder.file);
  await restoreDatabase({ connection: newer.connection, migrations: [first, second], replace: false }, folder.file);
  expect((await newer.pool.query('select distinct captain from "Fleet".ship')).rows).toEqual([{ captain: 'Jason' }]);
  await newer.pool.query('select 1');

  await backupDatabase({ connection: newer.connection, clock: systemClock }, folder.file);
  const back = restoreDatabase({ connection: older.connection, migrations: [first], replace: true }, folder.file);
  await expect(back).rejects.toMatchObject({ code: 'database_newer' });
  const changed = { ...first, sha256: 'another' };
  const other = restoreDatabase(
    { connection: older.connection, migrations: [changed, second], replace: true },
    folder.file,
  );
  await expect(other).rejects.toMatchObject({ code: 'migration_changed' });
});

test('a database that holds tables is only replaced when that is asked for, and not while somebody uses it', async () => {
  await using db = await emptyDatabase();
  await using folder = await aFolder();
  await fill(db, [first]);
  await backupDatabase({ connection: db.connection, clock: systemClock }, folder.file);
  const before = await db.pool.query('select count(*) from "Fleet".ship');
  const restore = (replace: boolean) =>
    restoreDatabase({ connection: db.connection, migrations: [first], replace }, folder.file);
  await expect(restore(true)).rejects.toMatchObject({ code: 'database_in_use', facts: { sessions: 1 } });
  await db.pool.end();
  await expect(restore(false)).rejects.toMatchObject({ code: 'database_not_empty' });
  expect(await restore(true)).toMatchObject({ tables: 4 });
  const client = await openClient(db.connection);
  expect((await client.query('select count(*) from "Fleet".ship')).rows).toEqual(before.rows);
  await client.end();
});

test('a file that was cut short, changed, or never was a backup is refused, and the database stays empty', async () => {
  await using from = await emptyDatabase();
  await using to = await emptyDatabase();
  await using folder = await aFolder();
  await fill(from, [first]);
  await backupDatabase({ connection: from.connection, clock: systemClock }, folder.file);
  const restore = () =>
    restoreDatabase({ connection: to.connection, migrations: [first], replace: false }, folder.file);
  const whole = await readFile(folder.file);

  await truncate(folder.file, whole.length - 40);
  await expect(restore()).rejects.toMatchObject({ code: 'backup_unreadable' });
  const changed = Buffer.from(whole);
  changed.writeUInt8(changed.readUInt8(whole.length - 60) ^ 1, whole.length - 60);
  await writeFile(folder.file, changed);
  await expect(restore()).rejects.toMatchObject({ code: expect.stringMatching(/backup_unreadable|restore_failed/) });
  await writeFile(folder.file, 'no backup at all');
  await expect(restore()).rejects.toMatchObject({ code: 'backup_unreadable' });
  expect((await to.pool.query(`select to_regnamespace('"Fleet"') as schema`)).rows).toEqual([{ schema: null }]);
});

test('a database on which no Argosy ever ran is not backed up: an empty file would be taken for a backup', async () => {
  await using other = await emptyDatabase();
  await using folder = await aFolder();
  const backup = backupDatabase({ connection: other.connection, clock: systemClock }, folder.file);
  await expect(backup).rejects.toMatchObject({ code: 'database_foreign' });
  expect(await readdir(folder.path)).toEqual([]);
});

test('a file that cannot be written is refused, and leaves nothing', async () => {
  await using from = await emptyDatabase();
  await using folder = await aFolder();
  await mkdir(folder.file);
  await fill(from, [first]);
  const refusalOf = (file: string) =>
    backupDatabase({ connection: from.connection, clock: systemClock }, file).catch((error: unknown) => error);
  expect(await refusalOf('/nowhere/all.backup')).toMatchObject({
    code: 'backup_failed',
    facts: { reason: expect.stringContaining('ENOENT') },
  });
  expect(await refusalOf(folder.file)).toMatchObject({ code: 'backup_failed' });
  expect(await readdir(folder.path)).toEqual(['all.backup']);
});

test('the database of this version comes back whole', async () => {
  await using from = await freshDatabase();
  await using to = await emptyDatabase();
  await using folder = await aFolder();
  await from.pool.query(`insert into platform.seal (key_id) values ('0a0b0c0d')`);
  await backupDatabase({ connection: from.connection, clock: systemClock }, folder.file);
  await restoreDatabase({ connection: to.connection, migrations: await readMigrations(), replace: false }, folder.file);
  expect((await to.pool.query('select * from platform.seal')).rows).toEqual([]); // it belongs to whoever starts on it
  const clients = await Promise.all([from, to].map(({ connection }) => openClient(connection)));
  const [before, after] = await Promise.all(clients.map(describeSchema));
  expect(after).toBe(before);
  await Promise.all(clients.map((client) => client.end()));
});
