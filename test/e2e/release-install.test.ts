// Releases from the real registries, by the real Maven and pip. The first install is shared by all tests (and by other test
// files, where ARGOSY_TEST_RELEASES_HOME says where); a test that needs a home of its own gets links to the fetched files, so
// that only what it is about is fetched again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { link, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBelonging } from '@argosy/host/sweep';
import { newestRunnable } from '../../apps/server/src/clusters/releases/catalogue.ts';
import { fileStore, linkTree } from '../../apps/server/src/clusters/releases/file-store.ts';
import { pinnedMavenFile } from '../../apps/server/src/clusters/releases/fetch-maven-files.ts';
import {
  findBuildDirectory,
  findInstalledRelease,
  installReleaseFiles,
} from '../../apps/server/src/clusters/releases/install-release-files.ts';
import type {
  InstallProgress,
  InstalledRelease,
} from '../../apps/server/src/clusters/releases/install-release-files.ts';
import { HADOOP_OPENS } from '../../apps/server/src/clusters/releases/java-command.ts';
import {
  nameDirectoryFor,
  readNameDirectory,
  writeNameDirectory,
} from '../../apps/server/src/clusters/releases/name-directory.ts';

const release = newestRunnable();
const signal = new AbortController().signal;
const sharedHome = process.env['ARGOSY_TEST_RELEASES_HOME'] ?? '/var/tmp/argosy-test-releases';
let installed: InstalledRelease;
const folders: string[] = [];

beforeAll(async () => {
  installed = await installReleaseFiles({ home: sharedHome, release, onProgress: () => undefined, signal });
});
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** A folder beside the shared home: hard links do not cross file systems. */
async function newHome(): Promise<string> {
  const home = await mkdtemp(`${sharedHome}-test-`);
  folders.push(home);
  return home;
}

/** With Spark unpacked and its classes laid out, which is most of the work, and nothing of Hadoop. */
async function homeWithoutJars(): Promise<string> {
  const home = await newHome();
  await linkTree(join(sharedHome, 'store', 'unpacked'), join(home, 'store', 'unpacked'));
  const [directory, archive] = [await findBuildDirectory(home, release.version), installed.spark.sharedArchive];
  if (directory === undefined || archive === undefined) throw new Error('the shared release is whole');
  await mkdir(directory, { recursive: true });
  await link(archive, join(directory, basename(archive)));
  return home;
}

type Install = {
  readonly lines: readonly Line[];
  /** Resolves when a report fits. */
  readonly reports: (fits: (progress: InstallProgress) => boolean) => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly end: Promise<Line>;
};
type Line = Partial<InstallProgress> & {
  installed?: InstalledRelease;
  refused?: string;
  facts?: Record<string, unknown>;
};

function startInstall(home: string, environment: NodeJS.ProcessEnv = process.env): Install {
  const program = join(import.meta.dirname, 'install-release.ts');
  const child = spawn(process.execPath, [program, home], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Line[] = [];
  const seen = new EventTarget();
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(JSON.parse(text) as Line); // our own program writes nothing else
    seen.dispatchEvent(new Event('line'));
  });
  const closed = once(child, 'close');
  return {
    lines,
    reports: async (fits) => {
      while (!lines.some((line) => line.step !== undefined && fits(line as InstallProgress))) {
        await Promise.race([
          once(seen, 'line'),
          closed.then(() => Promise.reject(new Error('ended without the report'))),
        ]);
      }
    },
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
    end: closed.then(() => lines.at(-1) ?? {}),
  };
}

test('REL-6 an installed release is whole, and installing it again does nothing but find it', async () => {
  const done: InstallProgress[] = [];
  const again = await installReleaseFiles({ home: sharedHome, release, onProgress: (each) => done.push(each), signal });
  expect(done).toEqual([]);
  expect(again).toEqual(installed);
  expect(await findInstalledRelease(sharedHome, release.version)).toEqual(installed);
  expect(installed.hadoop.sharedArchive).toBeDefined();
  expect(installed.spark.sharedArchive).toBeDefined();
  const { examplesJar, jars } = installed.hadoop;
  for (const path of [...jars, examplesJar, installed.spark.programsJar, ...installed.spark.pythonLibraries]) {
    expect((await stat(path)).mode & 0o444).toBe(0o444);
  }
  expect(await findInstalledRelease(await newHome(), release.version)).toBeUndefined();
});

