import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { TransferItem } from '@argosy/contract/agent/protocol';
import { aNodeSpec, foreignContent, startNodeKit, type NodeKit } from '../../../test/node-kit.ts';

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Answers as a NameNode and a DataNode of WebHDFS do. */
async function startWebHdfs() {
  const files = new Map<string, Buffer>();
  const answer = async (request: IncomingMessage, reply: ServerResponse): Promise<unknown> => {
    const url = new URL(request.url ?? '/', 'http://ignored');
    const isDataNode = url.searchParams.get('node') === 'data';
    if (!isDataNode) {
      url.searchParams.set('node', 'data');
      const location = `http://127.0.0.1:${(server.address() as AddressInfo).port}${url.pathname}${url.search}`;
      if (url.searchParams.has('noredirect')) return reply.end(JSON.stringify({ Location: location }));
      return reply.writeHead(307, { location }).end();
    }
    if (request.method === 'GET') return reply.end(files.get(url.pathname));
    files.set(url.pathname, await bodyOf(request));
    return reply.writeHead(201).end();
  };
  const server = createServer((request, reply) => void answer(request, reply)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  return {
    files,
    url,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

function upload(node: NodeKit, content: Buffer): string {
  const sha256 = createHash('sha256').update(content).digest('hex');
  mkdirSync(join(node.home.files, sha256.slice(0, 2)), { recursive: true });
  writeFileSync(join(node.home.files, sha256.slice(0, 2), sha256), content);
  return sha256;
}

let transfers = 0;
async function transfer(node: NodeKit, items: readonly TransferItem[], timeoutMs = 20_000) {
  const id = `act-transfer-${(transfers += 1)}`;
  node.hub.act(node.wish.nodeId, { kind: 'transfer', id, items, timeoutMs });
  return await node.actionEnded(id);
}

test('files go from the server into HDFS in two steps and come back to the server, whole and compressed', async () => {
  await using node = await startNodeKit();
  await using hdfs = await startWebHdfs();
  await node.connect();
  const content = Buffer.alloc(3_000_000, 'some text ');
  const sha256 = upload(node, content);
  const into = await transfer(node, [
    { from: { file: sha256 }, to: { url: hdfs.url('/a?op=CREATE'), twoStep: true } },
    { from: { file: sha256 }, to: { url: hdfs.url('/b?op=CREATE&noredirect=true'), twoStep: true } },
  ]);
  expect(into).toMatchObject({ state: 'succeeded', bytesDone: 6_000_000 });
  expect(hdfs.files.get('/a')?.equals(content)).toBe(true);
  expect(hdfs.files.get('/b')?.equals(content)).toBe(true);

  writeFileSync(join(node.directory, 'log/some.log'), 'a log\n');
  const back = await transfer(node, [
    { from: { url: hdfs.url('/a?op=OPEN') }, to: { server: 'outputs/prn-mine/answers/a.txt' } },
    { from: { path: 'log/some.log' }, to: { server: 'logs/run-mine/driver/stdout.gz' }, compress: 'gzip' },
    { from: { path: 'log/some.log' }, to: { server: 'logs/run-mine/driver/100%25%23%3F.gz' }, compress: 'gzip' },
  ]);
  expect(back).toMatchObject({ state: 'succeeded' });
  expect(readFileSync(join(node.home.outputs, 'prn-mine/answers/a.txt')).equals(content)).toBe(true);
  for (const name of ['stdout.gz', '100%#?.gz']) {
    const log = readFileSync(join(node.home.runLogs, 'run-mine/driver', name));
    expect(gunzipSync(log).toString()).toBe('a log\n');
  }
});

test('a copy that cannot be made says which and why, and leaves no part behind', async () => {
  await using node = await startNodeKit();
  await node.connect();
  writeFileSync(join(node.directory, 'log/some.log'), 'a log\n');
  const from = { path: 'log/some.log' };
  for (const server of [
    'outputs/prn-other/a',
    'logs/run-mine/%2e%2e/%2e%2e/run-other/a',
    'logs/run-mine/..%2f..%2fx',
  ]) {
    const end = await transfer(node, [{ from, to: { server } }]);
    expect(end).toMatchObject({ state: 'failed', problem: { code: 'transfer_failed' } });
  }
  const nobody = { url: 'http://127.0.0.1:1/x?token=secret', twoStep: false };
  const refused = await transfer(node, [{ from, to: nobody }], 500);
  expect(refused).toMatchObject({ state: 'timed_out', problem: { code: 'transfer_failed' } });
  expect(refused.problem?.facts['what']).toBe('log/some.log to http://127.0.0.1:1/x');
  expect(JSON.stringify(refused)).not.toContain('secret');
  const missing = await transfer(node, [{ from: { file: 'ab'.repeat(32) }, to: { server: 'outputs/prn-mine/a' } }]);
  expect(missing).toMatchObject({ state: 'failed', problem: { code: 'transfer_failed' } });
  expect(statSync(join(node.home.outputs, 'prn-mine/a'), { throwIfNoEntry: false })).toBeUndefined();
  expect(readdirSync(node.home.runLogs)).toEqual([]);
});

test('a copy whose server goes away waits for the next one and is then made whole', async () => {
  await using node = await startNodeKit();
  await node.connect();
  const content = Buffer.alloc(300_000, 'some text ');
  let asked = 0;
  const source = createServer((_, reply) => {
    if ((asked += 1) === 1) reply.write(content.subarray(0, 100_000)); // and no more: it is under way when the server goes
    else reply.end(content);
  }).listen(0, '127.0.0.1');
  await once(source, 'listening');
  const from = { url: `http://127.0.0.1:${(source.address() as AddressInfo).port}/` };
  const ending = transfer(node, [{ from, to: { server: 'outputs/prn-mine/a' } }]);
  await node.until('a part has come', () =>
    existsSync(join(node.home.outputs, 'prn-mine')) && readdirSync(join(node.home.outputs, 'prn-mine')).length > 0
      ? true
      : undefined,
  );
  node.stopServing();
  const exec = { argv: ['cat', 'a-file'], environment: {}, texts: [], timeoutMs: 20_000 };
  const files = [{ name: 'a-file', sha256: upload(node, Buffer.from('as uploaded')), mode: 0o644 }];
  node.hub.act(node.wish.nodeId, { kind: 'exec', id: 'act-cat', files, ...exec });
  node.hub.act(node.wish.nodeId, { kind: 'exec', id: 'act-not', files, ...exec, timeoutMs: 300 });
  expect(await node.actionEnded('act-not')).toMatchObject({ state: 'failed', problem: { code: 'setup_failed' } });
  await node.serveAgain();
  expect(await ending).toMatchObject({ state: 'succeeded', bytesDone: content.length });
  expect(readFileSync(join(node.home.outputs, 'prn-mine/a')).equals(content)).toBe(true);
  expect(readdirSync(join(node.home.outputs, 'prn-mine'))).toEqual(['a']);
  expect(await node.actionEnded('act-cat')).toMatchObject({ state: 'succeeded' });
  expect(readFileSync(join(node.directory, 'actions/act-cat/stdout'), 'utf8')).toBe('as uploaded');
  source.closeAllConnections();
  source.close();
});

test('an action has its files by hash; one whose content differs is not run', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  const program = upload(node, Buffer.from('#!/bin/sh\necho "it ran in $(basename "$PWD")"\n'));
  const action = { kind: 'exec', argv: ['./bin/program'], environment: {}, texts: [], timeoutMs: 10_000 } as const;
  node.hub.act(nodeId, { ...action, id: 'act-a', files: [{ name: 'bin/program', sha256: program, mode: 0o755 }] });
  expect(await node.actionEnded('act-a')).toMatchObject({ state: 'succeeded' });
  expect(readFileSync(join(node.directory, 'actions/act-a/stdout'), 'utf8')).toBe('it ran in work\n');
  const other = upload(node, Buffer.from('as uploaded'));
  writeFileSync(join(node.home.files, other.slice(0, 2), other), 'rotten');
  node.hub.act(nodeId, { ...action, id: 'act-b', files: [{ name: 'bin/program', sha256: other, mode: 0o755 }] });
  expect(await node.actionEnded('act-b')).toMatchObject({
    state: 'failed',
    problem: { code: 'file_checksum_differs' },
  });
});

test('only a node’s token opens the agents’ routes, and only to runs of its cluster', async () => {
  await using node = await startNodeKit();
  const put = (path: string, token: string) =>
    fetch(`${node.url}/v1/agent/${path}`, {
      method: 'PUT',
      body: 'text',
      headers: { authorization: `Bearer ${token}` },
    });
  expect((await put('logs/run-mine/a', 'another-token')).status).toBe(401);
  expect((await put('logs/run-other/a', node.wish.token)).status).toBe(404);
  const kept = await put('logs/run-mine/a', node.wish.token);
  const sha256 = createHash('sha256').update('text').digest('hex');
  expect(await kept.json()).toEqual({ sizeBytes: 4, sha256 });
  const file = (hash: string, token: string) =>
    fetch(`${node.url}/v1/agent/files/${hash}`, { headers: { authorization: `Bearer ${token}` } });
  expect((await file(sha256, '')).status).toBe(401);
  for (const hash of [sha256, '..%2f..%2frun%2fserver.json'])
    expect((await file(hash, node.wish.token)).status).toBe(404);
  expect((await file(upload(node, Buffer.from('ours')), node.wish.token)).status).toBe(200);
});

test('RAM-2 a node does not get what another organization uploaded, though it knows the hash', async () => {
  await using node = await startNodeKit();
  const hash = upload(node, foreignContent);
  const headers = { authorization: `Bearer ${node.wish.token}` };
  const answer = await fetch(`${node.url}/v1/agent/files/${hash}`, { headers });
  expect({ status: answer.status, body: await answer.json() }).toEqual({
    status: 404,
    body: { code: 'file_not_found' },
  });
});

test('an HTTP exchange is made from the node, within its cluster only', async () => {
  await using node = await startNodeKit();
  await using hdfs = await startWebHdfs();
  const { nodeId } = node.wish;
  await node.connect();
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, []));
  const ask = (url: string, method: 'GET' | 'PUT') =>
    node.hub.request(nodeId, { kind: 'http', method, url, body: method === 'PUT' ? 'hello' : '', timeoutMs: 5000 });
  expect(await ask(hdfs.url('/c?node=data'), 'PUT')).toMatchObject({ kind: 'http', status: 201 });
  expect(await ask(hdfs.url('/c?node=data'), 'GET')).toMatchObject({
    status: 200,
    base64: Buffer.from('hello').toString('base64'),
  });
  expect(await ask('http://example.com/', 'GET')).toMatchObject({
    kind: 'problem',
    problem: { code: 'request_invalid' },
  });
  expect(await ask('http://10.0.0.1/', 'GET')).toMatchObject({ kind: 'problem' });
});
