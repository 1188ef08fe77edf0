// The second wall between organizations (RAM-2): what a query that forgot its `where` finds.
import { expect, test } from 'vitest';
import { systemClock } from '@argosy/kernel/time';
import { pino } from 'pino';
import { acrossOrganizations, openMemberPool } from '../src/platform/member-pool.ts';
import { publish } from '../src/platform/events.ts';
import { freshDatabase } from './database.ts';

/** What is nobody's: the server's own tables, and what is found before anybody is known. */
const withoutWall = new Set([
  'platform.migration',
  'platform.seal',
  'platform.work',
  'platform.delivery',
  'platform.subscription',
  'identity.audit_unsealed',
  'identity.audit_seal',
  'identity.sign_in_challenge',
  'identity.sign_in_failures',
  'clusters.release_installation',
  'workloads.storage_metered',
  'workloads.file_deleted',
]);

test('RAM-2 every table has a wall between organizations, or is on the list of those that are nobody’s', async () => {
  await using database = await freshDatabase();
  const { rows } = await database.pool.query<{ name: string; walled: boolean }>(
    `select nspname || '.' || relname as name, relrowsecurity and exists (select from pg_policy where polrelid = pg_class.oid) as walled
       from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where relkind in ('r', 'p') and nspname in (select schema_name from information_schema.schemata
        where schema_name !~ '^pg_' and schema_name <> 'information_schema')`,
  );
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.filter(({ name, walled }) => walled === withoutWall.has(name)).map(({ name }) => name)).toEqual([]);
});

test('RAM-2 without any where a request finds, changes and writes only what is its organization’s', async () => {
  await using database = await freshDatabase();
  for (const organizationId of ['org-a', 'org-b', ''])
    await publish(database.pool, systemClock, { type: 'test.thing', organizationId, subject: 's', facts: {} });
  const members = openMemberPool(database.connection, pino({ level: 'silent' }));
  try {
    for (const organizationId of ['org-a', 'org-b', 'org-a']) {
      const client = await members.connect(organizationId);
      const { rows } = await client.query('select organization_id from platform.event order by id');
      expect(rows).toEqual([{ organization_id: organizationId }, { organization_id: '' }]); // the last is everybody's to hear
      const changed = await client.query(`update platform.event set subject = 'other'`);
      expect(changed.rowCount).toBe(1);
      for (const other of ['org-c', '']) {
        const fact = { type: 'test.thing', organizationId: other, subject: 's', facts: {} };
        await expect(publish(client, systemClock, fact)).rejects.toThrow('row-level security');
      }
      client.release();
    }
    const client = await members.connect('org-a');
    const count = async () => (await client.query('select from platform.event')).rowCount;
    await client.query('begin');
    expect(await acrossOrganizations(client, count)).toBe(3);
    expect(await count()).toBe(2);
    await client.query('commit');
    client.release();
  } finally {
    await members.end();
  }
});
