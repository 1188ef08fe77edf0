import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAppending } from './files.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'argosy-test-files-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('what is appended goes to the end of a file, and to nothing that stands in its place', () => {
  const path = join(folder, 'a.log');
  for (const text of ['one\n', 'two\n']) {
    const file = openAppending(path);
    writeSync(file, text);
    closeSync(file);
  }
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  writeFileSync(join(folder, 'secret'), '');
  symlinkSync('secret', join(folder, 'link'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  for (const name of ['link', 'pipe']) expect(() => openAppending(join(folder, name))).toThrow(name);
});