test('REL-6 a home that shares the folder of releases by a link finds what is installed there, and leaves it', async () => {
  const home = await newHome();
  await symlink(join(sharedHome, 'releases'), join(home, 'releases'));
  expect(await findInstalledRelease(home, release.version)).toEqual(installed);
  expect(await installReleaseFiles({ home, release, onProgress: () => undefined, signal })).toEqual(installed);
});

test('REL-6 killed while it fetches and killed again while it archives, an install goes on where it was', async () => {
  const home = await homeWithoutJars();
  const first = startInstall(home);
  await first.reports(({ package: of, step, filesDone }) => of === 'hadoop' && step === 'verify' && filesDone > 20);
  await first.kill();
  expect(await findInstalledRelease(home, release.version)).toBeUndefined();

  const second = startInstall(home);
  await second.reports(({ package: of, step }) => of === 'hadoop' && step === 'archive');
  await second.kill();
  const wanted = second.lines.find(({ package: of, step }) => of === 'hadoop' && step === 'fetch');
  expect(wanted?.filesTotal).toBeLessThan(release.packages.classPath.length + release.packages.beside.length);
  expect(await findInstalledRelease(home, release.version)).toBeUndefined();

  // The third and the fourth at once: one works, the other waits for it, and both have the same release.
  const both = [startInstall(home), startInstall(home)];
  const ends = await Promise.all(both.map((each) => each.end));
  expect(ends[0]?.installed?.directory).toBe((await findInstalledRelease(home, release.version))?.directory);
  expect(ends[1]).toEqual(ends[0]);
  expect(both.filter((each) => each.lines.some(({ step }) => step === 'archive'))).toHaveLength(1);
  expect(await readdir(join(home, 'staging', release.version))).toEqual([]);
  expect(findBelonging({ folder: join(home, 'staging'), except: [] })).toEqual([]); // nothing of the killed ones lives on
});

test('REL-6 a file that is not what was pinned is refused with its name and both checksums', async () => {
  const home = await newHome();
  await linkTree(join(sharedHome, 'store'), join(home, 'store'));
  const [genuine, ...others] = release.packages.classPath;
  if (genuine === undefined) throw new Error('a release has files');
  const expected = 'ab'.repeat(32);
  const changed = {
    ...release,
    packages: { ...release.packages, classPath: [{ ...genuine, sha256: expected }, ...others] },
  };
  const install = installReleaseFiles({ home, release: changed, onProgress: () => undefined, signal });
  await expect(install).rejects.toMatchObject({
    code: 'package_checksum_differs',
    facts: { file: pinnedMavenFile(genuine).name, expected, actual: genuine.sha256 },
  });
  expect(await fileStore(home).has({ ...pinnedMavenFile(genuine), sha256: expected })).toBe(false);
  expect(await readdir(join(home, 'staging', release.version))).toEqual([]);
});

test('REL-6 without Maven, and with one that fails, the person is told which', async () => {
  const programs = await mkdtemp(join(tmpdir(), 'programs-'));
  folders.push(programs);
  for (const each of ['python3', 'tar']) {
    const path = await findProgram(each);
    await symlink(path, join(programs, each));
  }
  const environment = { ...process.env, PATH: programs, JAVA_HOME: installed.java.home };
  expect(await startInstall(await homeWithoutJars(), environment).end).toMatchObject({ refused: 'maven_missing' });

  await writeFile(join(programs, 'mvn'), '#!/bin/sh\necho "[ERROR] the mirror of the company is closed"\nexit 1\n', {
    mode: 0o755,
  });
  expect(await startInstall(await homeWithoutJars(), environment).end).toEqual({
    refused: 'maven_failed',
    facts: { lastLines: ['[ERROR] the mirror of the company is closed'] },
  });
});

