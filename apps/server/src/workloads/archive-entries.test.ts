import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { findUnsafeEntry } from './archive-entries.ts';

async function aFolder() {
  const path = await mkdtemp(join(tmpdir(), 'argosy-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

async function looked(name: string, content: Uint8Array) {
  await using folder = await aFolder();
  const file = join(folder.path, name);
  await writeFile(file, content);
  return await findUnsafeEntry(file, name);
}

const evil = '../../etc/cron.d/evil';
const zipOf = (...names: readonly string[]) =>
  Buffer.from(zipSync(Object.fromEntries(names.map((name) => [name, Buffer.from('content')]))));
/** Where the record at the end of a zip stands. */
const endOf = (zip: Buffer) => zip.length - 22;

/** What is written when a directory has more entries, or lies further back, than the plain record can say. */
function as64(zip: Buffer): Buffer {
  const end = endOf(zip);
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(zip.readUInt16LE(end + 10)), 32);
  record.writeBigUInt64LE(BigInt(zip.readUInt32LE(end + 12)), 40);
  record.writeBigUInt64LE(BigInt(zip.readUInt32LE(end + 16)), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50);
  locator.writeBigUInt64LE(BigInt(end), 8);
  const plain = Buffer.from(zip.subarray(end));
  plain.writeUInt16LE(0xffff, 10);
  plain.writeUInt32LE(0xffffffff, 12);
  plain.writeUInt32LE(0xffffffff, 16);
  return Buffer.concat([zip.subarray(0, end), record, locator, plain]);
}

test.each([
  ['as it comes', (zip: Buffer) => zip],
  ['in the large form', as64],
  ['with something before it', (zip: Buffer) => Buffer.concat([Buffer.from('#!/bin/sh\n'), zip])],
])('the names of a zip are read %s', async (_, change) => {
  expect(await looked('a.zip', change(zipOf('good', 'good/too')))).toBeUndefined();
  expect(await looked('a.zip', change(zipOf('good', evil)))).toEqual({ entry: evil });
});

test.each([
  ['names another place for its directory', (zip: Buffer) => zip.writeUInt32LE(0, endOf(zip) + 16)],
  ['says that its directory is too large to read', (zip: Buffer) => zip.writeUInt32LE(0x7fffffff, endOf(zip) + 12)],
  ['says that it has fewer entries than there are', (zip: Buffer) => zip.writeUInt16LE(1, endOf(zip) + 10)],
  ['hints at a large form that is not there', (zip: Buffer) => zip.writeUInt32LE(0xffffffff, endOf(zip) + 16)],
])('a zip that %s is refused, not taken to be empty', async (_, spoil) => {
  const zip = zipOf('good', evil);
  spoil(zip);
  expect(await looked('a.zip', zip)).toBeDefined();
});

test('a zip whose comment holds the end of another one is refused', async () => {
  const zip = zipOf('good', evil);
  const other = zipOf('good');
  other.writeUInt16LE(1, endOf(other) + 20); // a comment that is not there: unzippers go on looking
  zip.writeUInt16LE(other.length, endOf(zip) + 20);
  expect(await looked('a.zip', Buffer.concat([zip, other]))).toHaveProperty('problem');
  const commented = zipOf('good');
  commented.writeUInt16LE(5, endOf(commented) + 20);
  expect(await looked('a.zip', Buffer.concat([commented, Buffer.from('hello')]))).toBeUndefined();
});

test('a name that only stands before the content of an entry is looked at too', async () => {
  const zip = zipOf('good/one', 'xxxxxx/two');
  zip.write('../../', zip.indexOf('xxxxxx/two'));
  expect(await looked('a.jar', zip)).toEqual({ entry: '../..//two' });
});

test('what is no zip has no names', async () => {
  expect(await looked('a.jar', Buffer.from('just text'))).toBeUndefined();
  expect(await looked('a.tgz', Buffer.from('just text'))).toBeUndefined();
});

test.each(['--format=gnu', '--format=pax', '--format=ustar'])('a tar of tar %s is read to its end', async (format) => {
  await using folder = await aFolder();
  const deep = join(folder.path, 'tree', ...Array.from({ length: 6 }, () => 'a-folder-with-a-long-name'));
  await mkdir(deep, { recursive: true });
  await writeFile(join(deep, 'file'), Buffer.alloc(100_000, 'x'));
  const pack = (...how: readonly string[]) =>
    execFileSync('tar', ['-C', folder.path, '-cz', format, ...how, 'tree'], {
      maxBuffer: 1e8,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  expect(await looked('a.tar.gz', pack())).toBeUndefined();
  expect(await looked('a.tar.gz', pack('--absolute-names', '--transform=s,name/file$,../../file,'))).toMatchObject({
    entry: expect.stringContaining('../../file'),
  });
});

const block = (fields: Readonly<Record<number, string>>, content = '') => {
  const header = Buffer.alloc(512);
  for (const [at, value] of Object.entries(fields)) header.write(value, Number(at), 'latin1');
  header.write('        ', 148);
  header.write(
    `${header
      .reduce((total, byte) => total + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return Buffer.concat([header, Buffer.from(content.padEnd(Math.ceil(content.length / 512) * 512, '\0'))]);
};
const size = (bytes: number) => `${bytes.toString(8).padStart(11, '0')}\0`;

test('a tar cannot hide an entry in what is taken for the content of another', async () => {
  const hidden = block({ 0: evil, 124: size(0), 156: '0' });
  const honest = block({ 0: 'good', 124: size(0), 156: '0' });
  const pax = '10 size=0\n';
  const withPax = [
    block({ 0: 'pax', 124: size(pax.length), 156: 'x' }, pax),
    block({ 0: 'good', 124: size(512), 156: '0' }),
  ];
  expect(await looked('a.tgz', gzipSync(Buffer.concat([...withPax, hidden])))).toEqual({ entry: evil });
  const large = block({ 0: 'pax', 124: size(70_000), 156: 'x' }, `70000 path=${evil}\n`.padEnd(70_000, ' '));
  expect(await looked('a.tgz', gzipSync(Buffer.concat([large, honest])))).toHaveProperty('problem');
  const broken = Buffer.from(honest);
  broken.write('evil', 0);
  expect(await looked('a.tgz', gzipSync(Buffer.concat([honest, broken])))).toHaveProperty('problem');
});

/** A record of a pax header, which begins with its own length. */
const record = (text: string) => {
  const bytes = Buffer.byteLength(text) + 2;
  return `${bytes + String(bytes + String(bytes).length).length} ${text}\n`;
};

test('what only looks like a record of a pax header hides nothing', async () => {
  const pax = (kind: string, content: string) => block({ 0: 'pax', 124: size(content.length), 156: kind }, content);
  const entry = (name: string, kind = '0', bytes = 0) => block({ 0: name, 124: size(bytes), 156: kind });
  const seen = (...pieces: readonly Buffer[]) => looked('a.tgz', gzipSync(Buffer.concat(pieces)));
  const comment = pax('x', record('comment=\n12 size=512'));
  expect(await seen(comment, entry('good'), entry(evil))).toEqual({ entry: evil });
  expect(
    await seen(pax('x', record('size=512')), entry('good'), Buffer.alloc(512, 'x'), entry('good')),
  ).toBeUndefined();
  for (const key of ['path', 'linkpath', 'GNU.sparse.name'])
    expect(await seen(pax('X', record('comment=x') + record(`${key}=${evil}`)), entry('good'))).toEqual({
      entry: evil,
    });
  for (const content of ['12 size=0\n', '8 size=0\n', '0 size=0\n', 'size=0\n', record('size=-1'), record('comment')])
    expect(await seen(pax('x', content), entry('good')), content).toHaveProperty('problem');
  expect(await seen(pax('g', record('size=512')), entry('good'), entry(evil), entry('good'))).toHaveProperty('problem');
  expect(await seen(entry('folder/', '5', 512), entry(evil))).toHaveProperty('problem');
});
