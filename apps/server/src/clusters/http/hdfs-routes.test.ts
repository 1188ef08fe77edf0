// What is said about files in HDFS before any HDFS is asked, over real HTTP, against the server as main.ts composes it. What HDFS
// itself does is in test/e2e/one-node/keeps-files.ts.
import { readFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { systemClock } from '@argosy/kernel/time';
import { freshDatabase } from '../../../test/database.ts';
import { askAt, temporaryHome, type TestRequest } from '../../../test/http.ts';
import { composeServer, urlOf } from '../../compose.ts';
import { asCaller } from '../../platform/system/users.ts';
import { openLog } from '../../platform/log.ts';

/** Its reconcilers do not run: a cluster that is asked for stays as it was asked for. */
async function startServer() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const home = stack.use(await temporaryHome());
  const server = await composeServer({
    home,
    connection: database.connection,
    database: { kind: 'external', version: '18' },
    clock: systemClock,
    log: openLog({ level: 'fatal', destination: new Writable({ write: (_line, _encoding, done) => done() }) }),
    users: asCaller,
    address: '127.0.0.1',
    hosts: [],
    sharesMachine: true,
    keepDays: 90,
    checksAnswers: true,
  });
  stack.defer(() => server.stop());
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const { key } = JSON.parse(await readFile(home.profile, 'utf8')) as { key: string };
  const ask = (path: string, request: TestRequest = {}) => askAt(urlOf(server.app), path, { key, ...request });
  return { ask, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const cluster = { name: 'one', components: ['hdfs'], nodeGroups: [{ role: 'master', machineType: 'local.small' }] };
const at = (road: string, path: string) => `/v1/clusters/one/hdfs/${road}?path=${encodeURIComponent(path)}`;

test('CLU-7 files of a cluster that is not there, or does not run, are told as that, in both languages', async () => {
  await using server = await startServer();
  const { ask } = server;
  expect(await ask(at('files', '/'))).toMatchObject({ status: 404, body: { code: 'cluster_not_found' } });
  await ask('/v1/clusters', { method: 'POST', body: cluster });
  const starting = { status: 409, body: { code: 'cluster_not_running', facts: { state: 'STARTING' } } };
  for (const road of ['files', 'content', 'preview']) expect(await ask(at(road, '/a'))).toMatchObject(starting);
  expect(await ask(at('content', '/a'), { method: 'PUT', body: 'a' })).toMatchObject(starting);
  for (const [road, body] of [
    ['folders', { path: '/a' }],
    ['move', { from: '/a', to: '/b' }],
    ['delete', { path: '/a' }],
  ] as const)
    expect(await ask(`/v1/clusters/one/hdfs/${road}`, { method: 'POST', body })).toMatchObject(starting);
  const inChinese = await ask(at('files', '/a/../b'), { headers: { 'accept-language': 'zh-CN' } });
  expect(inChinese.body).toMatchObject({ code: 'hdfs_path_invalid', detail: expect.stringContaining('含有 . 或 ..') });
});

test('CLU-7 no path escapes, whichever operation it is sent to, and a long one of Chinese is still a path', async () => {
  await using server = await startServer();
  const { ask } = server;
  await ask('/v1/clusters', { method: 'POST', body: cluster });
  const bad = { status: 422, body: { code: 'hdfs_path_invalid' } };
  for (const path of ['/../../etc/passwd', 'relative', '/a/./b', '/.reserved/raw', '/a:b', `/${'a/'.repeat(2500)}`]) {
    for (const road of ['files', 'content', 'preview']) expect(await ask(at(road, path))).toMatchObject(bad);
    expect(await ask(at('content', path), { method: 'PUT', body: 'a' })).toMatchObject(bad);
    for (const [road, body] of [
      ['folders', { path }],
      ['move', { from: '/a', to: path }],
      ['move', { from: path, to: '/a' }],
      ['delete', { path }],
    ] as const)
      expect(await ask(`/v1/clusters/one/hdfs/${road}`, { method: 'POST', body })).toMatchObject(bad);
  }
  expect(await ask(at('files', '/a\0b'))).toMatchObject({ status: 422 });
  expect(await ask(at('files', `/${`${'中'.repeat(80)}/`.repeat(49)}`))).toMatchObject({ status: 409 });
});

test('CLU-7 the root is neither moved nor deleted, and nothing is moved into itself', async () => {
  await using server = await startServer();
  await server.ask('/v1/clusters', { method: 'POST', body: cluster });
  const code = async (road: string, body: object) =>
    (await server.ask(`/v1/clusters/one/hdfs/${road}`, { method: 'POST', body })).body.code;
  expect(await code('delete', { path: '//', recursive: true, skipTrash: true })).toBe('hdfs_root_stays');
  expect(await code('move', { from: '/', to: '/a' })).toBe('hdfs_root_stays');
  expect(await code('move', { from: '/a', to: '/a/b' })).toBe('hdfs_move_into_itself');
  expect(await code('move', { from: '/a', to: '/a/' })).toBe('hdfs_move_into_itself');
});

test('CLU-8 regions are told with what they offer, and a cluster is made in one of them only', async () => {
  await using server = await startServer();
  const { ask } = server;
  const { body } = await ask('/v1/regions');
  expect(body.items).toEqual([
    expect.objectContaining({ name: 'local', state: 'available', offers: ['clusters', 'jobs', 'plans'] }),
  ]);
  expect(body.items[0].title).toEqual({ zh: '本机', en: 'This machine' });
  expect(await ask('/v1/clusters', { method: 'POST', body: { ...cluster, region: 'mars' } })).toMatchObject({
    status: 422,
    body: { code: 'region_unknown', facts: { region: 'mars', available: ['local'] } },
  });
  expect(await ask('/v1/clusters', { method: 'POST', body: cluster })).toMatchObject({
    status: 200,
    body: { region: 'local' },
  });
});
