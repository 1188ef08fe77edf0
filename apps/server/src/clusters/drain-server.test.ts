// Stopping the machine of several organizations, over HTTP, with the server as main.ts composes it.
import { expect, test } from 'vitest';
import { aClusterRequest } from '../../test/a-cluster.ts';
import { askAt, type TestRequest } from '../../test/http.ts';
import { startTestServer, type TestServer } from '../../test/server.ts';
import { formatKey } from '../identity/domain/key-text.ts';
import { newSecret } from '../identity/new-secret.ts';
import { insertAccessKey } from '../identity/store/access-keys.ts';
import { openSealer } from '../platform/sealing.ts';

/** Asks as this user, with a key that may what they may. */
async function askerAs(server: TestServer, { id: userId, organizationId }: { id: string; organizationId: string }) {
  const { deps } = server.server;
  const id = deps.newId('access_key');
  const secret = newSecret();
  const sealedSecret = (await openSealer(server.home)).seal(secret, id);
  const key = { id, userId, organizationId, sealedSecret, description: '', permissions: ['*'] };
  await insertAccessKey(deps.pool, { ...key, createdAt: deps.clock.now(), role: undefined });
  return (path: string, request?: TestRequest) =>
    askAt(server.url, path, { key: formatKey({ accessKeyId: id, secret }), ...request });
}

async function withCustomer() {
  const server = await startTestServer();
  const post = (path: string, body: object = {}) => server.ask(path, { method: 'POST', body });
  const { body: customer } = await post('/v1/organizations', { name: 'A customer', alias: 'jia', ownerName: 'zhang' });
  await server.database.pool.query(`update identity.app_user set state = 'active' where name = 'zhang'`);
  const theirs = await askerAs(server, { id: customer.owner.id, organizationId: customer.id });
  const ours = (await post('/v1/clusters', { ...aClusterRequest(), name: 'ours' })).body.id as string;
  const make = { method: 'POST', body: { ...aClusterRequest(), name: 'secret-project' } };
  const other = (await theirs('/v1/clusters', make)).body.id as string;
  return { server, post, theirs, ours, other, customerId: customer.id as string };
}

test('CLU-3 draining the server releases the clusters of all organizations, and tells each in its own feed', async () => {
  const { server: started, theirs, ours, other, post, customerId } = await withCustomer();
  await using server = started;
  const { body: listed } = await server.ask('/v1/server/clusters');
  expect(listed.items).toMatchObject([
    { id: other, organizationId: customerId, state: 'STARTING', nodes: expect.any(Number) },
    { id: ours, name: 'ours' },
  ]);
  const drained = await post('/v1/server/drain');
  expect(drained).toMatchObject({
    status: 200,
    body: {
      id: 'server',
      items: [
        { id: ours, state: 'TERMINATING' },
        { id: other, state: 'TERMINATING' },
      ],
    },
  });
  const leaving = async (ask: typeof theirs) =>
    (await ask('/v1/events')).body.items
      .filter(({ type }: { type: string }) => type === 'clusters.cluster_terminating')
      .map(({ subject }: { subject: string }) => subject);
  await expect.poll(() => leaving(theirs)).toEqual([other]); // once no older transaction is open, of any database
  expect(await leaving(server.ask)).toEqual([ours]); // so the feed is past theirs
  for (const { body } of [drained, await server.ask('/v1/events'), await server.ask('/v1/audit-entries')])
    expect(JSON.stringify(body)).not.toContain('secret-project'); // what it is called is theirs
  const reason = { code: 'ServerDrained', message: expect.stringContaining('stopped') };
  expect((await theirs(`/v1/clusters/${other}`)).body).toMatchObject({ state: 'TERMINATING', stateReason: reason });
  const { items } = (await server.ask('/v1/audit-entries?operation=server_drain')).body;
  expect(items).toMatchObject([{ outcome: 'allowed', subject: 'server', changes: { after: { clusters: [{}, {}] } } }]);
  expect((await post('/v1/server/drain')).body.items).toHaveLength(2); // both are leaving still
  expect((await server.ask(`/v1/server/clusters?id=${other}`)).body.items).toMatchObject([{ id: other }]);
});

test('CLU-3 one protected cluster, whosever it is, keeps all of them', async () => {
  const { server: started, theirs, ours, other, post } = await withCustomer();
  await using server = started;
  await theirs(`/v1/clusters/${other}/update`, { method: 'POST', body: { deletionProtection: true } });
  expect(await post('/v1/server/drain')).toMatchObject({
    status: 409,
    body: { code: 'clusters_protected', facts: { clusters: [other] } },
  });
  expect((await server.ask(`/v1/clusters/${ours}`)).body.state).toBe('STARTING');
});

test('RAM-2 only the provider drains the server or sees the clusters of others, and of its people who may so', async () => {
  const { server: started, theirs, other, post } = await withCustomer();
  await using server = started;
  const organizationId = (await server.ask('/v1/caller')).body.organizationId as string;
  const { body: li } = await post('/v1/users', { name: 'li', policies: ['ArgosyDevelopAccess'] });
  await server.database.pool.query(`update identity.app_user set state = 'active' where name = 'li'`);
  const developer = await askerAs(server, { id: li.id, organizationId });
  for (const [ask, code] of [
    [theirs, 'policy_denies'],
    [developer, 'permission_denied'],
  ] as const)
    for (const answer of [await ask('/v1/server/drain', { method: 'POST' }), await ask('/v1/server/clusters')])
      expect(answer).toMatchObject({ status: 403, body: { code } });
  expect((await developer('/v1/server')).status).toBe(200);
  expect((await theirs(`/v1/clusters/${other}`)).body.state).toBe('STARTING');
});
