// The file browser of HDFS: names of every kind, large files both ways, callers and servers that go in the
// middle, what HDFS refuses, and looks into what a real Spark wrote.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import type { ApiError } from '@argosy/client';
import {
  hdfsFileDelete,
  hdfsFileGet,
  hdfsFileList,
  hdfsFileMove,
  hdfsFilePreview,
  hdfsFilePut,
  hdfsFolderMake,
} from '@argosy/contract/clusters/hdfs-operations';
import { nodeList, nodeLogList, nodeLogSearch } from '@argosy/contract/clusters/operations';
import { auditEntryList } from '@argosy/contract/identity/operations';
import { programs, runToItsEnd, upload } from '../jobs.ts';
import { at } from './the-cluster.ts';

const params = () => ({ clusterId: at().clusterId });
const list = async (path: string) => {
  const items = [];
  for await (const item of at().client.pages(hdfsFileList, { params: params(), query: { path, limit: 3 } }))
    items.push(item);
  return items;
};
const names = async (path: string) => (await list(path)).map(({ name }) => name);
const outcomes = [() => 'made', (error: ApiError) => error.problem.code] as const;
const refusedWith = (code: string) => ({ problem: expect.objectContaining({ code }) });

async function putText(path: string, content: string, overwrite = false) {
  const file = join(at().argosy.home.path, 'to-be-put');
  await writeFile(file, content);
  return at().client.upload(hdfsFilePut, { params: params(), query: { path, overwrite: String(overwrite) }, file });
}

async function getText(path: string): Promise<string> {
  const file = join(at().argosy.home.path, 'brought');
  await at().client.download(hdfsFileGet, { params: params(), query: { path }, file });
  return readFile(file, 'utf8');
}

/** Asks as a program does that has its own HTTP, to see and to break what the client hides. */
function ask(method: 'GET' | 'PUT', path: string, headers: Record<string, string> = {}): ClientRequest {
  const url = new URL(`/v1/clusters/${at().clusterId}/hdfs/content`, at().client.url);
  url.searchParams.set('path', path);
  return request(url, { method, headers: { authorization: `Bearer ${at().key}`, ...headers } });
}
const answerOf = async (asked: ClientRequest) => (await once(asked, 'response')) as [IncomingMessage];

/** WebHDFS itself, as a customer's own program asks it. */
const atNameNode = (path: string, query: string, method = 'GET') =>
  fetch(`${at().cluster.addresses['namenode-web']}/webhdfs/v1${path}?user.name=hadoop&${query}`, { method });

// HDFS gives the file of a writer that is gone free after a minute. Other stories are told meanwhile; the last one looks.
test('CLU-7 a server that dies in the middle of a file leaves it under another name', async () => {
  const sent = ask('PUT', '/died/a.bin', { 'content-length': '50000000' });
  sent.on('error', () => {});
  sent.write(Buffer.alloc(10_000_000));
  await expect.poll(() => names('/died').catch(() => []), { timeout: 20_000 }).toHaveLength(1);
  await at().argosy.killServer();
  const left = (await (await atNameNode('/died', 'op=LISTSTATUS')).json()) as {
    FileStatuses: { FileStatus: readonly { pathSuffix: string }[] };
  };
  expect(left.FileStatuses.FileStatus.map(({ pathSuffix }) => pathSuffix)).toEqual([
    expect.stringMatching(/^\.[0-9a-f]{24}\.argosy-upload$/),
  ]);
  await at().argosy.startServer();
});

