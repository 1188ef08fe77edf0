import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, onTestFinished, test, vi } from 'vitest';
import { programPath } from '@argosy/host/program-path';
import { makePythonLibraries } from './python-libraries.ts';

test('REL-6 a library of Python runs as it was compiled, names its sources in errors, and keeps all that it had; what is none stays as it came', async () => {
  const folder = mkdtempSync(join(tmpdir(), '云 舟-libraries-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [from, to, staging] = [join(folder, 'from'), join(folder, 'to'), join(folder, 'staging')];
  for (const each of [from, staging]) mkdirSync(each);
  const sources = {
    'one/__init__.py': strToU8('def fails():\n    raise ValueError("said")\n'),
    'one/old.py': strToU8('print "of another Python"\n'),
    'one/tests/test_one.py': strToU8('assert True\n'),
    'one/data.txt': strToU8('kept'),
  };
  writeFileSync(join(from, 'one.zip'), zipSync(sources));
  writeFileSync(join(from, 'two.zip'), 'no zip at all');
  const { signal } = new AbortController();
  const { paths, uncompiled } = await makePythonLibraries({ from, to, staging, signal });
  const [library = '', asItCame = ''] = paths;
  expect(uncompiled).toEqual([asItCame]);
  expect(readFileSync(asItCame, 'utf8')).toBe('no zip at all');
  expect(library).toBe(join(to, 'one.zip'));
  const files = unzipSync(readFileSync(library));
  expect(Object.keys(files).toSorted()).toEqual([...Object.keys(sources), 'one/__init__.pyc'].toSorted());
  expect(strFromU8(files['one/data.txt']!)).toBe('kept');

  const python = (words: string) =>
    spawnSync('python3', ['-c', words], { env: { PATH: programPath, PYTHONPATH: library }, encoding: 'utf8' });
  expect(python('import one; one.fails()').stderr).toContain(`File "${library}/one/__init__.py", line 2, in fails`);
  // Without its source it could not run unless the compiled module is what runs.
  writeFileSync(library, zipSync({ ...files, 'one/__init__.py': strToU8('this is not Python') }));
  expect(python('import one; print(one.fails.__name__)').stdout).toBe('fails\n');
});

test('REL-6 a library that stayed as it came is compiled at the next install, where it can be by then', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'libraries-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [from, to, staging] = [join(folder, 'from'), join(folder, 'to'), join(folder, 'staging')];
  for (const each of [from, to, staging]) mkdirSync(each);
  writeFileSync(join(from, 'one.zip'), zipSync({ 'one.py': strToU8('x = 1\n') }));
  linkSync(join(from, 'one.zip'), join(to, 'one.zip')); // as an install does that found no Python, and died then
  const made = await makePythonLibraries({ from, to, staging, signal: new AbortController().signal });
  expect(made).toEqual({ paths: [join(to, 'one.zip')], uncompiled: [] });
  expect(Object.keys(unzipSync(readFileSync(join(to, 'one.zip')))).toSorted()).toEqual(['one.py', 'one.pyc']);
  expect(Object.keys(unzipSync(readFileSync(join(from, 'one.zip'))))).toEqual(['one.py']);
});

test('REL-6 what was killed while it compiled refuses the install: the release would be slow for ever', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'libraries-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [from, to, staging] = [join(folder, 'from'), join(folder, 'to'), join(folder, 'staging')];
  for (const each of [from, staging]) mkdirSync(each);
  spawnSync('mkfifo', [join(from, 'one.zip')]); // the compiler waits here until it is killed
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const making = makePythonLibraries({ from, to, staging, signal: stop.signal });
  const refused = expect(making).rejects.toMatchObject({ code: 'install_failed' });
  await vi.waitFor(() => expect(spawnSync('pkill', ['-KILL', '-f', join(from, 'one.zip')]).status).toBe(0), 10_000);
  await refused;
});
