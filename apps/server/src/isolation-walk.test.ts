// Walks the contract as a stranger (RAM-2): every operation is asked by the owner of one organization, who may everything there,
// about the things of another. Each answers as if they were not there, and nothing of them comes out anywhere; also where one's own
// thing is asked for, and something that goes with it is the other's.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
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
/** What a browser of the stranger's sends, for what needs one. */
let strangerBrowser: Readonly<Record<string, string>> = {};
type Things = Record<string, string>;
/** Ids of the other organization's things, by what operations call them in their paths. */
const theirs: Things = {};
/** Those of the stranger's own. */
const mine: Things = {};
const answers = new Map<string, TestAnswer>();
/** The feed is heard in event-stream.test.ts; what is asked before signing in is asked by everybody. */
const asked = allOperations.filter(({ answers: wire, isOpen }) => wire !== 'events' && !isOpen);

const file = 'a file of the other organization';
const sha256 = createHash('sha256').update(file).digest('hex');

/** What is everybody's: asked about these, a stranger gets an answer like anyone else. */
const everybodys = new Set(['version', 'other']);
/** What a param is called whose value is no id of a thing. */
const values: Readonly<Record<string, string>> = { version: '6.0.0', other: '6.0.0', log: 'namenode' };
/** The version of a policy is a number. */
const valueOf = (operation: Operation, name: string, of: Things): string | undefined =>
  name === 'version' && operation.id.startsWith('policy_') ? '1' : (of[name] ?? values[name]);
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
const bodies: Readonly<Record<string, (of: Things) => object>> = {
  job_run: (of) => ({ clusterId: of['clusterId'] }),
  job_update: () => ({ spec: aJob }),
  plan_update: () => ({ spec: aPlan }),
  cluster_update: () => ({ deletionProtection: false }),
  cluster_web_open: () => ({ page: 'resourcemanager-web' }),
  hdfs_folder_make: () => ({ path: '/a' }),
  hdfs_file_move: () => ({ from: '/a', to: '/b' }),
  hdfs_file_delete: () => ({ path: '/a' }),
  user_update: () => ({ state: 'suspended' }),
  policy_version_create: () => ({ document }),
  policy_attach: (of) => ({ userId: of['userId'] }),
  policy_detach: (of) => ({ userId: of['userId'] }),
  contact_update: () => ({ name: 'other' }),
  group_update: () => ({ name: 'other' }),
  role_update: () => ({ description: 'other' }),
  access_key_update: () => ({ description: 'other' }),
  sign_in_source_update: () => ({ name: 'other', oidc: { issuer: 'https://sign-in.example', clientId: 'argosy' } }),
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
  strangerBrowser = (await aBrowser(stranger)).headers;
  // Lists first, and what changes something last: the stranger's own audit trail names what they asked for, and what they sent
  // under the same hash is theirs.
  const last = ['file_put', 'session_end'];
  const place = (operation: Operation) =>
    paramsOf(operation).length + (isMutating(operation) ? 10 : 0) + (last.includes(operation.id) ? 20 : 0);
  for (const operation of asked.toSorted((one, other) => place(one) - place(other)))
    answers.set(operation.id, await ask(operation));
  await makeMine();
  strangerBrowser = (await aBrowser(stranger)).headers;
  for (const mixed of allMixed) mixedAnswers.set(mixed.title, await askMixed(mixed));
});
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
  theirs['sessionId'] = (await aBrowser(server.key)).sessionId;
  const { organizationId } = (await server.ask('/v1/caller')).body;
  theirs['organizationId'] = organizationId;
  theirs['sha256'] = sha256;
  await insertTheirs(organizationId);
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

/** What needs a browser or another server to come about. */
async function insertTheirs(organizationId: string): Promise<void> {
  const { pool, newId, clock } = server.server.deps;
  const now = clock.now().toString();
  theirs['sourceId'] = newId('sign_in_source');
  await pool.query(
    `insert into identity.sign_in_source (id, organization_id, kind, name, settings, makes_users, is_enabled, created_at)
     values ($1, $2, 'oidc', 'theirs', '{}', false, true, $3)`,
    [theirs['sourceId'], organizationId, now],
  );
  theirs['passkeyId'] = 'cGFzc2tleS1vZi1vdGhlcnM';
  await pool.query(
    `insert into identity.passkey (id, user_id, organization_id, name, public_key, counter, transports, created_at)
     values ($1, $2, $3, 'theirs', '', 0, '{}', $4)`,
    [theirs['passkeyId'], theirs['userId'], organizationId, now],
  );
}

