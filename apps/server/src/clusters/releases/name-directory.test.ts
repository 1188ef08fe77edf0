import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  NAMESPACE_ID_LEAST,
  NAMESPACE_ID_MOST,
  nameDirectoryFor,
  namespaceIdOf,
  readNameDirectory,
  writeNameDirectory,
} from './name-directory.ts';

/** As a NameNode of Hadoop 3.5.0 formatted it. */
const IMAGE = Buffer.from(
  'SERGU0lNRzEhCN/f4K8BEOgHGOgHIAAogICAgAQwAECAgICAgICAgIABHgoEIAEoAQoEIAIoAQoEIAMoAQoEIAQoAQoEIAUoAQYIgYABEAEqCA' +
    'IQgYABGAAqIAgAEP//////////fxj///////////8BIe0BAQAAAQAABAgAGAAICAAQABgAIAAGCAEQABgABAgCEAMOCIGAgIACEgZoYWRvb3AS' +
    'CIGAgIAEEgpzdXBlcmdyb3Vw1AEIARC9////DyINCgdOU19JTkZPECIYCCIUCg5FUkFTVVJFX0NPRElORxAfGCoiCwoFSU5PREUQMhhJIg8KCU' +
    'lOT0RFX0RJUhAAGHsiHQoXRklMRVNfVU5ERVJDT05TVFJVQ1RJT04QABh7Ig4KCFNOQVBTSE9UEAUYeyIWCg9JTk9ERV9SRUZFUkVOQ0UQABiA' +
    'ASIVCg5TRUNSRVRfTUFOQUdFUhAJGIABIhQKDUNBQ0hFX01BTkFHRVIQBxiJASITCgxTVFJJTkdfVEFCTEUQJxiQAQAAANY=',
  'base64',
);
const IMAGE_PATH = 'current/fsimage_0000000000000000000';
const TEMPLATE = [
  {
    path: 'current/VERSION',
    content: Buffer.from(
      '#Fri Nov 20 19:54:46 UTC 2026\nnamespaceID=368586719\nblockpoolID=BP-170790056-127.0.0.1-1795204486372\n' +
        'storageType=NAME_NODE\ncTime=1795204486374\nclusterID=CID-template\nlayoutVersion=-67\n',
    ),
  },
  { path: IMAGE_PATH, content: IMAGE },
  {
    path: `${IMAGE_PATH}.md5`,
    content: Buffer.from('1493ac9bf7046f5dc7894906a4cc4b55 *fsimage_0000000000000000000\n'),
  },
  { path: 'current/seen_txid', content: Buffer.from('0\n') },
];
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