test('CLU-7 names of every kind go in, are listed a page at a time, and come out as they were', async () => {
  const kinds = [
    '中文 文件.csv',
    'a%20b',
    '100%',
    'a+b',
    'a;b',
    'a&b=c',
    'a#b?c',
    `quote'"`,
    'back\\slash',
    '😀',
    '%2F',
    '..x',
    '[x]{y}',
  ];
  for (const name of kinds)
    expect(await putText(`/names/目录 1%/${name}`, `in ${name}`)).toMatchObject({ name, kind: 'file' });
  expect((await names('/names/目录 1%')).toSorted()).toEqual(kinds.toSorted());
  for (const name of kinds) expect(await getText(`/names/目录 1%/${name}`)).toBe(`in ${name}`);
  const [entry] = await list('/names');
  expect(entry).toMatchObject({
    path: '/names/目录 1%',
    kind: 'folder',
    owner: 'hadoop',
    permission: '755',
    sizeBytes: 0,
  });
  for (const name of kinds) {
    const from = `/names/目录 1%/${name}`;
    const to = `/names/moved ${name}`;
    const moved = await at().client.call(hdfsFileMove, { params: params(), body: { from, to } });
    expect(moved.path).toBe(to);
    const body = { path: to, skipTrash: true };
    expect(await at().client.call(hdfsFileDelete, { params: params(), body })).toEqual({ path: to });
  }
  expect(await names('/names')).toEqual(['目录 1%']);
});

test('CLU-7 a path of almost 4,000 Chinese characters is written, read and looked into', async () => {
  const path = `/${Array.from({ length: 39 }, () => '深'.repeat(80)).join('/')}/文件.txt`;
  await putText(path, '很深');
  expect(await getText(path)).toBe('很深');
  expect(await at().client.call(hdfsFilePreview, { params: params(), query: { path } })).toMatchObject({
    text: '很深',
  });
});

