import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IMAGE, IMAGE_PATH, TEMPLATE } from '../../../test/name-directory.ts';
import {
  NAMESPACE_ID_LEAST,
  NAMESPACE_ID_MOST,
  nameDirectoryFor,
  namespaceIdOf,
  readNameDirectory,
  writeNameDirectory,
} from './name-directory.ts';

const IDS = { namespaceId: 1_234_567_890, clusterId: 'CID-one', blockPoolId: 'BP-1-127.1.2.3-99', createdAtMs: 99 };

const textOf = (files: ReturnType<typeof nameDirectoryFor>, path: string) =>
  Buffer.from(files.find((each) => each.path === path)?.content ?? []).toString();

test('CLU-1 a new HDFS has ids of its own in its VERSION file', () => {
  expect(textOf(nameDirectoryFor(TEMPLATE, IDS), 'current/VERSION')).toBe(
    'namespaceID=1234567890\nblockpoolID=BP-1-127.1.2.3-99\nstorageType=NAME_NODE\ncTime=99\nclusterID=CID-one\nlayoutVersion=-67\n',
  );
});

test('CLU-1 its image carries the same namespace id, nothing else changed, under a checksum that is right', () => {
  expect(namespaceIdOf(IMAGE)).toBe(368_586_719);
  const files = nameDirectoryFor(TEMPLATE, IDS);
  const image = files.find(({ path }) => path === IMAGE_PATH)?.content ?? new Uint8Array();
  expect(namespaceIdOf(image)).toBe(IDS.namespaceId);
  expect([...image].filter((byte, at) => byte !== IMAGE[at]).length).toBeLessThanOrEqual(5);
  const checksum = createHash('md5').update(image).digest('hex');
  expect(textOf(files, `${IMAGE_PATH}.md5`)).toBe(`${checksum} *fsimage_0000000000000000000\n`);
});

test('CLU-1 the template itself is not touched, and every id of the range fits', () => {
  const before = Buffer.from(IMAGE);
  for (const namespaceId of [NAMESPACE_ID_LEAST, NAMESPACE_ID_MOST]) {
    const image = nameDirectoryFor(TEMPLATE, { ...IDS, namespaceId }).find(({ path }) => path === IMAGE_PATH);
    expect(namespaceIdOf(image?.content ?? new Uint8Array())).toBe(namespaceId);
  }
  expect(IMAGE.equals(before)).toBe(true);
  expect(() => nameDirectoryFor(TEMPLATE, { ...IDS, namespaceId: NAMESPACE_ID_LEAST - 1 })).toThrow('five bytes');
});

test('CLU-1 what is written is read back, and never over another file system', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'name-directory-'));
  try {
    const files = nameDirectoryFor(TEMPLATE, IDS);
    await writeNameDirectory(directory, files);
    const read = await readNameDirectory(directory);
    expect(read.map(({ path }) => path).sort()).toEqual(files.map(({ path }) => path).sort());
    await expect(writeNameDirectory(directory, files)).rejects.toThrow('EEXIST');
  } finally {
    await rm(directory, { recursive: true });
  }
});
