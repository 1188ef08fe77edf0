// Pins a runnable release: resolves the artifacts named below through the person's own Maven and pip, and writes every file
// with its exact coordinates, size and SHA-256 into the release's `packages.json`. Run by hand when a release is made:
//   sh tools/with-node.sh tools/pin-release.ts
// What it writes is reviewed and committed; nothing is pinned at run time.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { mavenFileName } from '../apps/server/src/clusters/releases/release.ts';
import type { MavenFile, PythonFile } from '../apps/server/src/clusters/releases/release.ts';

const RELEASE = '6.0.0';
const HADOOP = '3.5.0';

/** What the daemons, their clients and MapReduce need. The ResourceManager does not start without the timeline service. */
const HADOOP_ARTIFACTS = [
  'hadoop-common',
  'hadoop-hdfs',
  'hadoop-hdfs-client',
  'hadoop-yarn-server-resourcemanager',
  'hadoop-yarn-server-nodemanager',
  'hadoop-yarn-client',
  'hadoop-yarn-server-timelineservice',
  'hadoop-mapreduce-client-app',
  'hadoop-mapreduce-client-jobclient',
  'hadoop-mapreduce-client-shuffle',
  'hadoop-mapreduce-client-hs',
];

/** Not on the class path: the web pages of HDFS are only in its tests jar, and the examples have no jar of 3.5.0 or 3.4.3
 *  in the public registry; those of 3.4.2 run on 3.5.0. */
const BESIDE_THE_CLASS_PATH: readonly Coordinates[] = [
  { group: 'org.apache.hadoop', artifact: 'hadoop-hdfs', version: HADOOP, classifier: 'tests' },
  { group: 'org.apache.hadoop', artifact: 'hadoop-mapreduce-examples', version: '3.4.2' },
];

/** Native libraries of systems on which this release does not run. */
const FOREIGN_NATIVES = /^(osx|linux-aarch_64|linux-riscv64)/;

const PYTHON_FILES = [{ project: 'pyspark', version: '4.3.0' }];

type Coordinates = Pick<MavenFile, 'group' | 'artifact' | 'version' | 'classifier'>;

const work = mkdtempSync(join(tmpdir(), 'pin-release-'));
try {
  const classPath = resolveClassPath();
  const beside = BESIDE_THE_CLASS_PATH.map((each) => copyOne(each));
  const python = PYTHON_FILES.map((each) => downloadPython(each));
  const target = new URL(`../apps/server/src/clusters/releases/data/${RELEASE}/packages.json`, import.meta.url);
  const lines = (files: readonly object[]) => files.map((each) => `    ${JSON.stringify(each)}`).join(',\n');
  writeFileSync(
    target,
    `{\n  "classPath": [\n${lines(classPath)}\n  ],\n  "beside": [\n${lines(beside)}\n  ],\n  "python": [\n${lines(python)}\n  ]\n}\n`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}

function resolveClassPath(): readonly MavenFile[] {
  const dependencies = HADOOP_ARTIFACTS.map(
    (each) =>
      `<dependency><groupId>org.apache.hadoop</groupId><artifactId>${each}</artifactId><version>${HADOOP}</version></dependency>`,
  );
  writeFileSync(
    join(work, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>argosy</groupId>
     <artifactId>pin-release</artifactId><version>1</version><packaging>pom</packaging>
     <dependencies>${dependencies.join('\n')}</dependencies></project>`,
  );
  const target = join(work, 'class-path');
  maven(
    'copy-dependencies',
    '-DincludeScope=runtime',
    '-Dmdep.useRepositoryLayout=true',
    `-DoutputDirectory=${target}`,
  );
  return readdirSync(target, { recursive: true, encoding: 'utf8' })
    .filter((each) => each.endsWith('.jar'))
    .map((path) => ({ ...coordinatesOf(path), ...measured(join(target, path)) }))
    .filter((each) => !FOREIGN_NATIVES.test(each.classifier ?? ''))
    .sort((one, other) => (mavenFileName(one) < mavenFileName(other) ? -1 : 1));
}

function copyOne(file: Coordinates): MavenFile {
  const { group, artifact, version, classifier } = file;
  const coordinates = [group, artifact, version, 'jar', ...(classifier === undefined ? [] : [classifier])].join(':');
  const target = join(work, 'beside', mavenFileName(file));
  maven('copy', `-Dartifact=${coordinates}`, `-DoutputDirectory=${target}`);
  return { ...file, ...measured(join(target, mavenFileName(file))) };
}

function maven(goal: string, ...settings: string[]): void {
  const command = ['-B', '-q', `org.apache.maven.plugins:maven-dependency-plugin:2.8:${goal}`, ...settings];
  execFileSync('mvn', command, { cwd: work, stdio: 'inherit' });
}

function downloadPython({ project, version }: { project: string; version: string }): PythonFile {
  const target = join(work, 'python', project);
  const command = ['-m', 'pip', 'download', '-q', '--no-deps', '--dest', target, `${project}==${version}`];
  execFileSync('python3', command, { stdio: 'inherit' });
  const [path, ...others] = readdirSync(target);
  if (path === undefined || others.length > 0) throw new Error(`one file expected for ${project} ${version}`);
  return { project, version, fileName: path, ...measured(join(target, path)) };
}

/** `org/apache/avro/avro/1.11.5/avro-1.11.5.jar` → its coordinates. */
function coordinatesOf(path: string): Coordinates {
  const folders = path.split('/').slice(0, -1);
  const [artifact, version] = folders.slice(-2);
  if (artifact === undefined || version === undefined) throw new Error(`not in repository layout: ${path}`);
  const rest = basename(path, '.jar').slice(`${artifact}-${version}`.length + 1);
  const group = folders.slice(0, -2).join('.');
  return rest === '' ? { group, artifact, version } : { group, artifact, version, classifier: rest };
}

function measured(path: string): { sha256: string; sizeBytes: number } {
  const content = readFileSync(path);
  return { sha256: createHash('sha256').update(content).digest('hex'), sizeBytes: content.length };
}