test('CLU-7 200 MB pass both ways whole, a part is a part, and the server stays small', async () => {
  const piece = Buffer.alloc(1_000_000, 'abcdefghij');
  const pieces = 200;
  const memoryMb = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${at().argosy.server().pid}/status`, 'utf8'))?.[1]) / 1024;
  const before = memoryMb();
  let most = before;
  const hash = createHash('sha256');
  const sent = ask('PUT', '/large/文件.bin');
  const content = Readable.from(
    (function* pieceByPiece() {
      for (let at = 0; at < pieces; at += 1) {
        piece.writeUInt32BE(at, 0);
        hash.update(piece);
        most = Math.max(most, memoryMb());
        yield Buffer.from(piece);
      }
    })(),
  );
  content.pipe(sent);
  const [put] = await answerOf(sent);
  expect(put.statusCode).toBe(200);
  expect(await json(put)).toMatchObject({ sizeBytes: pieces * piece.length });
  expect(await names('/large')).toEqual(['文件.bin']);

  const [got] = await answerOf(ask('GET', '/large/文件.bin').end());
  expect(got.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': String(pieces * piece.length),
    'content-disposition': `attachment; filename="__.bin"; filename*=UTF-8''%E6%96%87%E4%BB%B6.bin`,
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
  });
  const back = createHash('sha256');
  for await (const chunk of got) {
    back.update(chunk as Buffer);
    most = Math.max(most, memoryMb());
  }
  expect(back.digest('hex')).toBe(hash.digest('hex'));
  expect(most - before).toBeLessThan(150); // of 400 that passed

  const part = ask('GET', '/large/文件.bin', { range: 'bytes=199000000-199000003' }).end();
  const [partial] = await answerOf(part);
  expect([partial.statusCode, partial.headers['content-range']]).toEqual([206, 'bytes 199000000-199000003/200000000']);
  expect(Buffer.concat(await partial.toArray()).readUInt32BE(0)).toBe(199);
  const [outside] = await answerOf(ask('GET', '/large/文件.bin', { range: 'bytes=200000000-' }).end());
  expect([outside.statusCode, await json(outside)]).toMatchObject([416, { code: 'hdfs_range_outside' }]);
  const stale = { range: 'bytes=0-3', 'if-range': '"another"' };
  const [whole] = await answerOf(ask('GET', '/large/文件.bin', stale).end());
  expect(whole.statusCode).toBe(200);
  whole.destroy(); // hung up in the middle: the server and the agent are there for the next
});

test('CLU-7 what is there is overwritten only when that is said, and then in one step', async () => {
  await putText('/over/a.txt', 'first');
  await expect(putText('/over/a.txt', 'second')).rejects.toMatchObject(refusedWith('hdfs_already_exists'));
  expect(await getText('/over/a.txt')).toBe('first');
  await putText('/over/a.txt', 'third', true);
  expect(await getText('/over/a.txt')).toBe('third');
  await putText('/over/b.txt', '');
  expect(await getText('/over/b.txt')).toBe('');
  const move = (overwrite: boolean) =>
    at().client.call(hdfsFileMove, { params: params(), body: { from: '/over/a.txt', to: '/over/b.txt', overwrite } });
  await expect(move(false)).rejects.toMatchObject(refusedWith('hdfs_already_exists'));
  await move(true);
  expect(await names('/over')).toEqual(['b.txt']);
  expect(await getText('/over/b.txt')).toBe('third');
});

test('CLU-7 a caller that hangs up in the middle leaves nothing, and nobody ever saw half a file', async () => {
  const sent = ask('PUT', '/hung-up/a.bin', { 'content-length': '50000000' });
  sent.on('error', () => {});
  sent.write(Buffer.alloc(10_000_000));
  await expect
    .poll(() => names('/hung-up').catch(() => []), { timeout: 20_000 })
    .toEqual([expect.stringMatching(/^\.[0-9a-f]{24}\.argosy-upload$/)]);
  sent.destroy();
  await expect.poll(() => names('/hung-up'), { timeout: 20_000 }).toEqual([]);
  await putText('/hung-up/a.bin', 'the next one');
  expect(await names('/hung-up')).toEqual(['a.bin']);
});

test('CLU-7 each thing that HDFS refuses is told as what it is', async () => {
  await putText('/refused/file', 'a');
  const make = (path: string) => at().client.call(hdfsFolderMake, { params: params(), body: { path } });
  expect(await make('/refused/folder/inner')).toMatchObject({ path: '/refused/folder/inner', kind: 'folder' });
  expect(await make('/refused/folder/inner')).toMatchObject({ kind: 'folder' }); // asking twice is asking once
  await expect(make('/refused/file')).rejects.toMatchObject(refusedWith('hdfs_already_exists'));
  await expect(make('/refused/file/below')).rejects.toMatchObject(refusedWith('hdfs_not_a_folder'));
  await expect(putText('/refused/file/below', 'a')).rejects.toMatchObject(refusedWith('hdfs_not_a_folder'));
  await expect(putText('/refused/folder', 'a', true)).rejects.toMatchObject(refusedWith('hdfs_is_a_folder'));
  await expect(getText('/refused/folder')).rejects.toMatchObject(refusedWith('hdfs_is_a_folder'));
  await expect(getText('/refused/none')).rejects.toMatchObject(refusedWith('hdfs_path_not_found'));
  await expect(list('/refused/none')).rejects.toMatchObject(refusedWith('hdfs_path_not_found'));
  await expect(list('/refused/file')).rejects.toMatchObject(refusedWith('hdfs_not_a_folder'));
  const move = (from: string, to: string) =>
    at().client.call(hdfsFileMove, { params: params(), body: { from, to, overwrite: true } });
  await expect(move('/refused/none', '/refused/x')).rejects.toMatchObject(refusedWith('hdfs_path_not_found'));
  await expect(move('/refused/file', '/no-folder/x')).rejects.toMatchObject(refusedWith('hdfs_path_not_found'));
  await expect(move('/refused/folder', '/refused/file')).rejects.toMatchObject(refusedWith('hdfs_already_exists'));

  await make('/refused/full');
  await atNameNode('/refused/full', 'op=SETQUOTA&storagespacequota=1000', 'PUT');
  await expect(putText('/refused/full/a', 'a')).rejects.toMatchObject(refusedWith('hdfs_quota_exceeded'));
  await expect.poll(() => names('/refused/full'), { timeout: 20_000 }).toEqual([]);
  await atNameNode('/refused/folder', 'op=SETQUOTA&namespacequota=1', 'PUT');
  await expect(make('/refused/folder/another')).rejects.toMatchObject(refusedWith('hdfs_quota_exceeded'));

  // One job for both: in safe mode no other could bring its files.
  const goOn = join(at().argosy.home.path, 'leave-safe-mode');
  const wait = `until test -e '${goOn}'; do sleep 0.1; done`;
  const command = `hdfs dfsadmin -safemode enter && ${wait} && hdfs dfsadmin -safemode leave`;
  const ending = runToItsEnd(at().client, at().clusterId, { name: 'safe-mode', kind: 'shell', command });
  onTestFinished(() => writeFile(goOn, '')); // or every test that follows would wait for HDFS
  let folders = 0;
  const outcome = () => make(`/refused/later/${(folders += 1)}`).then(...outcomes); // one that is there is no change
  await expect.poll(outcome, { timeout: 60_000 }).toBe('hdfs_safe_mode');
  expect(await getText('/refused/file')).toBe('a');
  await writeFile(goOn, '');
  expect((await ending).state).toBe('SUCCEEDED');
});

test('CLU-7 what is deleted lies in the trash, and a request that is sent again deletes nothing that came since', async () => {
  await putText('/gone/in/a.txt', 'a');
  const remove = (path: string, body: object = {}, idempotencyKey = `${path}-${JSON.stringify(body)}`) =>
    at().client.call(hdfsFileDelete, { params: params(), body: { path, ...body }, idempotencyKey });
  await expect(remove('/gone')).rejects.toMatchObject(refusedWith('hdfs_folder_not_empty'));
  const first = await remove('/gone', { recursive: true });
  expect(first).toEqual({ path: '/gone', trashPath: '/user/hadoop/.Trash/Current/gone' });
  expect(await getText('/user/hadoop/.Trash/Current/gone/in/a.txt')).toBe('a');

  await putText('/gone/in/a.txt', 'again');
  expect(await remove('/gone', { recursive: true })).toEqual({ path: '/gone' }); // its first answer was lost, say
  expect(await getText('/gone/in/a.txt')).toBe('again');

  const second = await remove('/gone', { recursive: true }, 'another-request');
  expect(second.trashPath).toMatch(/^\/user\/hadoop\/\.Trash\/Current\/\d+\/gone$/);
  await expect(remove('/user', { recursive: true })).rejects.toMatchObject(refusedWith('hdfs_refused'));
  expect(await remove('/user/hadoop/.Trash/Current', { recursive: true })).toEqual({
    path: '/user/hadoop/.Trash/Current',
  });
  await expect(remove('/gone', {}, 'a-third')).rejects.toMatchObject(refusedWith('hdfs_path_not_found'));
});

test('CLU-7 a look into what Spark wrote: Parquet of every compression, CSV, JSON, and a large file by its beginning', async () => {
  const program = await upload(at().client, join(programs, 'write-tables.py'));
  const job = { name: 'tables', kind: 'spark-python', program, driver: { memoryMb: 512 } } as const;
  expect(
    (await runToItsEnd(at().client, at().clusterId, { ...job, executors: { count: 1, memoryMb: 512 } })).state,
  ).toBe('SUCCEEDED');
  const look = (path: string, rows = 100) =>
    at().client.call(hdfsFilePreview, { params: params(), query: { path, rows } });
  for (const compression of ['snappy', 'zstd', 'gzip', 'none']) {
    const seen = await look(`/tables/orders-${compression}`);
    expect(seen).toMatchObject({ format: 'parquet', rowCount: 2, columnCount: 12, truncated: false });
    expect(seen.file).toMatch(/\/part-00000-.*\.parquet$/);
    expect(seen.columns?.filter(({ omitted }) => omitted)).toEqual([]);
    expect(seen.rows?.[0]?.slice(0, 5)).toEqual([
      '1',
      '苹果',
      '12345678901234567890.123456789012345678',
      '12.50',
      '2024-02-29T12:34:56.123456Z',
    ]);
    expect(seen.rows?.[1]?.slice(0, 4)).toEqual(['-2', null, '-0.000000000000000001', '-0.05']);
  }
  expect(await look('/tables/orders-csv')).toMatchObject({
    format: 'csv',
    compression: 'gzip',
    encoding: 'utf-8',
    hasHeader: true,
    columns: [{ name: 'id' }, { name: 'name' }, { name: 'price' }, { name: 'local_at' }],
    rows: [expect.arrayContaining(['1', '苹果', '12.50']), expect.arrayContaining(['-2'])],
  });
  expect(await look('/tables/orders-json')).toMatchObject({
    format: 'json_lines',
    rows: [['1', '苹果', '12345678901234567890.123456789012345678', '[1,2,null]'], expect.anything()],
  });
  expect(await look('/tables/by-id')).toMatchObject({ format: 'parquet', rowCount: 1, columnCount: 2 });
  const large = await look('/tables/large', 3);
  expect(large.sizeBytes).toBeGreaterThan(100_000_000);
  expect(large).toMatchObject({ rowCount: 1_500_000, truncated: true });
  expect(large.rows?.map(([id]) => id)).toEqual(['0', '1', '2']);
  await expect(look('/tables')).resolves.toMatchObject({ format: 'parquet' }); // the first table's first part
  await at().client.call(hdfsFolderMake, { params: params(), body: { path: '/empty' } });
  await expect(look('/empty')).rejects.toMatchObject(refusedWith('hdfs_preview_failed'));
});

test('CLU-7 the logs of a node are listed and searched where they are', async () => {
  const { items: nodes } = await at().client.call(nodeList, { params: params() });
  const nodeId = nodes[0]?.id ?? '';
  const { items: logs } = await at().client.call(nodeLogList, { params: { ...params(), nodeId } });
  expect(logs.map(({ log }) => log)).toEqual(expect.arrayContaining(['agent', 'datanode', 'namenode']));
  const search = (query: object) =>
    at().client.call(nodeLogSearch, {
      params: { ...params(), nodeId, log: 'namenode' },
      query: { text: 'STARTUP_MSG', ...query },
    });
  const first = await search({ direction: 'forward', limit: 1 });
  expect(first.matches).toHaveLength(1);
  expect(first.matches[0]?.line).toContain('STARTUP_MSG');
  expect((await search({ text: 'startup_msg' })).matches).toEqual([]);
  const lower = await search({ text: 'startup_msg', ignoreCase: 'true', limit: 500 });
  expect(lower.matches.length).toBeGreaterThan(1);
  expect(lower.matches.at(-1)).toEqual(first.matches[0]); // newest first
  const missing = at().client.call(nodeLogSearch, {
    params: { ...params(), nodeId, log: '../conf/core-site.xml' },
    query: { text: 'a' },
  });
  await expect(missing).rejects.toMatchObject(refusedWith('log_not_found'));
});

test('RAM-1 the trail says what was put, made, moved and deleted, and which file was taken out', async () => {
  const there = { params: params() };
  await at().client.call(hdfsFolderMake, { ...there, body: { path: '/told' } });
  const local = join(at().argosy.home.path, 'told.csv');
  await writeFile(local, 'a,b\n');
  await at().client.upload(hdfsFilePut, { ...there, query: { path: '/told/a.csv' }, file: local });
  await at().client.download(hdfsFileGet, { ...there, query: { path: '/told/a.csv' }, file: `${local}.back` });
  await at().client.call(hdfsFileMove, { ...there, body: { from: '/told/a.csv', to: '/told/b.csv' } });
  await at().client.call(hdfsFileDelete, { ...there, body: { path: '/told/b.csv', skipTrash: true } });
  const told = async () => {
    const { items } = await at().client.call(auditEntryList, { query: { text: '/told' } });
    return items.toReversed().map(({ operation, detail, changes }) => ({ operation, detail, changes }));
  };
  const put = { path: '/told/a.csv', sizeBytes: 4 };
  await expect.poll(told).toMatchObject([
    { operation: 'hdfs_folder_make', detail: '/told', changes: { after: { path: '/told' } } },
    { operation: 'hdfs_file_put', detail: '/told/a.csv', changes: { after: put } },
    { operation: 'hdfs_file_get', detail: '/told/a.csv' },
    {
      operation: 'hdfs_file_move',
      detail: '/told/a.csv /told/b.csv',
      changes: { before: { path: '/told/a.csv' }, after: { path: '/told/b.csv' } },
    },
    { operation: 'hdfs_file_delete', detail: '/told/b.csv', changes: { before: { path: '/told/b.csv' }, after: {} } },
  ]);
});

test('CLU-7 what a server that died in the middle left is cleared away by the next', async () => {
  await expect.poll(() => names('/died').catch(() => ['away']), { timeout: 120_000, interval: 1000 }).toEqual([]);
});
