// Walks the contract over real HTTP, against the server as main.ts composes it: no operation can be forgotten. Each is refused
// without a key and without its permission, before anything that was sent is looked at, and each leaves its entry in the trail.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { allOperations } from '@argosy/contract';
import type { Operation } from '@argosy/contract/operation';
import { invariant } from '@argosy/kernel/errors';
import { askAt, type TestAnswer } from '../test/http.ts';
import { startTestServer } from '../test/server.ts';

type Way = 'no-key' | 'no-permission' | 'unreadable';
const answers = new Map<string, TestAnswer>();
const entries = new Map<string, object>();
const stack = new AsyncDisposableStack();
let url = '';
let owner = '';
const sendsJson = ({ method, sends }: Operation) => method !== 'GET' && sends === 'json';
const secret = 'a secret of sixteen or more';

/** One each: of what nobody asks from one address the trail keeps a few. */
const addressOf = (operation: Operation) => {
  const place = allOperations.indexOf(operation);
  return `10.1.${place >> 8}.${place & 255}`;
};
const requestId = (way: Way, { id }: Operation) => `walk-${way}-${id}`;

/** Every request of the walk is made first, so that the trail, which is written a moment later, is waited for only once. */
beforeAll(async () => {
  const { database, ...started } = stack.use(await startTestServer({ proxies: { networks: ['127.0.0.1'], secret } }));
  ({ url, key: owner } = started);
  const key = owner;
  for (const operation of allOperations) {
    await call(url, operation, 'no-key', '', addressOf(operation));
    if (operation.isOpen) continue;
    const permissions = allBut(operation.permission);
    const made = await askAt(url, '/v1/access-keys', { method: 'POST', key, body: { permissions } });
    invariant(made.status === 200, `a key without ${operation.permission} is made: ${JSON.stringify(made.body)}`);
    await call(url, operation, 'no-permission', made.body.secret);
    await askAt(url, `/v1/access-keys/${made.body.id}`, { method: 'DELETE', key });
    if (sendsJson(operation)) await call(url, operation, 'unreadable', key);
  }
  await vi.waitFor(
    async () => {
      const { rows } = await database.pool.query<{ request_id: string }>(
        `select request_id, operation, outcome, code from identity.audit_entry where starts_with(request_id, 'walk-')`,
      );
      for (const { request_id: id, ...entry } of rows) entries.set(id, entry);
      invariant(rows.length === answers.size, `${answers.size} entries, not ${rows.length}`);
    },
    { timeout: 10_000 },
  );
});
afterAll(() => stack.disposeAsync());

/** Every permission but this one: of other modules as a whole. */
function allBut(permission: string): readonly string[] {
  const moduleOf = (one: string) => one.slice(0, one.indexOf(':'));
  const all = new Set(allOperations.map((each) => each.permission));
  const others = [...all].filter((one) => one !== permission);
  return [...new Set(others.map((one) => (moduleOf(one) === moduleOf(permission) ? one : `${moduleOf(one)}:*`)))];
}

/** Asks with a body that cannot be read: what is refused first decides the answer. */
async function call(url: string, operation: Operation, way: Way, key: string, address = '10.0.0.1'): Promise<void> {
  const answer = await askAt(url, operation.path.replaceAll(/:[A-Za-z0-9]+/g, 'walk'), {
    method: operation.method,
    key,
    headers: { 'x-request-id': requestId(way, operation), 'x-forwarded-for': address, 'x-argosy-proxy': secret },
    ...(operation.method !== 'GET' && { body: '{"wrong":' }),
  });
  answers.set(requestId(way, operation), answer);
}

test('RAM-1 who may only run plans gives none of their own along', async () => {
  const name = 'a-plan';
  const nodeGroups = [{ role: 'master', machineType: 'local.medium' }];
  const spec = { name, cluster: { nodeGroups }, jobs: [{ name: 'a', kind: 'shell', command: 'true' }] };
  const plan = await askAt(url, '/v1/plans', { method: 'POST', key: owner, body: { spec } });
  const permissions = ['workloads:RunPlan'];
  const runner = await askAt(url, '/v1/access-keys', { method: 'POST', key: owner, body: { permissions } });
  const run = (body: object) =>
    askAt(url, `/v1/plans/${plan.body.id}/run`, { method: 'POST', key: runner.body.secret, body });
  expect(await run({ spec })).toMatchObject({ status: 403, body: { facts: { permission: 'workloads:CreatePlan' } } });
  expect(await run({})).toMatchObject({ status: 200 });
});

test('the contract has operations to walk, each id and each road once', () => {
  expect(allOperations.length).toBeGreaterThan(35);
  expect(new Set(allOperations.map(({ id }) => id)).size).toBe(allOperations.length);
  const roads = allOperations.map(({ method, path }) => `${method} ${path.replaceAll(/:[^/]+/g, ':')}`);
  expect(new Set(roads).size).toBe(roads.length);
});

for (const operation of allOperations.filter(({ isOpen }) => isOpen)) {
  const { id } = operation;
  test(`RAM-1 ${id}, which is open, asks nobody who they are, refuses what cannot be read, and leaves an audit entry`, () => {
    const way = requestId('no-key', operation);
    const code = operation.sends === 'json' && operation.method !== 'GET' ? 'request_unreadable' : 'request_invalid';
    expect(answers.get(way)?.status).toBe(operation.answers === 'redirect' ? 303 : 400);
    expect(entries.get(way)).toEqual({ operation: id, outcome: 'refused', code });
  });
}

for (const operation of allOperations.filter(({ isOpen }) => !isOpen)) {
  const { id, permission } = operation;

  test(`RAM-1 ${id} is refused without a key, and leaves an audit entry`, () => {
    const way = requestId('no-key', operation);
    expect(answers.get(way)).toMatchObject({ status: 401, body: { code: 'credentials_missing' } });
    expect(entries.get(way)).toEqual({ operation: id, outcome: 'denied', code: 'credentials_missing' });
  });

  test(`RAM-1 ${id} is refused without ${permission}, and leaves an audit entry`, () => {
    const way = requestId('no-permission', operation);
    expect(answers.get(way)).toMatchObject({ status: 403, body: { code: 'permission_denied', facts: { permission } } });
    expect(entries.get(way)).toEqual({ operation: id, outcome: 'denied', code: 'permission_denied' });
  });

  // What sends octets is not read before its module's own code.
  if (!sendsJson(operation)) continue;
  test(`RAM-1 ${id} leaves an audit entry when what was sent is refused`, () => {
    const way = requestId('unreadable', operation);
    const refused = operation.needsSession
      ? { status: 403, code: 'session_needed', outcome: 'denied' } // with an access key, whatever it may
      : { status: 400, code: 'request_unreadable', outcome: 'refused' };
    const { status, ...entry } = refused;
    expect(answers.get(way)).toMatchObject({ status, body: { code: refused.code } });
    expect(entries.get(way)).toEqual({ operation: id, ...entry });
  });
}
