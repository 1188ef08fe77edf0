// Policies at work over HTTP, across modules: what one may do to which thing (RAM-1), by id or by name, alone, in lists and in feeds.
import { systemClock } from '@argosy/kernel/time';
import { expect, test } from 'vitest';
import { aClusterRequest } from '../test/a-cluster.ts';
import { openBrowser } from '../test/browser.ts';
import { askAt, type TestAnswer, type TestRequest } from '../test/http.ts';
import { startTestServer, type TestServer } from '../test/server.ts';
import { formatKey } from './identity/domain/key-text.ts';
import { newSecret } from './identity/new-secret.ts';
import { insertAccessKey } from './identity/store/access-keys.ts';
import { publish } from './platform/events.ts';
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

test('ACT-1 a cluster is ordered by an account in a browser and by API, and by nobody who is neither', async () => {
  await using server = await startTestServer();
  const order = (name: string) => ({ ...aClusterRequest(), name });
  const browser = openBrowser(server.url);
  const nobody = { path: '/v1/clusters', request: { method: 'POST', body: order('nobody') } };
  expect((await askAt(server.url, nobody.path, nobody.request)).body.code).toBe('credentials_missing');
  expect((await browser.post('/v1/clusters', order('stranger'))).status).toBe(401);
  const link = await server.ask('/v1/users/owner/link', { method: 'POST', body: {} });
  const token = new URL(link.body.url).hash.slice(1);
  await browser.post('/v1/link/use', { token, password: 'correct horse battery' });
  const byAccount = await browser.post('/v1/clusters', order('by-account'));
  const byApi = await server.ask('/v1/clusters', { method: 'POST', body: order('by-api') });
  expect([byAccount.body, byApi.body]).toMatchObject([{ state: 'STARTING' }, { state: 'STARTING' }]);
  const { items } = (await browser.ask('/v1/clusters')).body as {
    readonly items: readonly { readonly name: string }[];
  };
  expect(items.map(({ name }) => name).toSorted()).toEqual(['by-account', 'by-api']);
});

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
  const body = {
    asked: [closed, 'closed', 'open'].map((one) => ({ action: 'clusters:GetCluster', resource: `cluster/${one}` })),
  };
  const { answers } = (await ask('/v1/permissions/check', { method: 'POST', body })).body;
  expect(answers.map(({ allowed }: { allowed: boolean }) => allowed)).toEqual([false, false, true]);
  const names = ({ body }: TestAnswer) => body.items.map((each: { name: string }) => each.name);
  expect(names(await ask('/v1/clusters'))).toEqual(['open']);
  const subjects = ({ body }: TestAnswer) => body.items.map((each: { subject: string }) => each.subject);
  await expect.poll(async () => subjects(await ask('/v1/events'))).toContain(open); // once no older transaction is open
  expect(subjects(await ask('/v1/events'))).not.toContain(closed);
});

