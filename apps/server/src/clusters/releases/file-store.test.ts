import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileStore } from './file-store.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'file-store-'));
});
afterEach(async () => rm(home, { recursive: true }));

const CONTENT = 'what a registry gave';
const FILE = {
  name: 'a.jar',
  sha256: createHash('sha256').update(CONTENT).digest('hex'),
  sizeBytes: CONTENT.length,
};

async function fetched(content: string): Promise<string> {
  const path = join(home, 'fetched');
  await writeFile(path, content, { mode: 0o600 });
  return path;
}

test('REL-6 a file that is what was pinned goes into the store, readable by everybody', async () => {
  const store = fileStore(home);
  expect(await store.has(FILE)).toBe(false);
  await store.take(await fetched(CONTENT), FILE);
  expect(await store.has(FILE)).toBe(true);
  expect(store.pathOf(FILE)).toBe(join(home, 'store', 'sha256', FILE.sha256.slice(0, 2), FILE.sha256));
  expect((await stat(store.pathOf(FILE))).mode & 0o777).toBe(0o644);
  expect((await stat(join(home, 'store', 'sha256'))).mode & 0o777).toBe(0o755);
});

test('REL-6 a file whose checksum differs is refused, named with both checksums, and not kept', async () => {
  const store = fileStore(home);
  const path = await fetched('what somebody else put there');
  const actual = createHash('sha256').update('what somebody else put there').digest('hex');
  await expect(store.take(path, FILE)).rejects.toMatchObject({
    code: 'package_checksum_differs',
    facts: { file: 'a.jar', expected: FILE.sha256, actual },
  });
  expect(await store.has(FILE)).toBe(false);
  await expect(readFile(path)).rejects.toThrow('ENOENT');
});

test('REL-6 a file that a power cut left short is fetched again', async () => {
  const store = fileStore(home);
  await store.take(await fetched(CONTENT), FILE);
  await truncate(store.pathOf(FILE), 3);
  expect(await store.has(FILE)).toBe(false);
});

test('REL-6 a link shares the stored file, and linking twice is the same as once', async () => {
  const store = fileStore(home);
  await store.take(await fetched(CONTENT), FILE);
  const target = join(home, 'linked.jar');
  await store.linkTo(FILE, target);
  await store.linkTo(FILE, target);
  expect((await stat(target)).ino).toBe((await stat(store.pathOf(FILE))).ino);
});

test('REL-6 what was linked to a file that a power cut left short is linked to the one that was fetched again', async () => {
  const store = fileStore(home);
  const target = join(home, 'linked.jar');
  await store.take(await fetched(CONTENT), FILE);
  await store.linkTo(FILE, target);
  await truncate(store.pathOf(FILE), 3);
  await store.take(await fetched(CONTENT), FILE);
  await store.linkTo(FILE, target);
  expect(await readFile(target, 'utf8')).toBe(CONTENT);
});
