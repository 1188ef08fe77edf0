// Walks the contract as a stranger (RAM-2): every operation is asked by the owner of one organization, who may everything there,
// about the things of another. Each answers as if they were not there, and nothing of them comes out anywhere.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allOperations } from '@argosy/contract';
import { isMutating, type Operation } from '@argosy/contract/operation';
import { aClusterRequest } from '../test/a-cluster.ts';
import { askAt, type TestAnswer } from '../test/http.ts';
import { startTestServer, type TestServer } from '../test/server.ts';
import { formatKey } from './identity/domain/key-text.ts';
import { newSecret } from './identity/new-secret.ts';
import { insertAccessKey } from './identity/store/access-keys.ts';
import { insertOrganization, insertOwner } from './identity/store/users.ts';
import { openSealer } from './platform/sealing.ts';

const stack = new AsyncDisposableStack();
let server: TestServer;
let stranger = '';
/** Ids of the other organization's things, by what operations call them in their paths. */
const theirs: Record<string, string> = {};
const answers = new Map<string, TestAnswer>();
/** The feed is heard in event-stream.test.ts. */
const asked = allOperations.filter((operation) => operation.answers !== 'events');

const file = 'a file of the other organization';
const sha256 = createHash('sha256').update(file).digest('hex');

/** What is everybody's: asked about these, a stranger gets an answer like anyone else. */
const everybodys = new Set(['version', 'other']);
/** What a param is called whose value is no id of a thing. */
const values: Readonly<Record<string, string>> = { version: '6.0.0', other: '6.0.0', log: 'namenode' };
/** The version of a policy is a number. */
const valueOf = (operation: Operation, name: string): string | undefined =>
  name === 'version' && operation.id.startsWith('policy_') ? '1' : (theirs[name] ?? values[name]);
