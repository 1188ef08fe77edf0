// The jars that are made here.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, zipSync, type UnzipFileInfo } from 'fflate';
import { expect, test, vi } from 'vitest';
import { aJdk } from '../../../test/a-jdk.ts';
import { findJava } from './find-java.ts';
import { compileJar, defaultsWithoutDescriptions, putJar } from './make-jars.ts';

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

test('REL-6 defaults lose their explanations and nothing else, and the first of a name wins', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-test-jars-'));
  const jar = async (name: string, files: Readonly<Record<string, string>>) => {
    const path = join(folder, name);
    const entries = Object.entries(files).map(([file, text]) => [file, Buffer.from(text)] as const);
    await writeFile(path, zipSync(Object.fromEntries(entries)));
    return path;
  };
  const one = await jar('one.jar', {
    'core-default.xml': `<?xml version="1.0"?>
<!-- of nobody's
     concern -->
<configuration>
  <property>
    <name>spaces.count</name>
    <value> a &amp; b
    </value>
    <description>What <code>a</code>
      is.</description>
    <final>true</final>
  </property>
  <property><name>none</name></property>
  <property><name>blank</name><value> </value></property>
</configuration>
`,
    'core-site.xml': '<configuration/>',
    'deeper/other-default.xml': '<configuration/>',
  });
  const two = await jar('two.jar', {
    'core-default.xml': '<configuration/>',
    'yarn-default.xml': '<configuration/>',
  });
  const found = await defaultsWithoutDescriptions([one, two]);
  expect(found.map(([name, content]) => [name, Buffer.from(content).toString()])).toEqual([
    [
      'core-default.xml',
      `<?xml version="1.0"?>

<configuration><property><name>spaces.count</name><value> a &amp; b
    </value><final>true</final></property><property><name>none</name></property><property><name>blank</name><value> </value></property></configuration>`,
    ],
    ['yarn-default.xml', '<configuration/>'],
  ]);
  await rm(folder, { recursive: true });
});

test('REL-6 a signed jar is packed anew, without its signatures and uncompressed; others are linked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-test-jars-'));
  const signed = join(folder, 'signed');
  const kept = {
    'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n',
    'a/B.class': 'class '.repeat(100),
    'a/META-INF/C.SF': 'no signature',
  };
  const all = { ...kept, 'META-INF/DUMMY.SF': 'signature', 'META-INF/DUMMY.DSA': 'key' };
  const encoded = Object.entries(all).map(([name, text]) => [name, Buffer.from(text)] as const);
  await writeFile(signed, zipSync(Object.fromEntries(encoded)));
  const jar = join(folder, 'janino-3.1.9.jar');
  await putJar(signed, jar);
  const entries: UnzipFileInfo[] = [];
  const left = unzipSync(await readFile(jar), { filter: (entry) => entries.push(entry) > 0 });
  expect(
    Object.fromEntries(Object.entries(left).map(([name, content]) => [name, Buffer.from(content).toString()])),
  ).toEqual(kept);
  expect(entries.map(({ compression }) => compression)).toEqual([0, 0, 0]);
  const before = await stat(jar);
  await putJar(signed, jar); // an install that was killed is done again: class-data archives are bound to the jar as it is
  expect((await stat(jar)).ino).toBe(before.ino);
  await putJar(signed, join(folder, 'hadoop-hdfs-client-3.5.0.jar'));
  expect((await stat(join(folder, 'hadoop-hdfs-client-3.5.0.jar'))).ino).toBe((await stat(signed)).ino);
  await rm(folder, { recursive: true });
});
