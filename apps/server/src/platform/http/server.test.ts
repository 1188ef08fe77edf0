// What every operation has in common, over real HTTP on a real database. Operations made for these tests stand beside the
// contract's own, so that what is slow, large or faulty can be asked for.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { operation, waitQuery } from '@argosy/contract/operation';
import { systemClock } from '@argosy/kernel/time';
import { freshDatabase } from '../../../test/database.ts';
import { startTestHttpServer, temporaryHome, type TestHttpServer } from '../../../test/http.ts';
import type { PlatformDeps } from '../deps.ts';
import { publish } from '../events.ts';
import { bind, type Binding } from './bind.ts';
import { untilAtRest } from './until-at-rest.ts';
import { SYSTEM } from '../caller.ts';

interface Stage extends AsyncDisposable {
  readonly server: TestHttpServer;
}

async function stage(bindings?: (deps: PlatformDeps) => readonly Binding[]): Promise<Stage> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const home = stack.use(await temporaryHome());
  const server = stack.use(
    await startTestHttpServer({ connection: database.connection, home, ...(bindings && { bindings }) }),
  );
  return { server, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('RAM-1 the key of the first start is recognised, and answers who one is', async () => {
  await using at = await stage();
  expect(await at.server.ask('/v1/caller')).toMatchObject({
    status: 200,
    body: { organizationName: 'default', userName: 'owner', permissions: ['*'] },
  });
});

test('a wrong path, a wrong method and an unreadable request are each told as what they are', async () => {
  await using at = await stage();
  const { ask } = at.server;
  const create = (body: unknown, headers = {}) => ask('/v1/access-keys', { method: 'POST', body, headers });
  const problem = (status: number, code: string) => ({ status, body: { code, status } });

  expect(await ask('/v1/nothing')).toMatchObject(problem(404, 'route_unknown'));
  const wrongMethod = await ask('/v1/caller', { method: 'POST' });
  expect(wrongMethod).toMatchObject(problem(405, 'method_not_allowed'));
  expect(wrongMethod.headers.get('allow')).toBe('GET');
  expect((await ask('/v1/caller', { method: 'HEAD' })).status).toBe(200);
  expect(await create('{"description": "x",}')).toMatchObject(problem(400, 'request_unreadable'));
  expect(await create('{"__proto__": {"permissions": ["*"]}}')).toMatchObject(problem(400, 'request_unreadable'));
  expect(await create(Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject(problem(400, 'request_unreadable'));
  expect(await create('{"description": "a\\u0000b"}')).toMatchObject(problem(400, 'request_unreadable'));
  expect(await create('{"description": "a\\ud800b"}')).toMatchObject(problem(400, 'request_unreadable'));
  expect(await create('{"a\\udc00": 1}')).toMatchObject(problem(400, 'request_unreadable'));
  expect(await create('x', { 'content-type': 'text/plain' })).toMatchObject(problem(415, 'media_type_unsupported'));
  expect(await create(`{"description": "${'x'.repeat(1_048_576)}"}`)).toMatchObject(problem(413, 'request_too_large'));
  expect(await ask('/v1/access-keys/%E0%A4%A', { method: 'DELETE' })).toMatchObject(problem(400, 'request_unreadable'));
  expect(await ask('/v1/access-keys/a%00b', { method: 'DELETE' })).toMatchObject(problem(422, 'request_invalid'));
  expect(await create('['.repeat(500_000))).toMatchObject(problem(400, 'request_unreadable'));
  expect(await create(`${'['.repeat(500_000)}${']'.repeat(500_000)}`)).toMatchObject(
    problem(400, 'request_unreadable'),
  );
});

test('what is not HTTP is answered with a problem too', async () => {
  await using at = await stage();
  const socket = connect(Number(new URL(at.server.url).port), '127.0.0.1');
  socket.end('nonsense\r\n\r\n');
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 [^]*"code":"request_unreadable"/);
});

test('all problems of a request are told at once, each with its field, in the language that is asked for', async () => {
  await using at = await stage();
  const request = {
    method: 'POST',
    body: { description: 7, permissions: ['nonsense', 'clusters:Get*'] },
    headers: { 'idempotency-key': 'with a space' },
  };
  const { status, headers, body } = await at.server.ask('/v1/access-keys?limti=3', request);
  expect(status).toBe(422);
  expect(headers.get('content-type')).toMatch('application/problem+json');
  expect(body).toMatchObject({
    type: 'urn:argosy:problem:request_invalid',
    title: 'Request invalid',
    instance: headers.get('x-request-id'),
    retryable: false,
  });
  expect(body.fields.map(({ path }: { path: string }) => path).sort()).toEqual([
    'description',
    'header.idempotency-key',
    'permissions.0',
    'query.limti',
  ]);
  const chinese = await at.server.ask('/v1/access-keys', {
    ...request,
    headers: { 'accept-language': 'fr, zh-CN;q=0.9, en;q=0.5' },
  });
  expect(chinese.body.detail).toMatch('请求的格式');
  expect(chinese.body.fields[0].detail).toMatch(/\p{Script=Han}/u);
});

test('a sane request id is kept, any other is replaced', async () => {
  await using at = await stage();
  const idFor = async (sent: string) =>
    (await at.server.ask('/v1/caller', { headers: { 'x-request-id': sent } })).headers.get('x-request-id');
  expect(await idFor('trace-0123456789')).toBe('trace-0123456789');
  expect(await idFor('a b\tc"d,e<f>g')).toMatch(/^req-/);
  expect(await idFor('x'.repeat(101))).toMatch(/^req-/);
});

test('a page that points its own name at this machine is not answered', async () => {
  await using at = await stage();
  const { port } = new URL(at.server.url);
  const statusFor = async (host: string) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET /healthz HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    return Number((await text(socket)).split(' ')[1]);
  };
  expect(await statusFor(`evil.example:${port}`)).toBe(421);
  expect(await statusFor('127.0.0.1.evil.example')).toBe(421);
  expect(await statusFor(`localhost:${port}`)).toBe(200);
  expect(await statusFor(`[::1]:${port}`)).toBe(200);
});

test('a fault of ours says nothing but the request id; the cause stands in the log', async () => {
  const faulty = operation({
    id: 'fault_get',
    summary: 'fails',
    permission: 'test:GetFault',
    resource: 'thing/*',
    method: 'GET',
    path: '/v1/fault',
  });
  const wrong = operation({
    id: 'wrong_get',
    summary: 'answers what the contract does not say',
    permission: 'test:GetWrong',
    resource: 'thing/*',
    method: 'GET',
    path: '/v1/wrong',
    result: z.object({ count: z.int() }),
  });
  await using at = await stage(() => [
    bind(faulty, () => Promise.reject(new Error('the private cause'))),
    bind(wrong, async () => ({ count: 0.5 })),
  ]);
  const { status, body, headers } = await at.server.ask('/v1/fault');
  expect({ status, code: body.code }).toEqual({ status: 500, code: 'internal_error' });
  expect(JSON.stringify(body)).not.toContain('private');
  expect(body.detail).toContain(headers.get('x-request-id'));
  expect(at.server.log()).toMatch(/the private cause/);
  expect(await at.server.ask('/v1/wrong')).toMatchObject({ status: 500, body: { code: 'internal_error' } });
});

test('a database that is away is 503 and worth another try', async () => {
  const gone = operation({
    id: 'gone_get',
    summary: 'loses its connection',
    permission: 'test:GetGone',
    resource: 'thing/*',
    method: 'GET',
    path: '/v1/gone',
  });
  await using at = await stage((deps) => [
    bind(gone, async () => {
      await deps.read(SYSTEM, (tx) => tx.query('select pg_terminate_backend(pg_backend_pid())'));
      return undefined;
    }),
  ]);
  const answer = await at.server.ask('/v1/gone');
  expect(answer).toMatchObject({ status: 503, body: { code: 'database_unavailable', retryable: true } });
  expect(answer.headers.get('retry-after')).toBe('2');
  expect((await at.server.ask('/v1/caller')).status).toBe(200);
});

test('no secret is ever logged', async () => {
  await using at = await stage();
  const made = await at.server.ask('/v1/access-keys', { method: 'POST', body: { description: 'for the log' } });
  expect(made.status).toBe(200);
  const secret: string = made.body.secret;
  await at.server.ask('/v1/caller', { key: secret });
  await at.server.ask('/v1/caller', { key: `${secret}x` });
  await at.server.ask(`/v1/access-keys/${made.body.id}`, { method: 'DELETE', key: secret });
  at.server.deps.log.info({ authorization: `Bearer ${secret}` }, 'written by mistake');
  await at.server.identity.flushAudit();
  const log = at.server.log();
  expect(log).toContain('access_key_create');
  expect(log).not.toContain(secret.slice(-43)); // what nobody may know of it; some of the 43 may be underscores
  expect(log).not.toContain(at.server.key);
});

const octetsPut = operation({
  id: 'octets_put',
  summary: 'counts octets',
  permission: 'test:PutOctets',
  resource: 'thing/*',
  method: 'PUT',
  path: '/v1/octets',
  sends: 'octets',
  result: z.object({ sizeBytes: z.int() }),
});

test('octets are streamed: larger than any JSON, and read as they come', async () => {
  const seen: number[] = [];
  await using at = await stage(() => [
    bind(octetsPut, async ({ raw }) => {
      let sizeBytes = 0;
      for await (const chunk of raw.raw) {
        if (sizeBytes === 0) seen.push(performance.now());
        sizeBytes += (chunk as Buffer).length;
      }
      seen.push(performance.now());
      return { sizeBytes };
    }),
  ]);
  const block = Buffer.alloc(1_048_576);
  const firstSeen = Promise.withResolvers<void>();
  const body = Readable.from(
    (async function* () {
      yield block;
      // The rest is sent only once the first octets have arrived: a server that gathers first would never answer.
      while (seen.length === 0) await at.server.deps.nextEvent('none', 10);
      firstSeen.resolve();
      for (let count = 1; count < 20; count += 1) yield block;
    })(),
  );
  const answer = await fetch(`${at.server.url}/v1/octets`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${at.server.key}`, 'content-type': 'application/json' },
    body: Readable.toWeb(body) as never, // the two descriptions of a web stream differ in a detail of their types
    duplex: 'half',
  });
  expect(await answer.json()).toEqual({ sizeBytes: 20 * 1_048_576 });
  await firstSeen.promise;
});

const restGet = operation({
  id: 'rest_get',
  summary: 'waits for rest',
  permission: 'test:GetRest',
  resource: 'thing/*',
  method: 'GET',
  path: '/v1/rest',
  query: z.object(waitQuery),
  result: z.object({ state: z.string() }),
});

test('a long-poll answers when the fact is published, and at shutdown with what there is', async () => {
  let state = 'moving';
  const asked = { promise: Promise.resolve(), resolve: () => {} };
  Object.assign(asked, Promise.withResolvers<void>());
  await using at = await stage((deps) => [
    bind(restGet, async ({ query, signal }) =>
      untilAtRest(deps, {
        subject: 'thing',
        waitSeconds: query.wait,
        signal,
        read: async () => {
          asked.resolve();
          return { state };
        },
        isAtRest: (view) => view.state === 'resting',
      }),
    ),
  ]);
  const { deps, ask } = at.server;
  expect((await ask('/v1/rest')).body).toEqual({ state: 'moving' });
  const began = performance.now();
  Object.assign(asked, Promise.withResolvers<void>());
  const waiting = ask('/v1/rest?wait=30');
  await asked.promise;
  state = 'resting';
  await deps.pool.query(`select pg_notify('platform_event', 'thing')`);
  expect((await waiting).body).toEqual({ state: 'resting' });

  state = 'moving again';
  Object.assign(asked, Promise.withResolvers<void>());
  const atShutdown = ask('/v1/rest?wait=30');
  await asked.promise;
  await Promise.all([atShutdown, at.server[Symbol.asyncDispose]()]);
  expect((await atShutdown).body).toEqual({ state: 'moving again' });
  expect(performance.now() - began).toBeLessThan(15_000); // well before any of the waits would have ended by itself
});

const restFollow = operation({
  id: 'rest_follow',
  summary: 'follows rest',
  permission: 'test:GetRest',
  resource: 'thing/*',
  method: 'GET',
  path: '/v1/rest/stream',
  answers: 'events',
  result: z.object({ state: z.string() }),
});

test('a stream whose reader hung up before it began ends at once', async () => {
  let ended: boolean | undefined;
  await using at = await stage(() => [
    bind(restFollow, async ({ signal }) => {
      ended = signal.aborted;
      return { state: 'never read' };
    }),
  ]);
  const { deps, key, url } = at.server;
  const slow = await deps.pool.connect();
  await slow.query('begin; lock table identity.access_key in access exclusive mode');
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`GET /v1/rest/stream HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${key}\r\n\r\n`);
  const waits = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query ~ 'access_key'`;
  await expect.poll(async () => (await deps.pool.query(waits)).rowCount).toBe(1);
  socket.destroy();
  await deps.nextEvent('none', 100); // the server hears of it
  await slow.query('rollback');
  slow.release();
  await expect.poll(() => ended).toBe(true);
  await at.server.identity.flushAudit();
  let asked = 0;
  deps.pool.on('acquire', () => (asked += 1));
  await deps.nextEvent('none', 2_200);
  expect(asked).toBe(0); // nobody looks at its credentials any more
});

test('what is under way when the server stops is finished, and nothing new is taken', async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<{ state: string }>();
  await using at = await stage(() => [
    bind(restGet, async ({ signal }) => {
      asked.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve)); // the server stops
      return answer.promise;
    }),
  ]);
  const underWay = at.server.ask('/v1/rest');
  await asked.promise;
  const stopped = at.server[Symbol.asyncDispose]();
  await expect(at.server.ask('/healthz')).rejects.toThrow('fetch failed');
  answer.resolve({ state: 'finished' });
  expect((await underWay).body).toEqual({ state: 'finished' });
  await stopped;
});

