// Installs a release on this machine, once for all its clusters (REL-6), in four parts that can each be killed and done again:
//
//   store/sha256/ab/<hash>            fetched files, verified; store/unpacked/<hash>: the trees of archives
//   releases/<version>/<build>/       hard links into the store, and what is made here: our jars, some of theirs packed anew,
//     hadoop/…  spark/…               class-data archives, a formatted name directory, compiled PySpark
//     manifest.json                   written last, when the rest is on the disk: a build that has one is whole
//
// A build is named by everything it is made of: pins, our own classes, class lists, the JDK, how PySpark is compiled (not the
// Python that does it: another one reads the sources). When one of these changes a new build is made beside the old one, and
// clusters that run keep what they run on (REL-3).

import { createHash, randomUUID } from 'node:crypto';
import { chmod, readFile, readdir, realpath, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sweep } from '@argosy/host/sweep';
import { refusal } from '@argosy/kernel/errors';
import { fetchMavenFiles, pinnedMavenFile } from './fetch-maven-files.ts';
import { fetchPythonFile, pinnedPythonFile } from './fetch-python-file.ts';
import type { FileStore } from './file-store.ts';
import { fileStore, flushFileSystem, linkFile, makeFolder, sizeOf } from './file-store.ts';
import { findJava } from './find-java.ts';
import type { Java } from './find-java.ts';
import { formatNameDirectory } from './format-name-directory.ts';
import { holdInstallLock } from './install-lock.ts';
import type { InstallProgress, OnProgress } from './install-progress.ts';
import { installedRelease } from './installed-release.ts';
import type { InstalledRelease } from './installed-release.ts';
import { compileJar, defaultsWithoutDescriptions, makeWebPagesJar, putJar, removeUnfinished } from './make-jars.ts';
import { makeSharedArchive } from './make-shared-archive.ts';
import { findRelease, isRunnable, newestRunnable } from './catalogue.ts';
import { mavenFileName } from './release.ts';
import type { Release, RunnableRelease } from './release.ts';
import { LIBRARY_COMPILER, makePythonLibraries } from './python-libraries.ts';
import type { RunAs } from './run-program.ts';
import { layOutSpark, unpackArchive } from './unpack-spark.ts';

export type { InstallProgress, InstallStep } from './install-progress.ts';
export type { InstalledRelease } from './installed-release.ts';
export type { RunAs } from './run-program.ts';

export type InstallInput = {
  /** The data folder; made when missing. */
  readonly home: string;
  readonly release: Release;
  /** Whose rights the JVMs get that are run here; given when we are root, and nobody's whom jobs run as: we take what they made
   *  by its path. Maven and pip keep our rights: they are the person's. */
  readonly runAs?: RunAs | undefined;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
};

const MANIFEST = 'manifest.json';

/** A killed JVM gives back its gigabyte in well under a second; more means a disk that hangs. */
const LEFTOVERS_END_WITHIN_MS = 10_000;

/** Raised when what an install makes changes although its inputs do not. */
const RECIPE = 2;

const JAVA_SOURCES = new URL('../../../java/', import.meta.url);
const OUR_SOURCES = {
  socketFactory: new URL('argosy/NodeSocketFactory.java', JAVA_SOURCES),
  proxyCaManager: new URL('hadoop/ProxyCAManager.java', JAVA_SOURCES),
  functionRegistration: new URL('spark/InternalFunctionRegistration.java', JAVA_SOURCES),
  sqlRunner: new URL('argosy/SqlRunner.java', JAVA_SOURCES),
  sparkPi: new URL('argosy/SparkPi.java', JAVA_SOURCES),
};

/** Fetches, verifies and lays out a release; one that is installed is only looked up. Two at once: the second waits, then
 *  finds the first one's. Killed at any point, the next call goes on with what is in the store.
 *  Refuses `release_not_runnable`, `java_missing`, `java_version_unsupported`, `maven_missing`, `maven_failed`,
 *  `python_missing`, `pip_failed`, `package_checksum_differs`, `disk_full`, `install_failed`. */
