import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findJava } from './find-java.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-java-'));
});
afterEach(async () => rm(folder, { recursive: true }));

async function aJdk(version: string, programs: readonly string[] = ['java', 'javac']): Promise<string> {
  const home = join(folder, `jdk-${version}`);
  await mkdir(join(home, 'bin'), { recursive: true });
  for (const each of programs) await writeFile(join(home, 'bin', each), '', { mode: 0o755 });
  await writeFile(join(home, 'release'), `JAVA_RUNTIME_VERSION="${version}+6"\nJAVA_VERSION="${version}"\n`);
  return home;
}

test('REL-6 the JDK of JAVA_HOME is taken, else the one in PATH through its links', async () => {
  const [named, inPath] = [await aJdk('17.0.15'), await aJdk('21.0.2')];
  expect(await findJava({ JAVA_HOME: named, PATH: join(inPath, 'bin') })).toMatchObject({ home: named, major: 17 });
  await symlink(join(inPath, 'bin', 'java'), join(folder, 'java'));
  expect(await findJava({ PATH: folder })).toMatchObject({ home: inPath, major: 21, build: '21.0.2+6' });
});

test('REL-6 a machine without a JDK is told so, and so is one with a JDK that Hadoop does not run on', async () => {
  await expect(findJava({ PATH: folder })).rejects.toMatchObject({ code: 'java_missing', facts: { program: 'java' } });
  const withoutCompiler = await aJdk('17.0.15', ['java']);
  await expect(findJava({ JAVA_HOME: withoutCompiler })).rejects.toMatchObject({
    code: 'java_missing',
    facts: { program: join(withoutCompiler, 'bin', 'javac') },
  });
  await expect(findJava({ JAVA_HOME: await aJdk('11.0.2') })).rejects.toMatchObject({
    code: 'java_version_unsupported',
    facts: { found: '11.0.2+6', needed: '17 / 21' },
  });
});
