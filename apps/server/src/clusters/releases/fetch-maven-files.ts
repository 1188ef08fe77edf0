// Fetches files of a Maven repository by the person's own Maven, as it is configured here: its mirrors, proxies, credentials
// and local repository are theirs to choose. The generated project lists each file by its exact coordinates, so Maven
// resolves nothing; only what the store lacks is asked for.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refusal } from '@argosy/kernel/errors';
import type { FileStore, PinnedFile } from './file-store.ts';
import { makeFolder } from './file-store.ts';
import { countFiles } from './install-progress.ts';
import type { OnProgress } from './install-progress.ts';
import { mavenFileName, mavenFilePath } from './release.ts';
import type { MavenFile } from './release.ts';
import { foundDiskFull, runProgram } from './run-program.ts';

/** 2.8 is Maven 3's own default. It copies a named file without reading its POM and those of its parents, which the later
 *  ones do: 7 s against 27 s for this release's files. They are the second try, for a Maven the old one does not run in. */
const DEPENDENCY_PLUGIN_VERSIONS = ['2.8', '3.8.1'];

export async function fetchMavenFiles(input: {
  readonly package: string;
  readonly files: readonly MavenFile[];
  readonly store: FileStore;
  /** A private folder, removed by the caller. */
  readonly staging: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}): Promise<void> {
  const missing: MavenFile[] = [];
  for (const file of input.files) if (!(await input.store.has(pinnedMavenFile(file)))) missing.push(file);
  const names = missing.map(pinnedMavenFile);
  const fetched = countFiles('fetch', input.package, names, input.onProgress);
  if (missing.length === 0) return;
  const target = join(input.staging, 'fetched');
  await makeFolder(target);
  await copyWithMaven(missing, { ...input, target }, (name) => fetched.done(name));
  for (const { name } of names) fetched.done(name); // those that Maven had already
  const verified = countFiles('verify', input.package, names, input.onProgress);
  for (const file of names) {
    await input.store.take(join(target, file.name), file);
    verified.done(file.name);
  }
}

export function pinnedMavenFile(file: MavenFile): PinnedFile {
  return { name: mavenFileName(file), sha256: file.sha256, sizeBytes: file.sizeBytes };
}

async function copyWithMaven(
  files: readonly MavenFile[],
  { staging, target, signal }: { staging: string; target: string; signal: AbortSignal },
  onFetched: (name: string) => void,
): Promise<void> {
  const onLine = (line: string) => {
    const address = /Downloaded from [^:]*: (\S+)/.exec(line)?.[1];
    if (address === undefined) return;
    const file = files.find((each) => address.endsWith(mavenFilePath(each)));
    if (file !== undefined) onFetched(mavenFileName(file));
  };
  let lastLines: readonly string[] = [];
  for (const version of DEPENDENCY_PLUGIN_VERSIONS) {
    await writeFile(join(staging, 'pom.xml'), projectOf(files, { pluginVersion: version, target }));
    const args = ['-B', `org.apache.maven.plugins:maven-dependency-plugin:${version}:copy`];
    const end = await runProgram({ command: 'mvn', args, cwd: staging, onLine, signal });
    if (end.kind === 'not_found') throw refusal('maven_missing');
    if (end.exitCode === 0) return;
    if (foundDiskFull(end)) throw refusal('disk_full', { path: target });
    if (lastLines.length === 0) lastLines = end.lastLines; // the first try's words: the second mostly fails of the first's cause
  }
  throw refusal('maven_failed', { lastLines });
}

function projectOf(
  files: readonly MavenFile[],
  { pluginVersion, target }: { pluginVersion: string; target: string },
): string {
  const items = files.map(
    (each) =>
      `<artifactItem><groupId>${each.group}</groupId><artifactId>${each.artifact}</artifactId><version>${each.version}</version>` +
      (each.classifier === undefined ? '' : `<classifier>${each.classifier}</classifier>`) +
      `<destFileName>${mavenFileName(each)}</destFileName></artifactItem>`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>argosy</groupId><artifactId>release-files</artifactId><version>1</version><packaging>pom</packaging>
<build><plugins><plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId>
<version>${pluginVersion}</version><configuration><outputDirectory>${escapeXml(target)}</outputDirectory><artifactItems>
${items.join('\n')}
</artifactItems></configuration></plugin></plugins></build></project>
`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
