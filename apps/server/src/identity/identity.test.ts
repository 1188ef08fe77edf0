// Identity through its door and over HTTP: the first start, keys and what they may do, the audit trail, one organization's
// things hidden from another.
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pause } from '@argosy/kernel/pause';
import { expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../test/database.ts';
import { startTestHttpServer, temporaryHome, type TestHttpServer } from '../../test/http.ts';
import type { Home } from '../platform/home.ts';
import { openSealer } from '../platform/sealing.ts';
import { firstBeyond } from './domain/permissions.ts';
import { formatKey } from './domain/key-text.ts';
import { newSecret } from './new-secret.ts';
import { insertAccessKey } from './store/access-keys.ts';
import { insertOrganization, insertOwner } from './store/users.ts';

interface Stage extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly home: Home;
  readonly start: () => Promise<TestHttpServer>;
}

async function stage(): Promise<Stage> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const home = stack.use(await temporaryHome());
  const start = () => startTestHttpServer({ connection: database.connection, home });
  return { database, home, start, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const profileOf = async (home: Home) => JSON.parse(await readFile(home.profile, 'utf8')) as Record<string, unknown>;

/** A second organization with an owner and a key of theirs. */
async function anotherOrganization(server: TestHttpServer): Promise<{ key: string; accessKeyId: string }> {
  const { deps } = server;
  const at = deps.clock.now();
  const organizationId = deps.newId('organization');
  const userId = deps.newId('user');
  const accessKeyId = deps.newId('access_key');
  const secret = newSecret();
  await insertOrganization(deps.pool, { id: organizationId, name: 'another', alias: 'another', isProvider: false, at });
  await insertOwner(deps.pool, { id: userId, organizationId, name: 'owner', at });
  await insertAccessKey(deps.pool, {
    id: accessKeyId,
    userId,
    organizationId,
    sealedSecret: (await openSealer(deps.home)).seal(secret, accessKeyId),
    description: 'theirs',
    permissions: ['*'],
    createdAt: at,
    role: undefined,
  });
  return { key: formatKey({ accessKeyId, secret }), accessKeyId };
}

test('the first start makes one owner and a profile that only its owner may read; later starts change nothing', async () => {
  await using at = await stage();
  {
    await using first = await at.start();
    expect((await first.ask('/v1/caller')).status).toBe(200);
  }
  const profile = await profileOf(at.home);
  expect((await stat(at.home.profile)).mode & 0o777).toBe(0o600);
  expect((await stat(join(at.home.secrets, 'seal.key'))).mode & 0o777).toBe(0o600);
  await using second = await at.start();
  expect(await profileOf(at.home)).toEqual(profile);
  const { rows } = await second.deps.pool.query('select count(*) as owners from identity.app_user where is_owner');
  expect(rows).toEqual([{ owners: '1' }]);
});

test('a first start that died between database and file is made right by the next, with the same key', async () => {
  await using at = await stage();
  let key: string;
  {
    await using server = await at.start();
    ({ key } = server);
  }
  await rm(at.home.profile);
  {
    await using server = await at.start();
    expect(server.key).toBe(key);
  }
  await writeFile(at.home.profile, '{"url": "http://127.0.0.1:6060", "key": "argosy_of-an');
  await using server = await at.start();
  expect(server.key).toBe(key);
});

test('a profile whose key does not work gets one that does, and keeps the rest', async () => {
  await using at = await stage();
  await writeFile(at.home.profile, JSON.stringify({ url: 'http://127.0.0.1:6060', key: 'argosy_of_another_server' }));
  await using server = await at.start();
  expect((await server.ask('/v1/caller')).status).toBe(200);
  expect(await profileOf(at.home)).toEqual({ url: 'http://127.0.0.1:6060', key: server.key });
});

test('without the key of the seal no key opens, and the next start gives the command line a new one', async () => {
  await using at = await stage();
  let old: string;
  {
    await using server = await at.start();
    old = server.key;
  }
  await rm(join(at.home.secrets, 'seal.key'));
  await using server = await at.start();
  expect((await server.ask('/v1/caller', { key: old })).status).toBe(401);
  expect((await server.ask('/v1/caller')).status).toBe(200);
});

test('two servers that start at once on one empty database make one owner', async () => {
  await using at = await stage();
  const [one, other] = await Promise.all([at.start(), at.start()]);
  await using _one = one;
  await using _other = other;
  const { rows } = await one.deps.pool.query('select count(*) as owners from identity.app_user');
  expect(rows).toEqual([{ owners: '1' }]);
  expect((await other.ask('/v1/caller', { key: one.key })).status).toBe(200);
});

test('a secret is shown once and never stored as it is', async () => {
  await using at = await stage();
  await using server = await at.start();
  const made = await server.ask('/v1/access-keys', { method: 'POST', body: { description: 'mine' } });
  expect(made.body.secret).toMatch(/^argosy_ak-/);
  const { items } = (await server.ask('/v1/access-keys')).body;
  expect(items.map((each: object) => 'secret' in each)).toEqual([false, false]);
  const { rows } = await server.deps.pool.query('select sealed_secret from identity.access_key where id = $1', [
    made.body.id,
  ]);
  expect(rows[0].sealed_secret.toString('latin1')).not.toContain(made.body.secret.slice(-43));
});

test('RAM-1 a key may do no more than its maker', async () => {
  await using at = await stage();
  await using server = await at.start();
  const make = (key: string, permissions: readonly string[]) =>
    server.ask('/v1/access-keys', { method: 'POST', key, body: { permissions } });
  const { secret: narrow } = (await make(server.key, ['identity:*', 'clusters:Get*'])).body;
  expect(await make(narrow, ['*'])).toMatchObject({ status: 403, body: { facts: { permission: '*' } } });
  expect(await make(narrow, ['clusters:Get*', 'clusters:List*'])).toMatchObject({
    status: 403,
    body: { facts: { permission: 'clusters:List*' } },
  });
  expect((await server.ask('/v1/server', { key: narrow })).status).toBe(403);
  // Two keys are all one has: the profile's makes room for the next.
  const profileKey = (await server.ask('/v1/caller')).body.accessKeyId as string;
  await server.ask(`/v1/access-keys/${profileKey}`, { method: 'DELETE', key: narrow });
  expect((await make(narrow, ['clusters:GetCluster', 'identity:GetCaller'])).status).toBe(200);
});

test.each([
  { held: ['*'], wanted: ['*', 'clusters:*', 'clusters:GetCluster'], beyond: undefined },
  { held: ['clusters:*'], wanted: ['clusters:Get*'], beyond: undefined },
  { held: ['clusters:*'], wanted: ['*'], beyond: '*' },
  { held: ['clusters:Get*'], wanted: ['clusters:*'], beyond: 'clusters:*' },
  { held: ['clusters:GetCluster'], wanted: ['clusters:GetCluster*'], beyond: 'clusters:GetCluster*' },
  { held: ['clusters:GetCluster'], wanted: ['clusters:GetClusterSecrets'], beyond: 'clusters:GetClusterSecrets' },
  { held: [], wanted: ['clusters:GetCluster'], beyond: 'clusters:GetCluster' },
])('RAM-1 of $held, $wanted goes beyond by $beyond', ({ held, wanted, beyond }) => {
  expect(firstBeyond(held, wanted)).toBe(beyond);
});

test('a deleted key stops working at once here and within a second on another server', async () => {
  await using at = await stage();
  await using here = await at.start();
  await using there = await at.start();
  const { body } = await here.ask('/v1/access-keys', { method: 'POST', body: {} });
  const statusOn = async (server: TestHttpServer) => (await server.ask('/v1/caller', { key: body.secret })).status;
  expect([await statusOn(here), await statusOn(there)]).toEqual([200, 200]);
  const remove = (key: string) => here.ask(`/v1/access-keys/${body.id}`, { method: 'DELETE', key });
  expect(await remove(body.secret)).toMatchObject({ status: 409, body: { code: 'access_key_in_use' } });
  expect((await remove(here.key)).status).toBe(200);
  expect(await statusOn(here)).toBe(401);
  await expect.poll(() => statusOn(there), { timeout: 5_000 }).toBe(401);
  expect(await remove(here.key)).toMatchObject({ status: 404, body: { code: 'access_key_not_found' } });
});

test('keys that differ in one character, or are none, are refused alike', async () => {
  await using at = await stage();
  await using server = await at.start();
  const last = server.key.at(-2) === 'A' ? 'B' : 'A';
  const wrong = [
    `${server.key.slice(0, -2)}${last}${server.key.at(-1)}`,
    server.key.slice(0, -1),
    `${server.key}A`,
    server.key.replace(/ak-./, 'ak-z'),
    'argosy_',
    'x'.repeat(5000),
  ];
  for (const key of wrong)
    expect(await server.ask('/v1/caller', { key })).toMatchObject({
      status: 401,
      body: { code: 'credentials_invalid' },
    });
  expect((await server.ask('/v1/caller', { key: '', headers: { authorization: 'Basic eDp5' } })).body.code).toBe(
    'credentials_missing',
  );
});

test('RAM-1 a user has at most two keys, also when many are made at once', async () => {
  await using at = await stage();
  await using server = await at.start();
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => server.ask('/v1/access-keys', { method: 'POST', body: {} })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.find(({ status }) => status !== 200)).toMatchObject({
    status: 409,
    body: { code: 'access_key_limit_reached', facts: { limit: 2 } },
  });
});