/** A browser in which the owner who has this key is signed in. */
async function aBrowser(
  key: string,
): Promise<{ readonly sessionId: string; readonly headers: Record<string, string> }> {
  const { userId } = (await askAt(server.url, '/v1/caller', { key })).body;
  const made = await askAt(server.url, `/v1/users/${userId}/link`, { method: 'POST', key, body: {} });
  const body = { token: made.body.url.split('#')[1], password: 'a password for the walk' };
  const { headers, body: caller } = await askAt(server.url, '/v1/link/use', { method: 'POST', body });
  const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { sessionId: caller.sessionId, headers: { cookie, 'x-csrf-token': caller.csrfToken } };
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
  const body = bodies[operation.id]?.(theirs) ?? foreignBodies[operation.id]?.() ?? {};
  return send(operation, pathOf(operation, theirs), body);
}

function pathOf(operation: Operation, of: Things): string {
  const path = operation.path.replaceAll(/:([A-Za-z0-9]+)/g, (_, name: string) => {
    const value = valueOf(operation, name, of);
    if (value === undefined)
      throw new Error(`the walk has no ${name} yet: put one of each organization into "theirs" and "mine"`);
    return encodeURIComponent(value);
  });
  return `${path}${queries[operation.id] ?? ''}`;
}

function send(operation: Operation, path: string, body: object): Promise<TestAnswer> {
  return askAt(server.url, path, {
    method: operation.method,
    ...(operation.needsSession ? { headers: strangerBrowser } : { key: stranger }),
    ...(operation.method !== 'GET' && { body: operation.sends === 'octets' ? file : body }),
  });
}

// --- one's own thing, and something of the other's with it ---------------------------------------------------------------

interface Mixed {
  readonly title: string;
  readonly operation: Operation;
  /** Where the other's is named, and as what. */
  readonly at: 'path' | 'query' | 'body';
  readonly field: string;
  readonly foreign: () => unknown;
}

/** Fields of what changes something, which name several things. */
const foreignFields: Readonly<Record<string, () => unknown>> = {
  groups: () => [theirs['groupId']],
  policies: () => [theirs['policyId']],
  trustedUsers: () => [theirs['userId']],
  trustedGroups: () => [theirs['groupId']],
};
const furtherFile = createHash('sha256').update('a further file of theirs').digest('hex'); // the first was sent by the stranger too
const foreignFile = () => ({ name: 'f', sha256: furtherFile });
const foreignSpecs: Readonly<Record<string, readonly (() => unknown)[]>> = {
  job_update: [() => ({ ...aJob, name: 'mine', files: [foreignFile()] })],
  plan_create: [() => aPlanWith({ inputs: [{ from: [foreignFile()], to: '/in' }] })],
  plan_update: [() => aPlanWith({ inputs: [{ from: [foreignFile()], to: '/in' }] })],
  plan_run: [
    () => aPlanWith({ cluster: { name: theirs['clusterId'] ?? '' } }),
    () => aPlanWith({ inputs: [{ from: [foreignFile()], to: '/in' }] }),
  ],
};
const aPlanWith = (over: object) => ({ name: 'mine', cluster: { name: 'mine' }, jobs: [aJob], ...over });
/** They end in `Id`, and name nothing that an organization has. */
const namesNoThing = new Set(['challengeId', 'requestId']);

const shapeOf = (schema: unknown): Readonly<Record<string, z.ZodType>> =>
  schema instanceof z.ZodObject ? schema.shape : {};

const allMixed: readonly Mixed[] = asked.flatMap((operation): Mixed[] => {
  const { id, query, body } = operation;
  const inPath = paramsOf(operation).filter((name) => !everybodys.has(name) && !(name in values));
  const mixedAt = (at: Mixed['at'], field: string, foreign: Mixed['foreign'], more = ''): Mixed => ({
    title: `${id} with the ${field} of another in its ${at}${more}`,
    operation,
    at,
    field,
    foreign,
  });
  const fieldsOf = (at: 'query' | 'body', schema: unknown) =>
    Object.keys(shapeOf(schema)).flatMap((field) => {
      const foreign =
        (isMutating(operation) && foreignFields[field]) || (isThing(field) ? () => theirs[field] : undefined);
      return foreign ? [mixedAt(at, field, foreign)] : [];
    });
  return [
    ...(inPath.length > 1 ? inPath.map((field) => mixedAt('path', field, () => theirs[field])) : []),
    ...fieldsOf('query', query),
    ...fieldsOf('body', body),
    ...(foreignSpecs[id] ?? []).map((foreign, index) => mixedAt('body', 'spec', foreign, `, ${index + 1}`)),
  ];
});
const mixedAnswers = new Map<string, TestAnswer>();

function isThing(field: string): boolean {
  return field.endsWith('Id') && !namesNoThing.has(field);
}

/** With as little beside it as can be left out: of several targets one may be named. */
function askMixed({ operation, at, field, foreign }: Mixed): Promise<TestAnswer> {
  const own = bodies[operation.id]?.(mine) ?? foreignBodiesAsOwn[operation.id] ?? {};
  const shape = shapeOf(operation.body);
  const needed = Object.entries(own).filter(
    ([name]) => !(isThing(name) || name in foreignFields) || shape[name]?.safeParse(undefined).success === false,
  );
  const body = { ...Object.fromEntries(needed), ...(at === 'body' && { [field]: foreign() }) };
  const path = pathOf(operation, at === 'path' ? { ...mine, [field]: theirs[field] ?? '' } : mine);
  const sought =
    at === 'query' ? `${path.includes('?') ? '&' : '?'}${field}=${encodeURIComponent(String(foreign()))}` : '';
  return send(operation, `${path}${sought}`, body);
}