/** Query and body with which an operation gets as far as to the thing it is about. */
const queries: Readonly<Record<string, string>> = {
  output_get: '?path=a/b.csv',
  output_preview: '?path=a/b.csv',
  run_log_search: '?text=a',
  run_log_get: '?path=driver/stdout',
  node_log_search: '?text=a',
  hdfs_file_get: '?path=/a',
  hdfs_file_put: '?path=/a',
  hdfs_file_preview: '?path=/a',
  usage_get: '?from=2026-01-01T00:00:00Z',
  search_find: '?text=theirs',
};
const document = { Version: '1', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const aJob = { name: 'theirs', kind: 'shell', command: 'false' };
const aPlan = { name: 'theirs', cluster: { name: 'theirs' }, jobs: [aJob] };
const bodies: Readonly<Record<string, () => object>> = {
  job_run: () => ({ clusterId: theirs['clusterId'] }),
  job_update: () => ({ spec: aJob }),
  plan_update: () => ({ spec: aPlan }),
  cluster_update: () => ({ deletionProtection: false }),
  cluster_web_open: () => ({ page: 'resourcemanager-web' }),
  hdfs_folder_make: () => ({ path: '/a' }),
  hdfs_file_move: () => ({ from: '/a', to: '/b' }),
  hdfs_file_delete: () => ({ path: '/a' }),
  user_update: () => ({ state: 'suspended' }),
  policy_version_create: () => ({ document }),
  policy_attach: () => ({ userId: theirs['userId'] }),
  policy_detach: () => ({ userId: theirs['userId'] }),
  contact_update: () => ({ name: 'other' }),
  group_update: () => ({ name: 'other' }),
  role_update: () => ({ description: 'other' }),
  access_key_update: () => ({ description: 'other' }),
};
/** Operations about nothing yet, whose bodies may name things: with those of the other organization. */
const foreignBodies: Readonly<Record<string, () => object>> = {
  user_create: () => ({ name: 'mine', groups: [theirs['groupId']], policies: [theirs['policyId']] }),
  role_create: () => ({ name: 'mine', trustedUsers: [theirs['userId']], trustedGroups: [theirs['groupId']] }),
  ownership_transfer: () => ({ userId: theirs['userId'] }),
  policy_simulate: () => ({ userId: theirs['userId'], action: 'clusters:GetCluster' }),
  access_key_create: () => ({ userId: theirs['userId'] }),
  job_create: () => ({ name: 'mine', kind: 'spark-sql', files: [{ name: 'q.sql', sha256: theirs['sha256'] }] }),
  plan_create: () => ({
    spec: {
      name: 'mine',
      cluster: { name: 'theirs' },
      inputs: [{ from: [{ name: 'f', sha256: theirs['sha256'] }], to: '/in' }],
      jobs: [{ name: 'a', kind: 'shell', command: 'true' }],
    },
  }),
};

beforeAll(async () => {
  server = stack.use(await startTestServer());
  await makeTheirs();
  stranger = await aStranger();
  // Lists first, and what changes something last: the stranger's own audit trail names what they asked for, and what they sent
  // under the same hash is theirs.
  const place = (operation: Operation) =>
    paramsOf(operation).length + (isMutating(operation) ? 10 : 0) + (operation.id === 'file_put' ? 10 : 0);
  for (const operation of asked.toSorted((one, other) => place(one) - place(other)))
    answers.set(operation.id, await ask(operation));
}, 120_000);
afterAll(() => stack.disposeAsync());

async function makeTheirs(): Promise<void> {
  const post = async (path: string, body: object) => (await server.ask(path, { method: 'POST', body })).body;
  const cluster = await post('/v1/clusters', { ...aClusterRequest(), name: 'theirs' });
  theirs['clusterId'] = cluster.id;
  theirs['nodeId'] = (await server.ask('/v1/clusters/theirs/nodes')).body.items[0].id;
  theirs['jobId'] = (await post('/v1/jobs', { name: 'theirs', kind: 'shell', command: 'true' })).id;
  theirs['runId'] = (await post('/v1/jobs/theirs/run', { clusterId: cluster.id })).id;
  const spec = { name: 'theirs', cluster: { name: 'theirs' }, jobs: [{ name: 'a', kind: 'shell', command: 'true' }] };
  theirs['planId'] = (await post('/v1/plans', { spec })).id;
  theirs['accessKeyId'] = (await post('/v1/access-keys', { description: 'theirs' })).id;
  theirs['userId'] = (await post('/v1/users', { name: 'theirs' })).id;
  theirs['groupId'] = (await post('/v1/groups', { name: 'theirs' })).id;
  theirs['roleId'] = (await post('/v1/roles', { name: 'theirs', trustedUsers: ['theirs'] })).id;
  theirs['policyId'] = (await post('/v1/policies', { name: 'theirs', document })).id;
  theirs['contactId'] = (
    await post('/v1/contacts', { kind: 'contract', name: 'theirs', phone: '1', email: 'a@b.example' })
  ).id;
  theirs['sessionId'] = await aSession();
  const { organizationId } = (await server.ask('/v1/caller')).body;
  theirs['organizationId'] = organizationId;
  theirs['sha256'] = sha256;
  const { deps } = server.server;
  const now = deps.clock.now().toString();
  await deps.pool.query('insert into workloads.file values ($1, $2, $3, $4)', [
    organizationId,
    sha256,
    file.length,
    now,
  ]);
  theirs['planRunId'] = deps.newId('plan_run');
  await deps.pool.query(
    `insert into workloads.plan_run (id, organization_id, plan_id, name, spec, parameters, state, phases, keep_cluster, created_at)
     values ($1, $2, $3, 'theirs', $4, '{}', 'RUNNING', '[]', false, $5)`,
    [theirs['planRunId'], organizationId, theirs['planId'], JSON.stringify(spec), now],
  );
}

/** Of a browser in which their owner is signed in. */
async function aSession(): Promise<string> {
  const { userId } = (await server.ask('/v1/caller')).body;
  const { url: link } = (await server.ask(`/v1/users/${userId}/link`, { method: 'POST', body: {} })).body;
  const body = { token: link.split('#')[1], password: 'a password for the walk' };
  return (await askAt(server.url, '/v1/link/use', { method: 'POST', body })).body.sessionId;
}

async function aStranger(): Promise<string> {
  const { deps } = server.server;
  const at = deps.clock.now();
  const [organizationId, userId, id] = [deps.newId('organization'), deps.newId('user'), deps.newId('access_key')];
  const secret = newSecret();
  const { pool } = deps;
  await insertOrganization(pool, { id: organizationId, name: 'stranger', alias: 'stranger', isProvider: false, at });
  await insertOwner(pool, { id: userId, organizationId, name: 'owner', at });
  const sealedSecret = (await openSealer(server.home)).seal(secret, id);
  const key = { id, userId, organizationId, sealedSecret, description: '', permissions: ['*'], createdAt: at };
  await insertAccessKey(pool, { ...key, role: undefined });
  return formatKey({ accessKeyId: id, secret });
}

function paramsOf({ path }: Operation): readonly string[] {
  return [...path.matchAll(/:([A-Za-z0-9]+)/g)].map(([, name]) => name!);
}

/** What puts a file makes one's own; what only the provider may is refused before anything is looked for. */
const notLookedFor = new Set(['file_put', 'owner_link_create']);

function isAboutTheirs(operation: Operation): boolean {
  return paramsOf(operation).some((name) => !everybodys.has(name)) && !notLookedFor.has(operation.id);
}

async function ask(operation: Operation): Promise<TestAnswer> {
  const path = operation.path.replaceAll(/:([A-Za-z0-9]+)/g, (_, name: string) => {
    const value = valueOf(operation, name);
    if (value === undefined)
      throw new Error(`the walk has no ${name} yet: put one of the other organization into "theirs"`);
    return encodeURIComponent(value);
  });
  const body = (bodies[operation.id] ?? foreignBodies[operation.id])?.() ?? {};
  return askAt(server.url, `${path}${queries[operation.id] ?? ''}`, {
    method: operation.method,
    key: stranger,
    ...(operation.method !== 'GET' && { body: operation.sends === 'octets' ? file : body }),
  });
}

test.each(asked.filter(isAboutTheirs))('RAM-2 $id answers a stranger as if there were nothing', ({ id }) => {
  expect(answers.get(id)).toMatchObject({ status: 404 });
});

test.each(asked.filter((operation) => !isAboutTheirs(operation)))(
  'RAM-2 $id tells a stranger nothing of others',
  ({ id }) => {
    const { status, body } = answers.get(id)!; // every one was asked
    expect(foreignBodies[id] ? [404, 409, 422] : [200, 400, 403, 404, 409, 422]).toContain(status);
    const said = JSON.stringify(body);
    const named = JSON.stringify([foreignBodies[id]?.(), id === 'file_put' && sha256]);
    expect(Object.entries(theirs).filter(([, each]) => said.includes(each) && !named.includes(each))).toEqual([]);
  },
);

test('RAM-2 what a stranger asked has changed nothing of the others', async () => {
  expect(allOperations.filter(isMutating).length).toBeGreaterThan(10);
  expect((await server.ask('/v1/clusters/theirs')).body).toMatchObject({
    state: 'STARTING',
    deletionProtection: false,
  });
  expect((await server.ask(`/v1/runs/${theirs['runId']}`)).body.state).toBe('SUBMITTED');
  expect((await server.ask('/v1/plans')).body.items).toHaveLength(1);
  expect((await server.ask('/v1/access-keys')).body.items).toHaveLength(2);
});
