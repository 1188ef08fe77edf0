import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

test('what was missing is made and told, what is there is left', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-test-folder-'));
  expect(await makeFolder(join(folder, 'a/b'))).toEqual([join(folder, 'a'), join(folder, 'a/b')]);
  expect(await makeFolder(join(folder, 'a/b'))).toEqual([]);
  expect((await stat(join(folder, 'a/b'))).isDirectory()).toBe(true);
  await rm(folder, { recursive: true });
});

test('where no folder can be made, it says so', async () => {
  await expect(makeFolder('/proc/none')).rejects.toThrow('ENOENT');
  await expect(makeFolder('/proc/none/below')).rejects.toThrow('ENOENT');
});
