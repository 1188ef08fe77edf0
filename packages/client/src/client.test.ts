// The client against a real HTTP server of its own: what it sends, what it makes of answers, and what it does when they fail.
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { clusterCreate, clusterGet, clusterList } from '@argosy/contract/clusters/operations';
import { sessionCreate } from '@argosy/contract/identity/sign-in';
import { eventFollow } from '@argosy/contract/platform/operations';
import { filePut, outputGet } from '@argosy/contract/workloads/operations';
import { expect, test } from 'vitest';
import { ApiError, createClient, hashFile, ServerUnreachable, type Client } from './index.ts';

type Handler = (request: IncomingMessage & { readonly text: string }, response: ServerResponse) => void;

const spec = { name: 'c1', nodeGroups: [{ role: 'master' as const }] };

/** A server that answers the nth request with the nth handler, and the last one for all that follow. */
async function serve(...handlers: readonly Handler[]) {
  const seen: (IncomingMessage & { readonly text: string })[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('latin1').on('data', (part: string) => (text += part));
    request.on('end', () => {
      const whole = Object.assign(request, { text });
      seen.push(whole);
      handlers[Math.min(seen.length, handlers.length) - 1]?.(whole, response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is an object
  const client: Client = createClient({ url, key: 'ak-secret', language: 'zh' });
  const folder = await mkdtemp(join(tmpdir(), 'argosy-client-'));
  return {
    seen,
    client,
    folder,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}

const json =
  (body: unknown, status = 200): Handler =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
const problem = (status: number, code: string, more: object = {}): Handler => {
  const body = {
    type: 'about:blank',
    title: code,
    status,
    detail: `${code}!`,
    instance: 'req-1',
    code,
    facts: {},
    ...more,
  };
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body));
  };
};
const cut: Handler = (request) => request.socket.destroy();

const cutInTheMiddle: Handler = (request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"id":', () => request.socket.destroy());
};

test('an answer that breaks off is asked for again, under the same key', async () => {
  await using at = await serve(cutInTheMiddle, json({ id: 'c-1' }));
  expect(await at.client.call(clusterCreate, { body: spec })).toEqual({ id: 'c-1' });
  const keys = at.seen.map(({ headers }) => headers['idempotency-key']);
  expect(keys).toEqual([keys[0], keys[0]]);
});

test('a call carries key, language, path, query and body', async () => {
  await using at = await serve(json({ items: [] }), json({ id: 'c-1' }));
  await at.client.call(clusterList, { query: { all: 'true', limit: 5 } });
  await at.client.call(clusterCreate, { body: spec });
  expect(at.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /v1/clusters?all=true&limit=5',
    'POST /v1/clusters',
  ]);
  expect(at.seen[0]?.headers).toMatchObject({ authorization: 'Bearer ak-secret', 'accept-language': 'zh' });
  expect(at.seen[0]?.headers).not.toHaveProperty('idempotency-key');
  expect(JSON.parse(at.seen[1]?.text ?? '')).toEqual(spec);
});

test('a mutating call whose answer is lost is sent again with the same Idempotency-Key', async () => {
  await using at = await serve(cut, problem(503, 'database_unavailable', { retryable: true }), json({ id: 'c-1' }));
  await expect(at.client.call(clusterCreate, { body: spec })).resolves.toEqual({ id: 'c-1' });
  const keys = at.seen.map(({ headers }) => headers['idempotency-key']);
  expect(keys).toHaveLength(3);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(keys).size).toBe(1);
});