test('the document of the API and the health of the server need no key', async () => {
  await using at = await stage();
  expect(await at.server.ask('/healthz', { key: '' })).toMatchObject({ status: 200, body: { status: 'ok' } });
  const { body } = await at.server.ask('/v1/openapi.json', { key: '' });
  expect(body).toMatchObject({ openapi: '3.1.0', paths: { '/v1/caller': { get: { operationId: 'caller_get' } } } });
});

test('a large answer is compressed for who takes it, and only a large one', async () => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  await using server = await startTestHttpServer({ connection: database.connection, home });
  const { organizationId } = (await server.ask('/v1/caller')).body;
  for (let count = 0; count < 60; count += 1)
    await publish(database.pool, systemClock, {
      type: 'test.thing_made',
      organizationId,
      subject: `s${count}`,
      facts: {},
    });
  const asked = (path: string, accepted: string) => server.ask(path, { headers: { 'accept-encoding': accepted } });
  // The feed lags behind the oldest open transaction of the whole server, and other tests have theirs on it.
  await expect.poll(async () => (await server.ask('/v1/events?limit=50')).body.items.length).toBe(50);
  const one = await asked('/v1/events?limit=50', 'br, gzip');
  expect(one.headers.get('content-encoding')).toBe('gzip');
  expect(one.headers.get('vary')).toBe('accept-encoding');
  const plain = await asked('/v1/events?limit=50', 'gzip;q=0, identity');
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(plain.headers.get('vary')).toBe('accept-encoding');
  expect(one.body).toEqual(plain.body);
  expect((await asked('/v1/caller', 'gzip')).headers.get('content-encoding')).toBeNull(); // it carries the session's token
});

test('the feed lists facts in pages', async () => {
  await using at = await stage();
  const { deps, ask } = at.server;
  const { organizationId } = (await ask('/v1/caller')).body;
  for (const subject of ['a', 'b', 'c'])
    await publish(deps.pool, deps.clock, { type: 'test.thing_made', organizationId, subject, facts: {} });
  // A fact is in the feed once every older transaction has ended; other tests' are on the same server.
  await expect.poll(async () => (await ask('/v1/events')).body.items.length).toBe(3);
  const first = (await ask('/v1/events?limit=2')).body;
  expect(first.items.map((each: { subject: string }) => each.subject)).toEqual(['a', 'b']);
  const rest = (await ask(`/v1/events?limit=2&after=${first.cursor}`)).body;
  expect(rest).toEqual({ items: [expect.objectContaining({ subject: 'c' })], place: rest.items[0].id });
});
