// The jars that no registry has: our own classes, compiled against the release they run in, beside Hadoop's defaults without
// their explanations; HDFS's web pages, which come only inside a jar of tests; some of theirs, packed anew. Equal inputs give
// equal bytes: entries are sorted, carry one fixed date, and are not compressed: each of many JVMs would undo that again.

import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { linkFile, renameFlushed, sizeOf } from './file-store.ts';
import type { Java } from './find-java.ts';
import { requireDone, runProgram } from './run-program.ts';

/** The earliest moment a zip can name; it is local time, so it says the same everywhere. */
const FIXED_DATE = '1980-01-01T00:00:00';

/** Jars that are packed anew because of what they cost at each start: signed ones (the ResourceManager's certificates, the
 *  compiler of Spark's generated code), and the one that the NameNode reads from end to end, four times, for its web service. */
const PACKED_ANEW: readonly string[] = [
  'bcpkix-jdk18on',
  'bcprov-jdk18on',
  'bcutil-jdk18on',
  'commons-compiler',
  'hadoop-hdfs',
  'janino',
];

type Entry = readonly [name: string, content: Uint8Array];

/** Compiles classes of `apps/server/java` into a jar. Does nothing when the jar is there: it was renamed whole.
 *  Refuses `disk_full`, `install_failed`. */
export async function compileJar(input: {
  readonly java: Java;
  readonly sources: readonly string[];
  /** As `javac` takes it; `<folder>/*` stands for all jars of a folder. */
  readonly classPath: string;
  readonly jar: string;
  /** What the jar holds beside the classes; asked only when it has to be made. */
  readonly beside?: () => Promise<readonly Entry[]>;
  readonly staging: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  if ((await sizeOf(input.jar)) !== undefined) return;
  const out = await mkdtemp(join(input.staging, 'classes-'));
  const args = [
    '--release',
    '17',
    '-proc:none',
    '-g:none',
    '-encoding',
    'UTF-8',
    '-cp',
    input.classPath,
    '-d',
    out,
    ...input.sources,
  ];
  const command = input.java.javac;
  const end = await runProgram({ command, args, cwd: input.staging, signal: input.signal });
  const step = `compiling ${input.sources.map((each) => basename(each)).join(' and ')}`;
  requireDone(end, { step, command, folder: out });
  const files = await readdir(out, { recursive: true, withFileTypes: true });
  const classes = files
    .filter((each) => each.isFile())
    .map(async ({ parentPath, name }): Promise<Entry> => {
      const path = join(parentPath, name);
      return [relative(out, path), await readFile(path)];
    });
  const manifest: Entry = ['META-INF/MANIFEST.MF', Buffer.from('Manifest-Version: 1.0\n\n')];
  await writeJar(input.jar, [manifest, ...(await Promise.all(classes)), ...((await input.beside?.()) ?? [])]);
}

/** Hadoop's defaults (`core-default.xml` and its like) as they lie in these jars, the first of a name, without comments and
 *  descriptions. Each JVM reads them several times over, and three quarters of their 700 kB are for people. */
export async function defaultsWithoutDescriptions(jars: readonly string[]): Promise<readonly Entry[]> {
  const found = new Map<string, Uint8Array>();
  for (const jar of jars) {
    const defaults = unzipSync(await readFile(jar), { filter: ({ name }) => /^[a-z-]+-default\.xml$/.test(name) });
    for (const [name, content] of Object.entries(defaults)) {
      if (found.has(name)) continue;
      const short = Buffer.from(content)
        .toString()
        .replaceAll(/<!--.*?-->|<description>.*?<\/description>/gs, '')
        .replaceAll(/(<\/\w+>|<configuration>|<property>)\s+/g, '$1'); // never inside a value, where space may mean something
      found.set(name, Buffer.from(short));
    }
  }
  return [...found];
}

/** A verified jar in the class path of a release: linked, or packed anew. */
export async function putJar(from: string, to: string): Promise<void> {
  const name = basename(to).replace(/-\d.*$/, '');
  await (PACKED_ANEW.includes(name) ? repackJar({ from, jar: to }) : linkFile(from, to));
}

/** Packs a jar of others anew, uncompressed and without its signatures. It was verified as a whole, and a signed one is slow:
 *  each JVM checks it again, and none of its classes goes into an archive of class data. Does nothing when the jar is there. */
async function repackJar({ from, jar }: { from: string; jar: string }): Promise<void> {
  if ((await sizeOf(jar)) !== undefined) return;
  const entries = Object.entries(unzipSync(await readFile(from)));
  await writeJar(
    jar,
    entries.filter(([name]) => !/^META-INF\/[^/]+\.(SF|DSA|EC|RSA)$/.test(name)),
  );
}

/** Takes `webapps/**` out of the tests jar. Folders become entries of their own: Hadoop looks for `webapps/hdfs` as such, and
 *  the NameNode does not start where only the files under it are found. */
export async function makeWebPagesJar({ testsJar, jar }: { testsJar: string; jar: string }): Promise<void> {
  if ((await sizeOf(jar)) !== undefined) return;
  const pages = unzipSync(await readFile(testsJar), { filter: ({ name }) => name.startsWith('webapps/') });
  const files = Object.entries(pages).filter(([name]) => !name.endsWith('/'));
  const folders = new Set(
    files.flatMap(([name]) =>
      name
        .split('/')
        .slice(0, -1)
        .map((_, depth, parts) => `${parts.slice(0, depth + 1).join('/')}/`),
    ),
  );
  await writeJar(jar, [...[...folders].map((each) => [each, new Uint8Array()] as const), ...files]);
}

async function writeJar(path: string, entries: readonly Entry[]): Promise<void> {
  const sorted = entries.toSorted(([one], [other]) => (one < other ? -1 : 1));
  const content = zipSync(Object.fromEntries(sorted), { mtime: FIXED_DATE, level: 0 });
  await writeFile(`${path}.unfinished`, content, { mode: 0o644 });
  await renameFlushed(`${path}.unfinished`, path);
}

/** Removes what a killed install left half written. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (name.endsWith('.unfinished')) await rm(join(folder, name), { force: true, recursive: true });
  }
}
