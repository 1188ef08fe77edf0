// The audit trail as evidence: looked through, given out, and proven to be whole.
import { allOperations } from '@argosy/contract';
import { movableClock, type MovableClock } from '@argosy/testkit';
import { expect, test } from 'vitest';
import { freshDatabase } from '../../test/database.ts';
import { startTestHttpServer, temporaryHome } from '../../test/http.ts';
import { startPeople } from '../../test/people.ts';
import { startTestServer, type TestServer } from '../../test/server.ts';
import { openSealer } from '../platform/sealing.ts';
import { oneVerification } from './verify-audit-trail.ts';

interface ServerWithClock extends TestServer {
  readonly clock: MovableClock;
}

async function somethingHappened(): Promise<ServerWithClock> {
  const clock = movableClock();
  const server = await startTestServer({ begins: true, clock });
  for (const description of ['first', '=HYPERLINK("http://example.invalid")', 'third']) {
    await server.ask('/v1/access-keys', { method: 'POST', body: { description } });
    clock.advance({ seconds: 1 });
  }
  await server.ask('/v1/clusters/=none');
  await server.ask('/v1/caller');
  return { ...server, clock };
}

/** Once everything gathered is written and has its place. */
async function sealed({ ask, server, clock }: ServerWithClock): Promise<void> {
  await expect
    .poll(async () => {
      clock.advance({ seconds: 5 }); // places are given every five seconds
      await server.settle();
      const { body } = await ask('/v1/audit-entries/verify');
      return body.entries >= 5 && body.unsealed <= 3; // the verifications themselves go on being recorded
    })
    .toBe(true);
}

const verify = async ({ ask }: TestServer, head?: string) =>
  (await ask(`/v1/audit-entries/verify${head === undefined ? '' : `?head=${head}`}`)).body;

/** As somebody does it who is administrator of the database. */
async function tamper({ database }: TestServer, statement: string): Promise<void> {
  await database.pool.query(
    `set session_replication_role = replica; ${statement}; set session_replication_role = origin`,
  );
}

test('RAM-1 the trail is gone through once at a time, and no further than somebody waits for it', async () => {
  await using server = await somethingHappened();
  await sealed(server);
  const { deps } = server.server;
  const sealer = await openSealer(server.home);
  let pages = 0;
  const answered = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const verifyOne = oneVerification({
    sealer,
    read: async (whose, body) => {
      pages += 1;
      asked.resolve();
      await answered.promise; // the database takes its time
      return deps.read(whose, body);
    },
  });
  const hungUp = new AbortController();
  const first = verifyOne(undefined, hungUp.signal);
  await asked.promise;
  await expect(verifyOne(undefined, new AbortController().signal)).rejects.toMatchObject({ code: 'audit_verify_busy' });
  hungUp.abort();
  answered.resolve();
  await expect(first).rejects.toMatchObject({ code: 'audit_verify_stopped' });
  expect(pages).toBe(1);
  expect(await verifyOne(undefined, new AbortController().signal)).toMatchObject({ problems: [] });
});

test('RAM-2 only the organization that runs the server has its trail gone through', async () => {
  await using people = await startPeople();
  const { body } = await people.owner.post('/v1/organizations', { alias: 'acme', name: 'Acme' });
  const { rows } = await people.server.deps.pool.query<{ id: string }>(
    'select id from identity.app_user where organization_id = $1 and is_owner',
    [body.id],
  );
  const { id } = rows[0]!;
  await people.activate(id);
  const key = await people.firstKey(id, body.id);
  expect(await people.server.ask('/v1/audit-entries', { key })).toMatchObject({ status: 200 });
  expect(await people.server.ask('/v1/audit-entries/verify', { key })).toMatchObject({
    status: 403,
    body: { code: 'policy_denies', facts: { policy: 'ArgosyProviderOnly' } },
  });
});