test('two calls have two keys', async () => {
  await using at = await serve(json({}));
  await at.client.call(clusterCreate, { body: spec });
  await at.client.call(clusterCreate, { body: spec });
  expect(new Set(at.seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
});

test('a refusal is thrown with all it says, and is not tried again', async () => {
  const fields = [{ path: 'name', code: 'invalid_format', detail: 'lower-case' }];
  await using at = await serve(problem(409, 'memory_not_enough', { retryable: true, facts: { freeMb: 1 }, fields }));
  const error = await at.client.call(clusterCreate, { body: spec }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    code: 'memory_not_enough',
    status: 409,
    facts: { freeMb: 1 },
    fields,
    requestId: 'req-1',
  });
  expect(at.seen).toHaveLength(1);
});

test('a server that asks to be left alone for a while is left alone for so long', async () => {
  const busy: Handler = (request, response) => {
    response.setHeader('retry-after', '1');
    problem(503, 'sign_in_busy', { retryable: true })(request, response);
  };
  await using at = await serve(busy, json({ id: 'c-1' }));
  const began = performance.now();
  await at.client.call(clusterGet, { params: { clusterId: 'c-1' } });
  expect(performance.now() - began).toBeGreaterThanOrEqual(999);
  expect(at.seen).toHaveLength(2);
});

test('who is asked to come back later than they would wait is told so at once', async () => {
  const busy: Handler = (request, response) => {
    response.setHeader('retry-after', '60');
    problem(503, 'sign_in_busy', { retryable: true })(request, response);
  };
  await using at = await serve(busy);
  await expect(at.client.call(clusterList)).rejects.toMatchObject({ code: 'sign_in_busy', retryAfterMs: 60_000 });
  expect(at.seen).toHaveLength(1);
});

test('too many tries to sign in are not followed by another one', async () => {
  const locked = problem(429, 'sign_in_locked', { retryable: true, facts: { retryAfterSeconds: 1 } });
  await using at = await serve(locked);
  const body = { account: 'li@default', password: 'wrong' };
  await expect(at.client.call(sessionCreate, { body })).rejects.toMatchObject({ code: 'sign_in_locked' });
  expect(at.seen).toHaveLength(1);
});

test('without a server the call ends in ServerUnreachable when its patience ends', async () => {
  const client = createClient({ url: 'http://127.0.0.1:1', key: '', patienceMs: 120 });
  await expect(client.call(clusterGet, { params: { clusterId: 'c-1' } })).rejects.toBeInstanceOf(ServerUnreachable);
});

test('an answer that is not ours is not taken for a refusal', async () => {
  await using at = await serve((_, response) => void response.writeHead(404).end('<html>a proxy'));
  const client = createClient({ url: at.client.url, key: '', patienceMs: 0 });
  await expect(client.call(clusterList)).rejects.toBeInstanceOf(ServerUnreachable);
});

test('pages are read one after the other, only as far as they are wanted', async () => {
  await using at = await serve(
    json({ items: [{ id: 'c-3' }, { id: 'c-2' }], cursor: 'after-2' }),
    json({ items: [{ id: 'c-1' }] }),
  );
  const ids: string[] = [];
  for await (const { id } of at.client.pages(clusterList, { query: { limit: 2 } })) ids.push(id);
  expect(ids).toEqual(['c-3', 'c-2', 'c-1']);
  expect(at.seen[1]?.url).toBe('/v1/clusters?limit=2&cursor=after-2');
});

test('a broken event stream is resumed after the last event delivered', async () => {
  const event = (id: number) => `id: ${id}\ndata: ${JSON.stringify({ id: String(id) })}\n\n`;
  const stream =
    (text: string): Handler =>
    (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(text, () => setImmediate(() => response.destroy()));
    };
  await using at = await serve(
    stream(`retry: 10\n\n: hello\n\n${event(1)}${event(2)}id: 3\ndata: {"cut`),
    problem(503, 'database_unavailable', { retryable: true }),
    stream(event(3)),
    (_, response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(event(4)),
  );
  const stop = new AbortController();
  const ids: string[] = [];
  let opened = 0;
  const input = { query: { subject: 'c-1' }, signal: stop.signal, onOpen: () => (opened += 1) };
  for await (const { id } of at.client.follow(eventFollow, input)) {
    ids.push(id);
    if (id === '4') stop.abort();
  }
  expect(ids).toEqual(['1', '2', '3', '4']);
  expect(at.seen.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '2', '2', '3']);
  expect(opened).toBe(3);
});

test('a reader that was told a place goes on from there, though it has heard nothing', async () => {
  const place =
    (text: string): Handler =>
    (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(text, () => setImmediate(() => response.destroy()));
    };
  await using at = await serve(
    place('retry: 10\n\nid: 7\n\n'),
    place('id: 7\n\nid: 8\n\ndata: {"id":"9"}\nid: 9\n\n'),
    place('data: {"id":"10"}\nid: 10\n\nid: 12\n\n'),
    place('data: {"id":"13"}\nid: 13\n\n'),
  );
  const stop = new AbortController();
  const ids: string[] = [];
  for await (const { id } of at.client.follow(eventFollow, { signal: stop.signal })) {
    ids.push(id);
    if (id === '13') stop.abort();
  }
  expect(ids).toEqual(['9', '10', '13']);
  expect(at.seen.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '7', '9', '12']);
});

test('following without permission ends in the refusal', async () => {
  await using at = await serve(problem(403, 'permission_denied', { retryable: false }));
  const first = at.client.follow(eventFollow, {}).next();
  await expect(first).rejects.toMatchObject({ code: 'permission_denied' });
});

test('a file is sent as it is, with its length, and again after a cut connection', async () => {
  await using at = await serve(cut, json({ sha256: 'x' }));
  const file = join(at.folder, '数据.bin');
  await writeFile(file, Buffer.from([0, 255, 10, 13]));
  const { sha256, sizeBytes } = await hashFile(file);
  expect(sizeBytes).toBe(4);
  await at.client.upload(filePut, { params: { sha256 }, file });
  expect(at.seen[1]).toMatchObject({ method: 'PUT', url: `/v1/files/${sha256}`, text: '\u0000ÿ\n\r' });
  expect(at.seen[1]?.headers).toMatchObject({ 'content-length': '4', 'content-type': 'application/octet-stream' });
});

test('a download appears only when it is whole', async () => {
  await using at = await serve(
    (_, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half', () => setImmediate(() => response.destroy()));
    },
    (_, response) => void response.writeHead(200).end('whole'),
  );
  const file = join(at.folder, 'deep', 'q1.csv');
  const input = { params: { planRunId: 'prn-1' }, query: { path: 'answers/q1.csv' }, file };
  await expect(at.client.download(outputGet, input)).rejects.toThrow('terminated');
  expect(await readdir(join(at.folder, 'deep'))).toEqual([]);
  await expect(at.client.download(outputGet, input)).resolves.toMatchObject({ sizeBytes: 5 });
  expect(await readFile(file, 'utf8')).toBe('whole');
});

test('a download is whole also when memory is cleared while its folder is made', async () => {
  setFlagsFromString('--expose-gc');
  const clearMemory = runInNewContext('gc') as () => void; // what the flag just made
  await using at = await serve((_, response) => void response.writeHead(200).end('whole'));
  const clearing = setInterval(clearMemory, 1);
  for (let turn = 0; turn < 5; turn += 1) {
    const input = {
      params: { planRunId: 'prn-1' },
      query: { path: 'a' },
      file: join(at.folder, `${turn}`, 'deep', 'a'),
    };
    expect((await at.client.download(outputGet, input)).sizeBytes).toBe(5);
  }
  clearInterval(clearing);
});
