import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { keptLogPieces, unzippedSize } from './kept-log-pieces.ts';

async function aLog(content: Buffer) {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-test-'));
  const file = join(folder, 'stdout.gz');
  await writeFile(file, gzipSync(content));
  return { file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

test('JOB-3 any piece of a log is what was written there, in whatever order pieces are asked for', async () => {
  const content = randomBytes(300_000);
  await using log = await aLog(content);
  const read = keptLogPieces();
  for (const [offset, limit] of [
    [0, 100_000],
    [99_998, 100_000], // a character cut in two begins the next piece
    [199_998, 50_000],
    [10, 5],
    [249_998, 100_000],
    [400_000, 10],
    [0, 1],
  ] as const) {
    expect(await read(log.file, { offset, limit })).toEqual(content.subarray(offset, offset + limit));
  }
  expect(await unzippedSize(log.file)).toBe(300_000);
});

test('JOB-3 who reads on is not affected when the file goes: it was opened once', async () => {
  const content = randomBytes(300_000);
  await using log = await aLog(content);
  const read = keptLogPieces();
  await read(log.file, { offset: 0, limit: 1000 });
  await rm(log.file);
  expect(await read(log.file, { offset: 1000, limit: 500_000 })).toEqual(content.subarray(1000));
  await expect(read(log.file, { offset: 5, limit: 10 })).rejects.toThrow('ENOENT');
});