test('RAM-1 who may see a run hears of it, whether or not they may see its cluster, and nothing of the cluster itself', async () => {
  const { server: started, open } = await withTwoClusters();
  await using server = started;
  await server.ask('/v1/jobs', { method: 'POST', body: { name: 'a', kind: 'shell', command: 'true' } });
  const ask = await aUserWith(server, [
    { Effect: 'Allow', Action: ['workloads:*', 'clusters:UseCluster', 'platform:ListEvents'], Resource: '*' },
  ]);
  const { id } = (await ask('/v1/jobs/a/run', { method: 'POST', body: { clusterId: 'open' } })).body;
  const items = async (): Promise<readonly { type: string; subject: string }[]> =>
    (await ask('/v1/events?limit=500')).body.items;
  await expect.poll(items).toContainEqual(expect.objectContaining({ type: 'workloads.run_submitted', subject: id }));
  const { organizationId } = (await server.ask('/v1/caller')).body;
  const ofNode = { type: 'clusters.node_lost', organizationId, subject: 'n-1', facts: { clusterId: open } };
  await publish(server.database.pool, systemClock, ofNode);
  await publish(server.database.pool, systemClock, { ...ofNode, type: 'workloads.run_ended', subject: id });
  await expect.poll(async () => (await items()).map(({ type }) => type)).toContain('workloads.run_ended');
  expect((await items()).filter(({ type }) => type.startsWith('clusters.'))).toEqual([]);
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

const shell = (name: string) => ({ name, kind: 'shell', command: 'true' });
const aPlanOn = (cluster: object, name = 'p') => ({ name, cluster, jobs: [shell('j')] });
const ofItsOwn = { nodeGroups: [{ role: 'master', machineType: 'local.medium' }] };
const deniedOn = (permission: string, resource: string) => ({
  status: 403,
  body: { code: 'policy_denies', facts: { permission, resource } },
});

test('RAM-1 who writes a plan answers for its cluster: a denied one is nobody’s to name in a plan, kept, changed or run at once', async () => {
  const { server: started, open, closed } = await withTwoClusters();
  await using server = started;
  const ask = await aUserWith(server, [
    { Effect: 'Allow', Action: ['workloads:*', 'clusters:UseCluster'], Resource: '*' },
    { Effect: 'Deny', Action: 'clusters:UseCluster', Resource: `acs:clusters:*:*:cluster/${closed}` },
  ]);
  const post = (path: string, body: object) => ask(path, { method: 'POST', body });
  expect(await post('/v1/plans', { spec: aPlanOn({ name: 'open' }) })).toMatchObject({ status: 200 });
  for (const name of [closed, 'closed']) {
    const spec = aPlanOn({ name });
    for (const [path, body] of [
      ['/v1/plans', { spec: { ...spec, name: 'q' } }],
      ['/v1/plans', { spec, replace: true }],
      ['/v1/plans/p/update', { spec }],
      ['/v1/plans/p/run', { spec }],
    ] as const)
      expect(await post(path, body)).toMatchObject(deniedOn('clusters:UseCluster', `cluster/${closed}`));
    expect((await post('/v1/plans/check', { spec })).body).toMatchObject({
      ok: false,
      problems: [{ path: 'cluster.name', code: 'policy_denies' }],
    });
  }
  expect((await post('/v1/plans/check', { spec: aPlanOn({ name: open }) })).body).toMatchObject({ problems: [] });
  // What nobody is called yet may be called so tomorrow, and be the one that is denied.
  expect(await post('/v1/plans', { spec: aPlanOn({ name: 'tomorrow' }, 'q') })).toMatchObject({
    status: 404,
    body: { code: 'cluster_not_found' },
  });
});

test('RAM-1 a plan of others runs for who may run plans, but not on what is denied to them, and leaves them no cluster', async () => {
  const { server: started, closed } = await withTwoClusters();
  await using server = started;
  for (const [name, cluster] of [
    ['standing', { name: 'closed' }],
    ['transient', ofItsOwn],
  ] as const)
    expect(await server.ask('/v1/plans', { method: 'POST', body: { spec: aPlanOn(cluster, name) } })).toMatchObject({
      status: 200,
    });
  const runner = await aUserWith(server, [{ Effect: 'Allow', Action: 'workloads:*', Resource: '*' }]);
  const denied = await aUserWith(server, [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: 'clusters:UseCluster', Resource: `acs:clusters:*:*:cluster/${closed}` },
    { Effect: 'Deny', Action: 'clusters:CreateCluster', Resource: '*' },
  ]);
  const run = (ask: typeof runner, name: string, body: object = {}) =>
    ask(`/v1/plans/${name}/run`, { method: 'POST', body });
  expect(await run(denied, 'standing')).toMatchObject(deniedOn('clusters:UseCluster', `cluster/${closed}`));
  expect(await run(denied, 'transient')).toMatchObject(deniedOn('clusters:CreateCluster', 'cluster/*'));
  expect(await run(runner, 'standing')).toMatchObject({ status: 200 });
  const mayNotMake = {
    status: 403,
    body: { code: 'permission_denied', facts: { permission: 'clusters:CreateCluster' } },
  };
  expect(await run(runner, 'transient', { keepCluster: true })).toMatchObject(mayNotMake);
  const made = await run(runner, 'transient');
  expect(made).toMatchObject({ status: 200 });
  const kill = { method: 'POST', body: { keepCluster: true } } as const;
  expect(await runner(`/v1/plan-runs/${made.body.id}/kill`, kill)).toMatchObject(mayNotMake);
  expect(await runner('/v1/plans', { method: 'POST', body: { spec: aPlanOn(ofItsOwn) } })).toMatchObject(mayNotMake);
  expect((await runner('/v1/plans/check', { method: 'POST', body: { spec: aPlanOn(ofItsOwn) } })).body).toMatchObject({
    problems: [{ path: 'cluster', code: 'permission_denied' }],
  });
});

test('RAM-1 what may not be run is not run again either: neither the job or plan behind it, nor on the cluster it was on', async () => {
  const { server: started, closed } = await withTwoClusters();
  await using server = started;
  const post = async (path: string, body: object = {}) => (await server.ask(path, { method: 'POST', body })).body;
  const { id: jobId } = await post('/v1/jobs', shell('a'));
  const { id: runId } = await post('/v1/jobs/a/run', { clusterId: 'closed' });
  const { id: again } = await post(`/v1/runs/${runId}/rerun`);
  const { id: planId } = await post('/v1/plans', { spec: aPlanOn({ name: 'closed' }) });
  const { id: planRunId } = await post('/v1/plans/p/run');
  // Nothing goes on by itself here: the plan run ended without success, and had begun its job.
  const { pool } = server.database;
  await pool.query(`update workloads.plan_run set state = 'FAILED', ended_at = now() where id = $1`, [planRunId]);
  const insideId = server.server.deps.newId('run');
  await pool.query(
    `insert into workloads.run select (r).* from (
       select jsonb_populate_record(run, jsonb_build_object('id', $1::text, 'job_id', null, 'job_version', null,
              'plan_run_id', $2::text, 'name', 'j')) as r from workloads.run where id = $3) as one`,
    [insideId, planRunId, runId],
  );
  const denied = async (Action: string, Resource: string) =>
    aUserWith(server, [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action, Resource },
    ]);
  const rerun = { method: 'POST', body: {} } as const;
  const noJob = await denied('workloads:RunJob', `acs:workloads:*:*:job/${jobId}`);
  for (const id of [runId, again])
    expect(await noJob(`/v1/runs/${id}/rerun`, rerun)).toMatchObject(deniedOn('workloads:RunJob', `job/${jobId}`));
  const noPlan = await denied('workloads:RunPlan', `acs:workloads:*:*:plan/${planId}`);
  for (const path of [`/v1/plan-runs/${planRunId}/rerun`, `/v1/runs/${insideId}/rerun`])
    expect(await noPlan(path, rerun)).toMatchObject(deniedOn('workloads:RunPlan', `plan/${planId}`));
  const noCluster = await denied('clusters:UseCluster', `acs:clusters:*:*:cluster/${closed}`);
  for (const path of [`/v1/plan-runs/${planRunId}/rerun`, `/v1/runs/${runId}/rerun`, `/v1/runs/${insideId}/rerun`])
    expect(await noCluster(path, rerun)).toMatchObject(deniedOn('clusters:UseCluster', `cluster/${closed}`));
  // On another one it may.
  const elsewhere = { method: 'POST', body: { clusterId: 'open' } } as const;
  expect(await noCluster(`/v1/runs/${runId}/rerun`, elsewhere)).toMatchObject({ status: 200 });
});