test('a list comes in pages, newest first, each thing once', async () => {
  await using at = await stage();
  await using server = await at.start();
  for (const name of ['a', 'b', 'c', 'd']) await server.ask('/v1/groups', { method: 'POST', body: { name } });
  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await server.ask(`/v1/groups?limit=3${cursor && `&cursor=${cursor}`}`);
    seen.push(...body.items.map((each: { name: string }) => each.name));
    cursor = body.cursor ?? '';
  } while (cursor !== '');
  expect(seen).toEqual(['d', 'c', 'b', 'a']);
});

test('last_used_at is written once a minute and not with each request', async () => {
  await using at = await stage();
  await using server = await at.start();
  const lastUsed = async () => (await server.ask('/v1/access-keys')).body.items[0].lastUsedAt as string;
  const first = await lastUsed();
  expect(first).toBeTypeOf('string');
  expect(await lastUsed()).toBe(first);
});

test('RAM-1 a change and its audit entry are there together, and reads and refusals leave theirs', async () => {
  await using at = await stage();
  await using server = await at.start();
  const { body } = await server.ask('/v1/access-keys', { method: 'POST', body: {} });
  // No flush: the entry of a change is there as soon as the change is.
  const { rows } = await server.deps.pool.query(
    'select operation, subject, outcome, code from identity.audit_entry where subject = $1',
    [body.id],
  );
  expect(rows).toEqual([{ operation: 'access_key_create', subject: body.id, outcome: 'allowed', code: null }]);
  await server.ask('/v1/access-keys/ak-none', { method: 'DELETE' });
  await server.identity.flushAudit();
  const { items } = (await server.ask('/v1/audit-entries')).body;
  expect(items).toMatchObject([
    { operation: 'access_key_delete', outcome: 'refused', code: 'access_key_not_found', subject: 'ak-none' },
    { operation: 'access_key_create', outcome: 'allowed', subject: body.id, address: '127.0.0.1' },
  ]);
  const refused = (await server.ask('/v1/audit-entries?outcome=refused')).body.items;
  expect(refused).toHaveLength(1);
});