test('CLU-1 a NameNode starts on a copy of the formatted directory and serves under the ids it was given', async () => {
  const work = await mkdtemp(join(tmpdir(), 'name-node-'));
  folders.push(work);
  const address = '127.77.8.1';
  const ids = {
    namespaceId: 1_234_567_890,
    clusterId: 'CID-of-this-test',
    blockPoolId: `BP-42-${address}-7`,
    createdAtMs: 7,
  };
  await mkdir(join(work, 'conf'));
  await mkdir(join(work, 'names'));
  await writeNameDirectory(
    join(work, 'names'),
    nameDirectoryFor(await readNameDirectory(installed.hadoop.nameDirectoryTemplate), ids),
  );
  await writeConfiguration(join(work, 'conf'), {
    'core-site.xml': { 'fs.defaultFS': `hdfs://${address}:8020` },
    'hdfs-site.xml': {
      'dfs.namenode.rpc-address': `${address}:8020`,
      'dfs.namenode.http-address': `${address}:9870`,
      'dfs.namenode.name.dir': `file://${work}/names`,
    },
  });
  // What stands before Hadoop's and Spark's own of the same names has to come first
  expect(installed.hadoop.jars[0]).toMatch(/\/argosy-first\.jar$/);
  expect(installed.spark.jars).toMatch(/^[^:]+\/argosy-first\.jar:[^:]+\/spark\/jars\/\*$/);
  // `-Xshare:on`: it starts only if the archive of the release is accepted with the configuration behind the jars.
  const archive = ['-Xshare:on', `-XX:SharedArchiveFile=${installed.hadoop.sharedArchive ?? ''}`, '-XX:+UseSerialGC'];
  const options = [...HADOOP_OPENS, ...archive, `-Djava.io.tmpdir=${work}`, `-Dhadoop.log.dir=${work}`];
  const classPath = [...installed.hadoop.jars, join(work, 'conf')].join(':');
  const main = 'org.apache.hadoop.hdfs.server.namenode.NameNode';
  const java = join(installed.java.home, 'bin', 'java');
  const nameNode = spawn(java, [...options, '-cp', classPath, main], { cwd: work, stdio: 'ignore' });
  const ended = once(nameNode, 'exit');
  try {
    const info = await jmxOf(`http://${address}:9870/jmx?qry=Hadoop:service=NameNode,name=NameNodeInfo`, ended);
    expect(info).toMatchObject({ ClusterId: ids.clusterId, BlockPoolId: ids.blockPoolId });
  } finally {
    nameNode.kill('SIGKILL');
    await ended;
  }
});

async function findProgram(name: string): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(':')) {
    const path = join(folder, name);
    if (
      await stat(path)
        .then((found) => found.isFile())
        .catch(() => false)
    )
      return path;
  }
  throw new Error(`${name} is not in PATH`);
}

async function writeConfiguration(folder: string, files: Record<string, Record<string, string>>): Promise<void> {
  for (const [name, properties] of Object.entries(files)) {
    const lines = Object.entries(properties).map(
      ([key, value]) => `<property><name>${key}</name><value>${value}</value></property>`,
    );
    await writeFile(join(folder, name), `<configuration>${lines.join('')}</configuration>`);
  }
}

/** Asks until the page answers; a daemon gives no other sign when its output goes nowhere. */
async function jmxOf(url: string, ended: Promise<unknown>): Promise<unknown> {
  const deadline = AbortSignal.timeout(120_000);
  for (;;) {
    deadline.throwIfAborted();
    const answer = await fetch(url, { signal: deadline })
      .then(async (response) => (await response.json()) as { beans: unknown[] }) // Hadoop's own shape
      .catch(() => undefined);
    if (answer?.beans[0] !== undefined) return answer.beans[0];
    await Promise.race([delay(100), ended.then(() => Promise.reject(new Error('the NameNode ended')))]);
  }
}