test('JOB-2 a failed plan run is run again by the plan as it was mended, for who may use the cluster that it names now', async () => {
  const { server: started, open, closed } = await withTwoClusters();
  await using server = started;
  const { pool } = server.database;
  await pool.query(`update clusters.cluster set state = 'RUNNING'`); // as if they served
  const post = (path: string, body: object = {}, headers = {}) => server.ask(path, { method: 'POST', body, headers });
  const spec = aPlanOn({ name: 'open' });
  expect(await post('/v1/plans', { spec })).toMatchObject({ status: 200 });
  const { id: planRunId } = (await post('/v1/plans/p/run')).body as { id: string };
  await pool.query(`update workloads.plan_run set state = 'FAILED', ended_at = now() where id = $1`, [planRunId]);
  const rerun = `/v1/plan-runs/${planRunId}/rerun`;
  expect((await server.ask(rerun)).body).toMatchObject({ planChanged: false, clusterId: open });
  const [job] = spec.jobs;
  const mended = { ...spec, cluster: { name: 'closed' }, jobs: [{ ...job, command: 'exit 0' }] };
  expect(await post('/v1/plans', { spec: mended, replace: true })).toMatchObject({ status: 200 });

  expect((await server.ask(rerun)).body).toMatchObject({
    planChanged: true,
    clusterId: open,
    jobs: [{ anew: { because: 'did_not_succeed' } }],
  });
  expect((await server.ask(`${rerun}?plan=as_it_is_now`)).body).toMatchObject({
    planChanged: true,
    clusterId: closed,
    jobs: [{ anew: { because: 'changed' } }],
  });
  const now = { plan: 'as_it_is_now' };
  const denied = await aUserWith(server, [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: 'clusters:UseCluster', Resource: `acs:clusters:*:*:cluster/${closed}` },
  ]);
  expect(await denied(rerun, { method: 'POST', body: now })).toMatchObject(
    deniedOn('clusters:UseCluster', `cluster/${closed}`),
  );
  // Who may see a plan run does not thereby see what its plan is now.
  const { planId } = (await server.ask(`/v1/plan-runs/${planRunId}`)).body as { planId: string };
  const ofThen = await aUserWith(server, [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: 'workloads:RunPlan', Resource: `acs:workloads:*:*:plan/${planId}` },
  ]);
  expect(await ofThen(`${rerun}?plan=as_it_is_now`)).toMatchObject(deniedOn('workloads:RunPlan', `plan/${planId}`));
  expect(await ofThen(rerun)).toMatchObject({ status: 200 });
  const key = { 'idempotency-key': 'once-and-once-only' };
  const made = await post(rerun, now, key);
  expect(made).toMatchObject({ status: 200, body: { rerunOf: planRunId, clusterId: closed } });
  expect((await post(rerun, now, key)).body.id).toBe(made.body.id);
  expect((await post(rerun)).body).toMatchObject({ rerunOf: planRunId, clusterId: open }); // as it was, where nothing is said
  expect((await server.ask(`/v1/plans/p/runs`)).body.items).toHaveLength(3);
  expect(await server.ask(`${rerun}?plan=another`)).toMatchObject({ status: 422 });
});

