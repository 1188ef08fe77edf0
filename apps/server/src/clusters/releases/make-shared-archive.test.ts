// What a release is worth without its class data: only a JDK that cannot make it is an excuse.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aJdk } from '../../../test/a-jdk.ts';
import { findJava } from './find-java.ts';
import { makeSharedArchive } from './make-shared-archive.ts';

async function madeByOneThatSays(words: string): Promise<string | undefined> {
  await using _jdk = await aJdk('17.0.1+1', words);
  const staging = await mkdtemp(join(tmpdir(), 'argosy-test-archive-'));
  await using _staging = { [Symbol.asyncDispose]: () => rm(staging, { recursive: true }) };
  return await makeSharedArchive({
    java: await findJava(),
    classList: new URL('data/6.0.0/hadoop-classes.txt.gz', import.meta.url),
    classPath: '',
    archive: join(staging, 'classes.jsa'),
    staging,
    runAs: undefined,
    signal: new AbortController().signal,
  });
}

test('REL-6 a JDK without class data sharing is no reason to refuse a release; no memory and no disk are', async () => {
  expect(await madeByOneThatSays('Dumping a shared archive is not supported in this VM')).toBeUndefined();
  await expect(madeByOneThatSays('There is insufficient memory for the Java Runtime')).rejects.toMatchObject({
    code: 'install_failed',
    facts: { step: 'making the class data archive classes.jsa' },
  });
  await expect(madeByOneThatSays('classes.jsa: No space left on device')).rejects.toMatchObject({ code: 'disk_full' });
});
