// The jars that are made here.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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
