import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { emptyDatabase } from '../../../test/database.ts';
import { openClient } from './connection.ts';
import { migrate, readMigrations, type Migration } from './migrate.ts';

const aMigration = (number: number, sql: string): Migration => ({
  number,
  name: `step-${number}`,
  sql,
  sha256: createHash('sha256').update(sql).digest('hex'),
});
const first = aMigration(1, 'create schema fleet; create table fleet.ship (name text primary key)');
const second = aMigration(2, `insert into fleet.ship values ('Argo')`);

test('migrations are applied once, in order', async () => {
  await using db = await emptyDatabase();
  const client = await openClient(db.connection);
  expect((await migrate(client, [first])).map(({ name }) => name)).toEqual(['step-1']);
  expect((await migrate(client, [first, second])).map(({ name }) => name)).toEqual(['step-2']);
  expect(await migrate(client, [first, second])).toEqual([]);
  expect((await client.query('select name from fleet.ship')).rows).toEqual([{ name: 'Argo' }]);
  await client.end();
});

test('a landed migration that was changed is refused', async () => {
  await using db = await emptyDatabase();
  const client = await openClient(db.connection);
  await migrate(client, [first]);
  const changed = { ...aMigration(1, `${first.sql}; -- harmless`), name: first.name };
  await expect(migrate(client, [changed])).rejects.toMatchObject({
    code: 'migration_changed',
    facts: { migration: '0001-step-1.sql' },
  });
  await client.end();
});

test('a database of a newer version is refused', async () => {
  await using db = await emptyDatabase();
  const client = await openClient(db.connection);
  await migrate(client, [first, second]);
  await expect(migrate(client, [first])).rejects.toMatchObject({
    code: 'database_newer',
    facts: { migration: '0002-step-2.sql' },
  });
  await client.end();
});

test('a migration that fails leaves nothing of itself, and what came before it', async () => {
  await using db = await emptyDatabase();
  const client = await openClient(db.connection);
  const failing = aMigration(2, `insert into fleet.ship values ('Argo'); select 1 / 0`);
  await expect(migrate(client, [first, failing])).rejects.toMatchObject({
    code: 'migration_failed',
    facts: { reason: 'division by zero' },
  });
  expect((await client.query('select * from fleet.ship')).rows).toEqual([]);
  expect((await migrate(client, [first, second])).map(({ name }) => name)).toEqual(['step-2']);
  await client.end();
});

test('of four servers that start at once each migration is applied by one', async () => {
  await using db = await emptyDatabase();
  const clients = await Promise.all([1, 2, 3, 4].map(() => openClient(db.connection)));
  const applied = await Promise.all(clients.map((client) => migrate(client, [first, second])));
  expect(applied.flat()).toHaveLength(2);
  await Promise.all(clients.map((client) => client.end()));
});

test('the migrations of this version are numbered without a gap', async () => {
  const numbers = (await readMigrations()).map(({ number }) => number);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});