test('RAM-1 the trail is intact, goes on being so, and a head kept elsewhere is found again', async () => {
  await using server = await somethingHappened();
  await sealed(server);
  const { isIntact, head, problems } = await verify(server);
  expect({ isIntact, problems }).toEqual({ isIntact: true, problems: [] });
  await server.ask('/v1/caller');
  await server.server.settle();
  expect(await verify(server, head)).toMatchObject({ isIntact: true });
});

test.each([
  [`update identity.audit_entry set address = '10.0.0.1' where operation = 'access_key_create'`, 'entry_changed'],
  [
    `with one as (delete from identity.audit_seal where number = 2 returning entry_id)
     delete from identity.audit_entry using one where id = entry_id`,
    'place_missing',
  ],
  [`delete from identity.audit_entry where operation = 'access_key_create'`, 'entry_changed'],
  [
    `insert into identity.audit_entry (id, occurred_at, operation, outcome, request_id, address)
     values ('aud-0', '2026-01-01Z', 'cluster_release', 'allowed', 'r', '10.0.0.1')`,
    'never_sealed',
  ],
])('RAM-1 who gets at the database and does %s is found out', async (statement, problem) => {
  await using server = await somethingHappened();
  await sealed(server);
  await tamper(server, statement);
  const found = await verify(server);
  expect(found.isIntact).toBe(false);
  expect(found.problems.map((each: { problem: string }) => each.problem)).toContain(problem);
});

test('RAM-1 an end that was cut off is found out by a head kept elsewhere', async () => {
  await using server = await somethingHappened();
  await sealed(server);
  const { head } = await verify(server);
  await tamper(
    server,
    'delete from identity.audit_seal; delete from identity.audit_unsealed; delete from identity.audit_entry',
  );
  expect(await verify(server)).toMatchObject({ isIntact: true });
  expect(await verify(server, head)).toMatchObject({ isIntact: false, problems: [{ problem: 'head_lost' }] });
});

test('RSP-2 the trail is given out with time, address, domain and content, and nothing in it is a formula', async () => {
  await using server = await somethingHappened();
  await sealed(server);
  const { body, headers } = await server.ask('/v1/audit-entries/export?text=none');
  expect(headers.get('content-disposition')).toBe('attachment; filename="audit-trail.csv"');
  const [head, row] = body.split('\r\n') as string[];
  expect(head).toContain('occurredAt,userId,');
  expect(row).toMatch(
    /^\d{4}-\d\d-\d\dT.*,127\.0\.0\.1,127\.0\.0\.1:\d+,GET \/v1\/clusters\/=none,cluster_get,'=none,,refused,/,
  );
  const lines = (await server.ask('/v1/audit-entries/export?format=ndjson')).body.trim().split('\n') as string[];
  const entries = lines.map((line) => JSON.parse(line));
  expect(entries[0]).toMatchObject({ operation: 'access_key_create', decidedBy: { policy: 'ArgosyFullAccess' } });
  expect(entries.map(({ id }) => id)).toEqual(entries.map(({ id }) => id).toSorted());
});

test('RAM-1 the trail is looked through by who, what, when and any words', async () => {
  await using server = await somethingHappened();
  await sealed(server);
  const count = async (query: string) => (await server.ask(`/v1/audit-entries?${query}`)).body.items.length;
  const { userId } = (await server.ask('/v1/caller')).body;
  expect(await count('operation=access_key_create')).toBe(3);
  expect(await count(`operation=access_key_create&userId=${userId}`)).toBe(3);
  expect(await count('userId=usr-nobody')).toBe(0);
  expect(await count('text=CLUSTER_GET')).toBe(1);
  expect(await count('to=2026-01-01T00:00:00Z')).toBe(0);
  expect(await count('operation=access_key_create&from=2026-01-01T00:00:00Z')).toBe(3);
  expect(await count('text=CLUSTER_GET&changes=true')).toBe(0);
  expect(await count('operation=access_key_create&changes=true')).toBe(3);
  const { body: exported } = await server.ask('/v1/audit-entries/export?format=ndjson&changes=true');
  expect(exported).toContain('access_key_create');
  expect(exported).not.toContain('cluster_get');
});

