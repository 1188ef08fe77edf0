import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { boundLog } from '@argosy/host/files';
import { mountSmallDisk, noMounts } from '@argosy/testkit';
import { boundOutput, lastLines } from './log-file.ts';

const LARGEST_LOG_BYTES = 64 * 1024 * 1024;
const MIB = 1024 * 1024;
let folder = '';
let log = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'argosy-test-log-'));
  log = join(folder, 'web.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a log that has grown too large is put aside, and its writer goes on at the new beginning', () => {
  const writer = openSync(log, 'a');
  writeSync(writer, 'small\n');
  boundLog(log, LARGEST_LOG_BYTES);
  expect(readFileSync(log, 'utf8')).toBe('small\n');
  truncateSync(log, 65 * MIB);
  boundLog(log, LARGEST_LOG_BYTES);
  expect(statSync(`${log}.1`).size).toBe(65 * MIB);
  writeSync(writer, 'the next\n');
  closeSync(writer);
  expect(lastLines(log, 5)).toEqual(['the next']);
});

test('neither a log nor the place of its copy leads elsewhere through a link', () => {
  const precious = join(folder, 'precious');
  writeFileSync(precious, 'as it was');
  writeFileSync(log, '');
  truncateSync(log, 65 * MIB);
  symlinkSync(precious, `${log}.1`);
  boundLog(log, LARGEST_LOG_BYTES);
  expect(readFileSync(precious, 'utf8')).toBe('as it was');
  expect(statSync(log).size).toBe(0);
  truncateSync(precious, 65 * MIB);
  symlinkSync(precious, join(folder, 'other.log'));
  boundLog(join(folder, 'other.log'), LARGEST_LOG_BYTES);
  expect(statSync(precious).size).toBe(65 * MIB);
});

test('an action’s output is cut at its largest, with a last line that says so, also while its program writes on', () => {
  const writer = openSync(log, 'a');
  for (let round = 0; round < 2; round += 1) {
    if (round === 0) truncateSync(log, 257 * MIB);
    writeSync(writer, 'and on\n');
    boundOutput(log);
    expect(lastLines(log, 5).at(-1)).toContain('cut here');
    expect(statSync(log).size).toBeLessThan(256 * MIB + 200);
  }
  const { size } = statSync(log);
  boundOutput(log);
  expect(statSync(log).size).toBe(size);
  closeSync(writer);
});

test.runIf(process.getuid?.() === 0)('on a full disk a large log is cut without a copy', ({ skip }) => {
  if (!mountSmallDisk(folder, 'size=70m')) skip(noMounts);
  try {
    writeFileSync(log, Buffer.alloc(65 * MIB, 'a line\n'));
    boundLog(log, LARGEST_LOG_BYTES);
    expect(statSync(log).size).toBe(0);
    expect(existsSync(`${log}.1`)).toBe(false);
  } finally {
    execFileSync('umount', [folder]);
  }
});
