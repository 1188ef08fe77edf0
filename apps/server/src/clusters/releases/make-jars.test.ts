// The jars that are made here.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { aJdk } from '../../../test/a-jdk.ts';
import { findJava } from './find-java.ts';
import { compileJar } from './make-jars.ts';

test('REL-6 a compiler that fails is named with its last words, and no jar is left', async () => {
  await using _ = await aJdk('17.0.1+1');
  const staging = await mkdtemp(join(tmpdir(), 'argosy-test-jars-'));
  const jar = join(staging, 'ours.jar');
  const { signal } = new AbortController();
  const compiling = compileJar({
    java: await findJava(),
    sources: ['/a/One.java'],
    classPath: '',
    jar,
    staging,
    signal,
  });
  await expect(compiling).rejects.toMatchObject({
    code: 'install_failed',
    facts: { step: 'compiling One.java', lastLines: ['no Java at all'] },
  });
  await rm(staging, { recursive: true });
});

test('REL-6 a checkout in a folder of any letters compiles, whatever the locale of the server', async () => {
  const staging = await mkdtemp(join(tmpdir(), '云 舟-'));
  const source = join(staging, 'One.java');
  const jar = join(staging, 'ours.jar');
  await writeFile(source, 'package argosy;\npublic class One {}');
  vi.stubEnv('LC_ALL', 'C');
  try {
    const { signal } = new AbortController();
    await compileJar({ java: await findJava(), sources: [source], classPath: '', jar, staging, signal });
    expect((await stat(jar)).size).toBeGreaterThan(0);
  } finally {
    vi.unstubAllEnvs();
    await rm(staging, { recursive: true });
  }
});