test('RAM-1 a simulation says what policies decide and which statement did, and changes nothing', async () => {
  await using at = await stage();
  await using server = await at.start();
  const simulate = (body: object) => server.ask('/v1/policies/simulate', { method: 'POST', body });
  const policies = [
    { name: 'reads', document: { Version: '1', Statement: [{ Effect: 'Allow', Action: '*:Get*', Resource: '*' }] } },
    {
      name: 'not-these',
      document: {
        Version: '1',
        Statement: [{ Effect: 'Deny', Action: '*', Resource: 'acs:clusters:*:*:cluster/c-1' }],
      },
    },
  ];
  const action = 'clusters:GetCluster';
  const asked = (resource: string) => simulate({ policies, action, resource });
  expect((await asked('acs:clusters:local:org:cluster/c-2')).body).toEqual({
    effect: 'allow',
    by: { policy: 'reads', statement: 0 },
  });
  expect((await asked('acs:clusters:local:org:cluster/c-1')).body).toEqual({
    effect: 'deny',
    by: { policy: 'not-these', statement: 0 },
  });
  expect((await simulate({ policies, action: 'clusters:ReleaseCluster' })).body).toEqual({ effect: 'deny' });
  const wrong = [{ name: 'wrong', document: { Version: '2', Statement: [] } }];
  await pause(2); // those of one millisecond are in no order
  expect(await simulate({ policies: wrong, action })).toMatchObject({
    status: 422,
    body: { fields: [{ path: 'policies.0.document.Version' }, { path: 'policies.0.document.Statement' }] },
  });
  await server.identity.flushAudit();
  const { items } = (await server.ask('/v1/audit-entries?operation=policy_simulate')).body;
  expect(items.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'refused',
    'allowed',
    'allowed',
    'allowed',
  ]);
});