export async function installReleaseFiles(input: InstallInput): Promise<InstalledRelease> {
  const { home, release, signal } = input;
  if (!isRunnable(release))
    throw refusal('release_not_runnable', { release: release.version, use: newestRunnable().version });
  const java = await findJava();
  await makeFolder(join(home, 'releases'));
  const directory = await buildDirectory(home, release, java);
  const found = await readInstalledRelease(directory);
  if (found !== undefined) return found;
  try {
    using _ = await holdInstallLock(home, release.version, signal);
    return (await readInstalledRelease(directory)) ?? (await makeBuild({ ...input, release, java, directory }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw refusal('disk_full', { path: home }, { cause: error });
    throw error;
  }
}

/** The installed release for the JDK of this machine, or `undefined` where there is none. Starts no program. */
export async function findInstalledRelease(home: string, version: string): Promise<InstalledRelease | undefined> {
  const directory = await findBuildDirectory(home, version);
  return directory === undefined ? undefined : readInstalledRelease(directory);
}

/** Where the release is installed, or will be, for the JDK of this machine. */
export async function findBuildDirectory(home: string, version: string): Promise<string | undefined> {
  const release = findRelease(version);
  if (release === undefined || !isRunnable(release)) return undefined;
  const java = await findJava().catch(() => undefined); // nothing runs without one; installing says why
  return java && buildDirectory(home, release, java);
}

type Build = InstallInput & { readonly release: RunnableRelease; readonly java: Java; readonly directory: string };
/** One half of an install, with a folder of its own that the caller removes. */
type Part = Build & { readonly store: FileStore; readonly staging: string };

async function makeBuild(build: Build): Promise<InstalledRelease> {
  const { home, release, java, directory } = build;
  const store = fileStore(home);
  await checkSpace(home, release, store);
  // A manifest that was not good enough names another place: the data folder was moved, and what was made for the old place
  // (archives, above all) is of no use in the new one.
  if ((await sizeOf(join(directory, MANIFEST))) !== undefined) await rm(directory, { recursive: true });
  const allStaging = join(home, 'staging', release.version);
  // What installs that were killed left behind: their Maven, pip and JVMs work in that folder still. We hold the lock, so
  // nothing there belongs to anybody alive.
  await sweep({ folder: allStaging, except: [] }, LEFTOVERS_END_WITHIN_MS);
  await rm(allStaging, { recursive: true, force: true });
  const staging = join(allStaging, randomUUID());
  const failed = new AbortController();
  const signal = AbortSignal.any([build.signal, failed.signal]);
  const part = async <Made>(name: string, make: (part: Part) => Promise<Made>): Promise<Made> => {
    await makeFolder(join(staging, name));
    return make({ ...build, store, staging: join(staging, name), signal });
  };
  try {
    // Side by side: one waits for the network while the other computes. When one fails the other has nothing to go on for.
    const stopOther = (error: unknown) => {
      failed.abort(error);
      throw error;
    };
    const [hadoop, spark] = await Promise.allSettled([
      part('hadoop', installHadoop).catch(stopOther),
      part('spark', installSpark).catch(stopOther),
    ]);
    if (failed.signal.aborted) throw failed.signal.reason;
    if (hadoop.status === 'rejected') throw hadoop.reason;
    if (spark.status === 'rejected') throw spark.reason;
    const { home: javaHome, build: javaBuild } = java;
    const made: InstalledRelease = {
      version: release.version,
      directory,
      java: { home: javaHome, build: javaBuild },
      hadoop: hadoop.value,
      spark: spark.value,
    };
    await flushFileSystem(directory, signal);
    await writeManifest(directory, made);
    return made;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function installHadoop(part: Part): Promise<InstalledRelease['hadoop']> {
  const { release, store, directory, java, staging, onProgress, signal, runAs } = part;
  const { classPath, beside } = release.packages;
  await fetchMavenFiles({ package: 'hadoop', files: [...classPath, ...beside], store, staging, onProgress, signal });

  const report = stageReport('hadoop', onProgress);
  report('link', 'begun');
  const [lib, extra] = [join(directory, 'hadoop', 'lib'), join(directory, 'hadoop', 'extra')];
  await makeFolder(lib);
  await makeFolder(extra);
  await removeUnfinished(lib);
  await removeUnfinished(extra);
  for (const file of classPath) await putJar(store.pathOf(pinnedMavenFile(file)), join(lib, mavenFileName(file)));
  for (const file of beside) await store.linkTo(pinnedMavenFile(file), join(extra, mavenFileName(file)));
  const besideNamed = (part: string) => {
    const file = beside.find((each) => mavenFileName(each).includes(part));
    if (file === undefined) throw new Error(`release ${release.version} lists ${part}`);
    return join(extra, mavenFileName(file));
  };
  const [webPages, ours] = [join(extra, 'hdfs-webapps.jar'), join(extra, 'argosy-first.jar')];
  await makeWebPagesJar({ testsJar: besideNamed('-tests'), jar: webPages });
  const theirs = classPath.map((each) => join(lib, mavenFileName(each)));
  await compileJar({
    java,
    sources: [pathOf(OUR_SOURCES.socketFactory), pathOf(OUR_SOURCES.proxyCaManager)],
    classPath: `${lib}/*`,
    jar: ours,
    beside: () => defaultsWithoutDescriptions(theirs.filter(isOfHadoop)),
    staging,
    signal,
  });
  const jars = [ours, ...theirs, webPages]; // ours first: it stands before what Hadoop has of the same names
  const template = join(directory, 'hadoop', 'name-directory');
  await formatNameDirectory({ java, classPath: jars.join(':'), template, staging, runAs, signal });
  report('link', 'done');

  report('archive', 'begun');
  const sharedArchive = await makeSharedArchive({
    java,
    classList: classListOf(release, 'hadoop'),
    classPath: jars.join(':'),
    archive: join(directory, 'hadoop', 'classes.jsa'),
    staging,
    runAs,
    signal,
  });
  report('archive', 'done');
  return { jars, sharedArchive, nameDirectoryTemplate: template, examplesJar: besideNamed('mapreduce-examples') };
}

async function installSpark(part: Part): Promise<InstalledRelease['spark']> {
  const { release, store, directory, java, staging, onProgress, signal, runAs } = part;
  const [file] = release.packages.python;
  if (file === undefined) throw new Error(`release ${release.version} lists PySpark`);
  const archive = pinnedPythonFile(file);
  const unpacked = store.unpackedPathOf(archive);
  if ((await sizeOf(unpacked)) === undefined) {
    await fetchPythonFile({ package: 'spark', file, store, staging, onProgress, signal });
  }

  const report = stageReport('spark', onProgress);
  report('link', 'begun');
  await unpackArchive({ store, file: archive, staging, signal });
  const home = join(directory, 'spark');
  await layOutSpark({ unpacked, home });
  const theirs = await readdir(join(home, 'jars'));
  const [ours, programsJar] = [join(directory, 'argosy-first.jar'), join(directory, 'argosy-spark.jar')];
  await compileJar({
    java,
    // The node's sockets are also for containers: with them a job reads the blocks of its own machine.
    sources: [pathOf(OUR_SOURCES.socketFactory), pathOf(OUR_SOURCES.functionRegistration)],
    classPath: `${unpacked}/deps/jars/*`,
    jar: ours,
    beside: () => defaultsWithoutDescriptions(theirs.filter(isOfHadoop).map((each) => join(home, 'jars', each))),
    staging,
    signal,
  });
  // Also for a Spark that a person starts from SPARK_HOME: whichever of two names comes first there, either is right
  await linkFile(ours, join(home, 'jars', 'argosy-first.jar'));
  await compileJar({
    java,
    sources: [pathOf(OUR_SOURCES.sqlRunner), pathOf(OUR_SOURCES.sparkPi)],
    classPath: `${home}/jars/*`,
    jar: programsJar,
    staging,
    signal,
  });
  const [from, to] = [join(unpacked, 'lib'), join(home, 'python', 'lib')];
  const libraries = await makePythonLibraries({ from, to, staging, signal });
  report('link', 'done');

  report('archive', 'begun');
  const jars = `${ours}:${home}/jars/*`; // ours first: it stands before what Spark has of the same names
  const sharedArchive = await makeSharedArchive({
    java,
    classList: classListOf(release, 'spark'),
    classPath: jars,
    archive: join(directory, 'spark-classes.jsa'),
    staging,
    runAs,
    signal,
  });
  report('archive', 'done');
  return {
    home,
    jars,
    pythonLibraries: libraries.paths,
    uncompiledLibraries: libraries.uncompiled,
    sharedArchive,
    pythonExamples: join(home, 'examples', 'src', 'main', 'python'),
    programsJar,
  };
}

function isOfHadoop(jar: string): boolean {
  return basename(jar).startsWith('hadoop-');
}

/** A step of which only its beginning and its end are known. */
function stageReport(
  of: string,
  onProgress: OnProgress,
): (step: InstallProgress['step'], is: 'begun' | 'done') => void {
  return (step, is) =>
    onProgress({ step, package: of, bytesDone: 0, bytesTotal: 0, filesDone: is === 'done' ? 1 : 0, filesTotal: 1 });
}

/** Both class-data archives of 6.0.0 on a JDK 17 and the jars that are packed anew, rounded up. */
const MADE_HERE_BYTES = 500_000_000;

/** Refuses before half a gigabyte was fetched for nothing. Each missing file is there twice for a while (its registry's client
 *  keeps one too), an archive a third time, unpacked; class data is made anew for each build. */
async function checkSpace(home: string, release: RunnableRelease, store: FileStore): Promise<void> {
  await makeFolder(home);
  let neededBytes = 0;
  const { classPath, beside, python } = release.packages;
  for (const file of [...classPath, ...beside].map(pinnedMavenFile)) {
    if (!(await store.has(file))) neededBytes += 2 * file.sizeBytes;
  }
  for (const file of python.map(pinnedPythonFile)) {
    if ((await sizeOf(store.unpackedPathOf(file))) === undefined) neededBytes += 3 * file.sizeBytes;
  }
  neededBytes += MADE_HERE_BYTES;
  const { bavail, bsize } = await statfs(home);
  const freeBytes = bavail * bsize;
  if (freeBytes < neededBytes) throw refusal('disk_full', { path: home, neededBytes, freeBytes });
}

async function buildDirectory(home: string, release: RunnableRelease, java: Java): Promise<string> {
  const recipe = createHash('sha256');
  recipe.update(JSON.stringify({ RECIPE, packages: release.packages, java: [java.home, java.build] }));
  const made = [
    ...Object.values(OUR_SOURCES),
    LIBRARY_COMPILER,
    classListOf(release, 'hadoop'),
    classListOf(release, 'spark'),
  ];
  for (const file of made) recipe.update(await readFile(file));
  // Where it really is: homes may share one folder of releases through links, and each must find what another installed.
  const releases = await realpath(join(home, 'releases')).catch(() => join(home, 'releases'));
  return join(releases, release.version, recipe.digest('hex').slice(0, 12));
}

/** The build in this folder, whichever JDK it was made for; `undefined` where there is no whole one. */
export async function readInstalledRelease(directory: string): Promise<InstalledRelease | undefined> {
  const text = await readFile(join(directory, MANIFEST), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const manifest = installedRelease.parse(JSON.parse(text));
  return manifest.directory === directory ? manifest : undefined;
}

async function writeManifest(directory: string, made: InstalledRelease): Promise<void> {
  const path = join(directory, MANIFEST);
  await writeFile(`${path}.unfinished`, `${JSON.stringify(made, undefined, 2)}\n`, { flush: true }); // on disk before its name is
  await chmod(`${path}.unfinished`, 0o644);
  await rename(`${path}.unfinished`, path);
}

function classListOf({ version }: Release, of: 'hadoop' | 'spark'): URL {
  return new URL(`data/${version}/${of}-classes.txt.gz`, import.meta.url);
}

function pathOf(url: URL): string {
  return decodeURIComponent(url.pathname);
}
