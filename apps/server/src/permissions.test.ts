// Policies at work over HTTP, across modules: what one may do to which thing (RAM-1), by id or by name, alone, in lists and in feeds.
import { expect, test } from 'vitest';
import { aClusterRequest } from '../test/a-cluster.ts';
import { askAt, type TestAnswer, type TestRequest } from '../test/http.ts';
import { startTestServer, type TestServer } from '../test/server.ts';
import { formatKey } from './identity/domain/key-text.ts';
import { newSecret } from './identity/new-secret.ts';
import { insertAccessKey } from './identity/store/access-keys.ts';
import { openSealer } from './platform/sealing.ts';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string;
  readonly Condition?: object;
}

/** A user of the owner's organization for whom exactly this policy holds; asks with a key of theirs. */
async function aUserWith(
  server: TestServer,
  statements: readonly Statement[],
): Promise<(path: string, request?: TestRequest) => Promise<TestAnswer>> {
  const { deps } = server.server;
  const { organizationId } = (await server.ask('/v1/caller')).body as { organizationId: string };
  const at = deps.clock.now();
  const [userId, policyId, id] = [deps.newId('user'), deps.newId('policy'), deps.newId('access_key')];
  const { pool } = server.database;
  await pool.query(
    `insert into identity.app_user (id, organization_id, name, is_owner, created_at) values ($1, $2, $1, false, $3)`,
    [userId, organizationId, at.toString()],
  );
  await pool.query(
    `insert into identity.policy (id, organization_id, name, description, default_version, created_at)
     values ($1, $2, 'theirs-' || $1, '', 1, $3)`,
    [policyId, organizationId, at.toString()],
  );
  const asList = (one: string | readonly string[]) => [one].flat();
  const document = {
    Version: '1',
    Statement: statements.map((each) => ({ ...each, Action: asList(each.Action), Resource: asList(each.Resource) })),
  };
  await pool.query(
    `insert into identity.policy_version (policy_id, organization_id, number, document, created_at) values ($1, $2, 1, $3, $4)`,
    [policyId, organizationId, JSON.stringify(document), at.toString()],
  );
  await pool.query(
    'insert into identity.policy_attachment (organization_id, user_id, policy_id, attached_at) values ($1, $2, $3, $4)',
    [organizationId, userId, policyId, at.toString()],
  );
  const secret = newSecret();
  const sealedSecret = (await openSealer(server.home)).seal(secret, id);
  const key = { id, userId, organizationId, sealedSecret, description: '', permissions: ['*'], createdAt: at };
  await insertAccessKey(pool, { ...key, role: undefined });
  return (path, request) => askAt(server.url, path, { key: formatKey({ accessKeyId: id, secret }), ...request });
}

async function withTwoClusters() {
  const server = await startTestServer();
  const make = async (name: string) => {
    const { body } = await server.ask('/v1/clusters', { method: 'POST', body: { ...aClusterRequest(), name } });
    return body.id as string;
  };
  return { server, open: await make('open'), closed: await make('closed') };
}

test('RAM-1 a denial of one cluster holds by id and by name, in the list, in the feed and in what belongs to it', async () => {
  const { server: started, open, closed } = await withTwoClusters();
  await using server = started;
  const ask = await aUserWith(server, [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: '*', Resource: `acs:clusters:*:*:cluster/${closed}` },
  ]);
  expect((await ask(`/v1/clusters/${open}`)).status).toBe(200);
  for (const name of [closed, 'closed'])
    for (const path of ['', '/nodes', '/events'])
      expect(await ask(`/v1/clusters/${name}${path}`)).toMatchObject({
        status: 403,
        body: { code: 'policy_denies', facts: { resource: `cluster/${closed}`, statement: 1 } },
      });
  const names = ({ body }: TestAnswer) => body.items.map((each: { name: string }) => each.name);
  expect(names(await ask('/v1/clusters'))).toEqual(['open']);
  const subjects = ({ body }: TestAnswer) => body.items.map((each: { subject: string }) => each.subject);
  expect(subjects(await ask('/v1/events'))).toContain(open);
  expect(subjects(await ask('/v1/events'))).not.toContain(closed);
});

test('RAM-1 who may run a job may not run it on a cluster that is denied to them', async () => {
  const { server: started, closed } = await withTwoClusters();
  await using server = started;
  await server.ask('/v1/jobs', { method: 'POST', body: { name: 'a', kind: 'shell', command: 'true' } });
  const ask = await aUserWith(server, [
    { Effect: 'Allow', Action: ['workloads:*', 'clusters:UseCluster'], Resource: '*' },
    { Effect: 'Deny', Action: 'clusters:UseCluster', Resource: `acs:clusters:*:*:cluster/${closed}` },
  ]);
  for (const clusterId of [closed, 'closed'])
    expect(await ask('/v1/jobs/a/run', { method: 'POST', body: { clusterId } })).toMatchObject({
      status: 403,
      body: { facts: { permission: 'clusters:UseCluster' } },
    });
  // On the other one, which is still starting, it waits.
  expect(await ask('/v1/jobs/a/run', { method: 'POST', body: { clusterId: 'open' } })).toMatchObject({ status: 200 });
});

test('RAM-1 nothing is allowed that no statement allows, and a change of policies holds within a second', async () => {
  const { server: started, open } = await withTwoClusters();
  await using server = started;
  const ask = await aUserWith(server, [
    { Effect: 'Allow', Action: 'clusters:GetCluster', Resource: 'acs:clusters:*:*:cluster/*' },
  ]);
  expect((await ask(`/v1/clusters/${open}`)).status).toBe(200);
  expect((await ask(`/v1/clusters/${open}/release`, { method: 'POST' })).status).toBe(403);
  expect((await ask('/v1/jobs')).status).toBe(403);
  await server.database.pool.query('delete from identity.policy_attachment');
  await expect.poll(async () => (await ask(`/v1/clusters/${open}`)).status, { timeout: 2000 }).toBe(403);
});

test('RAM-1 conditions are about the request: from where, when, with a second factor', async () => {
  await using server = await startTestServer();
  const askWhere = async (Condition: object) =>
    (await (await aUserWith(server, [{ Effect: 'Allow', Action: '*', Resource: '*', Condition }]))('/v1/server'))
      .status;
  expect(await askWhere({ IpAddress: { 'acs:SourceIp': ['127.0.0.0/8'] } })).toBe(200);
  expect(await askWhere({ IpAddress: { 'acs:SourceIp': ['10.0.0.0/8'] } })).toBe(403);
  expect(await askWhere({ DateLessThan: { 'acs:CurrentTime': ['2026-01-01T00:00:00Z'] } })).toBe(403);
  expect(await askWhere({ Bool: { 'acs:MFAPresent': ['true'] } })).toBe(403);
});