/** What one would send that makes something. */
const foreignBodiesAsOwn: Readonly<Record<string, object>> = {
  user_create: { name: 'further' },
  role_create: { name: 'further' },
  policy_simulate: { action: 'clusters:GetCluster' },
  job_check: { spec: aJob },
};

/** Of the same kinds; what takes a machine to come about is a copy of the other's row. */
async function makeMine(): Promise<void> {
  const { pool, newId } = server.server.deps;
  const post = async (path: string, body: object) =>
    (await askAt(server.url, path, { method: 'POST', key: stranger, body })).body;
  mine['organizationId'] = (await askAt(server.url, '/v1/caller', { key: stranger })).body.organizationId;
  await pool.query(
    'insert into workloads.file select organization_id, $1, size_bytes, created_at from workloads.file where sha256 = $2 and organization_id = $3',
    [furtherFile, sha256, theirs['organizationId']],
  );
  const copy = async (table: string, id: string | undefined, over: object) =>
    pool.query(`insert into ${table} select (jsonb_populate_record(one, $2)).* from ${table} as one where id = $1`, [
      id,
      JSON.stringify({ ...over, organization_id: mine['organizationId'] }),
    ]);
  mine['clusterId'] = newId('cluster');
  await copy('clusters.cluster', theirs['clusterId'], { id: mine['clusterId'], name: 'mine', slot: 200 });
  mine['nodeId'] = 'master-1';
  mine['jobId'] = (await post('/v1/jobs', { ...aJob, name: 'mine' })).id;
  mine['planId'] = (await post('/v1/plans', { spec: aPlanWith({}) })).id;
  mine['runId'] = newId('run');
  const ofMine = { id: mine['runId'], job_id: mine['jobId'], cluster_id: mine['clusterId'], name: 'mine' };
  await copy('workloads.run', theirs['runId'], ofMine);
  mine['planRunId'] = newId('plan_run');
  await copy('workloads.plan_run', theirs['planRunId'], {
    id: mine['planRunId'],
    plan_id: mine['planId'],
    name: 'mine',
  });
  for (const [name, path, body] of [
    ['accessKeyId', '/v1/access-keys', { description: 'mine' }],
    ['userId', '/v1/users', { name: 'somebody' }],
    ['groupId', '/v1/groups', { name: 'mine' }],
    ['roleId', '/v1/roles', { name: 'mine', trustedUsers: ['somebody'] }],
    ['policyId', '/v1/policies', { name: 'mine', document }],
    ['contactId', '/v1/contacts', { kind: 'contract', name: 'mine', phone: '1', email: 'a@b.example' }],
  ] as const)
    mine[name] = (await post(path, body)).id;
  mine['sessionId'] = (await aBrowser(stranger)).sessionId;
  mine['sha256'] = createHash('sha256').update('a file of the stranger').digest('hex');
  mine['sourceId'] = newId('sign_in_source');
  await copy('identity.sign_in_source', theirs['sourceId'], { id: mine['sourceId'], name: 'mine' });
  mine['passkeyId'] = 'cGFzc2tleS1vZi1zdHJhbmdlcg';
}

test.each(allMixed)('RAM-2 $title is not found, or finds nothing', ({ title, operation, foreign }) => {
  const { status, body } = mixedAnswers.get(title)!; // every one was asked
  expect(isMutating(operation) ? [404] : [200, 404]).toContain(status);
  const said = JSON.stringify(body);
  const named = JSON.stringify(foreign());
  expect(Object.values(theirs).filter((each) => said.includes(each) && !named.includes(each))).toEqual([]);
});

test('RAM-2 the walk knows every thing that a field may name', () => {
  expect(allMixed.length).toBeGreaterThan(30);
  const fields = asked.flatMap(({ query, body }) => [...Object.keys(shapeOf(query)), ...Object.keys(shapeOf(body))]);
  expect([...new Set(fields)].filter((field) => isThing(field) && theirs[field] === undefined)).toEqual([]);
});

test.each(asked.filter(isAboutTheirs))('RAM-2 $id answers a stranger as if there were nothing', ({ id }) => {
  expect(answers.get(id)).toMatchObject({ status: 404 });
});

test.each(asked.filter((operation) => !isAboutTheirs(operation)))(
  'RAM-2 $id tells a stranger nothing of others',
  ({ id }) => {
    const { status, body } = answers.get(id)!; // every one was asked
    expect(foreignBodies[id] ? [404, 409, 422] : [200, 204, 400, 401, 403, 404, 409, 422]).toContain(status);
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