test('RAM-1 the trail says which path, node or page of a thing was asked for, whether or not it was given', async () => {
  await using server = await startTestServer({ begins: true });
  const requestId = 'which-part-of-it';
  const ask = (path: string, body?: object) =>
    server.ask(path, {
      headers: { 'x-request-id': requestId },
      ...(body && { method: 'POST', body }),
    });
  await server.ask('/v1/groups', { method: 'POST', body: { name: 'ops' } });
  await ask('/v1/clusters/none/hdfs/content?path=%2Fdata%2Forders.csv');
  await ask('/v1/clusters/none/hdfs/preview?path=%2Fdata');
  await ask('/v1/clusters/none/hdfs/move', { from: '/a', to: '/b' });
  await ask('/v1/clusters/none/nodes/master-1/logs/namenode');
  await ask('/v1/clusters/none/nodes/master-1/terminal');
  await ask('/v1/clusters/none/web/open', { page: 'resourcemanager-web', path: '/cluster' });
  await ask('/v1/runs/none/log/file?path=driver%2Fstdout');
  await ask('/v1/plan-runs/none/output?path=answers%2Fq1.csv');
  await ask('/v1/groups/ops/members/owner', {}); // carried out: the entry of a change
  const details = async () => {
    const { body } = await server.ask(`/v1/audit-entries?requestId=${requestId}`);
    return body.items.map((each: { readonly detail?: string }) => each.detail).toSorted();
  };
  await expect
    .poll(details)
    .toEqual(
      [
        '/data/orders.csv',
        '/data',
        '/a /b',
        'master-1 namenode',
        'master-1',
        'resourcemanager-web /cluster',
        'driver/stdout',
        'answers/q1.csv',
        'owner',
      ].toSorted(),
    );
  expect((await server.ask('/v1/audit-entries?text=orders.csv&operation=hdfs_file_get')).body.items).toHaveLength(1);
});

test('RAM-1 whoever sends requests without end and is nobody takes no more than a line or two of the trail', async () => {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const home = stack.use(await temporaryHome());
  const server = stack.use(await startTestHttpServer({ connection: database.connection, home }));
  const path = `/v1/users/${'u'.repeat(100)}?cursor=${'x'.repeat(8_000)}`;
  for (let count = 0; count < 30; count += 1) await server.ask(path, { key: '' });
  for (let count = 0; count < 30; count += 1) await server.ask(path); // somebody: all of it is kept
  await server[Symbol.asyncDispose](); // writes what was only counted until now
  const { rows } = await database.pool.query<{ nobody: boolean; bytes: number; detail: string | null }>(
    `select user_id is null as nobody, pg_column_size(entry.*) as bytes, detail
       from identity.audit_entry as entry where operation = 'user_get' order by id`,
  );
  const strangers = rows.filter(({ nobody }) => nobody);
  expect(rows.length - strangers.length).toBe(30);
  expect(strangers.map(({ detail }) => detail)).toEqual([
    ...Array.from({ length: 10 }, () => null),
    'and 20 more within a minute',
  ]);
  expect(Math.max(...strangers.map(({ bytes }) => bytes))).toBeLessThan(1_000);
  await stack.disposeAsync();
});

test('RAM-1 every operation about a part of a thing says so in the trail', () => {
  const silent = allOperations.filter(({ path, query, detail }) => {
    const [, ...further] = [...path.matchAll(/:([A-Za-z0-9]+)/g)].map(([, name]) => name ?? '');
    return [...further, ...('path' in query.shape ? ['path'] : [])].some((field) => !detail.includes(field));
  });
  expect(silent.map(({ id }) => id)).toEqual([]);
});