test('RAM-1 the audit trail cannot be changed, and survives a stop of the server', async () => {
  await using at = await stage();
  {
    await using server = await at.start();
    await server.ask('/v1/caller');
  }
  const { rows } = await at.database.pool.query('select operation from identity.audit_entry');
  expect(rows).toEqual([{ operation: 'caller_get' }]);
  for (const statement of [
    'delete from identity.audit_entry',
    "update identity.audit_entry set outcome = 'allowed'",
    'truncate identity.audit_entry cascade',
  ])
    await expect(at.database.pool.query(statement)).rejects.toThrow('append-only');
});

test('RAM-2 nobody sees or ends the keys of another organization, or reads its audit trail', async () => {
  await using at = await stage();
  await using server = await at.start();
  const theirs = await anotherOrganization(server);
  const ours = await server.ask('/v1/access-keys', { method: 'POST', body: {} });
  expect((await server.ask('/v1/caller', theirs)).body.organizationName).toBe('another');

  const { items } = (await server.ask('/v1/access-keys', theirs)).body;
  expect(items.map(({ id }: { id: string }) => id)).toEqual([theirs.accessKeyId]);
  expect(await server.ask(`/v1/access-keys/${ours.body.id}`, { method: 'DELETE', key: theirs.key })).toMatchObject({
    status: 404, // not 403: whether there is such a key is nobody else's business
  });
  expect((await server.ask('/v1/caller', { key: ours.body.secret })).status).toBe(200);

  await server.identity.flushAudit();
  const trail = (await server.ask('/v1/audit-entries', theirs)).body.items as { accessKeyId: string }[];
  expect(trail.length).toBeGreaterThan(0);
  expect(new Set(trail.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set([theirs.accessKeyId]));
});

test('RAM-2 an Idempotency-Key belongs to its organization', async () => {
  await using at = await stage();
  await using server = await at.start();
  const theirs = await anotherOrganization(server);
  const make = (key: string) =>
    server.ask('/v1/access-keys', { method: 'POST', key, body: {}, headers: { 'idempotency-key': 'same' } });
  const [one, other] = [await make(server.key), await make(theirs.key)];
  expect([one.status, other.status]).toEqual([200, 200]);
  expect(one.body.id).not.toBe(other.body.id);
});