test('RAM-1 a plan that may not be changed is not replaced either', async () => {
  const { server: started } = await withTwoClusters();
  await using server = started;
  const spec = aPlanOn({ name: 'open' });
  const { id } = (await server.ask('/v1/plans', { method: 'POST', body: { spec } })).body;
  const ask = await aUserWith(server, [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: 'workloads:UpdatePlan', Resource: `acs:workloads:*:*:plan/${id}` },
  ]);
  const body = { spec, replace: true };
  expect(await ask('/v1/plans', { method: 'POST', body })).toMatchObject(
    deniedOn('workloads:UpdatePlan', `plan/${id}`),
  );
  expect((await server.ask('/v1/plans/p')).body).toMatchObject({ version: 1 });
  const other = { spec: { ...spec, name: 'other' }, replace: true };
  expect(await ask('/v1/plans', { method: 'POST', body: other })).toMatchObject({ status: 200 });
});

test('RAM-1 a list shows what one may read one by one, also where that is the same for all', async () => {
  const { server: started } = await withTwoClusters();
  await using server = started;
  const lists = ['/v1/clusters', '/v1/users'];
  const get = ['clusters:GetCluster', 'identity:GetUser'];
  const seenBy = async (...statements: readonly Statement[]) => {
    const ask = await aUserWith(server, statements);
    return Promise.all(
      lists.map(async (path) => {
        const { status, body } = await ask(`${path}?limit=1`);
        return { status, count: body.items.length, goesOn: 'cursor' in body };
      }),
    );
  };
  const all = { Effect: 'Allow', Action: '*', Resource: '*' } as const;
  const something = { status: 200, count: 1, goesOn: true };
  const nothing = { status: 200, count: 0, goesOn: false };
  expect(await seenBy(all)).toEqual([something, something]);
  expect(await seenBy(all, { Effect: 'Deny', Action: get, Resource: '*' })).toEqual([nothing, nothing]);
  expect(await seenBy({ Effect: 'Allow', Action: '*:List*', Resource: '*' })).toEqual([nothing, nothing]);
  const elsewhere = { IpAddress: { 'acs:SourceIp': ['10.0.0.0/8'] } };
  expect(await seenBy(all, { Effect: 'Deny', Action: get, Resource: '*', Condition: elsewhere })).toEqual([
    something,
    something,
  ]);
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
  await expect.poll(async () => (await ask(`/v1/clusters/${open}`)).status, { timeout: 5_000 }).toBe(403);
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
