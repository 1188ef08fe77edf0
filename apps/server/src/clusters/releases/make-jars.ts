// The jars that no registry has: our own classes, compiled against the release they run in, and HDFS's web pages, which come
// only inside a jar of tests. Equal inputs give equal bytes: entries are sorted and carry one fixed date.

import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { renameFlushed, sizeOf } from './file-store.ts';
import type { Java } from './find-java.ts';
import { requireDone, runProgram } from './run-program.ts';

/** The earliest moment a zip can name; it is local time, so it says the same everywhere. */
const FIXED_DATE = '1980-01-01T00:00:00';

/** Compiles classes of `apps/server/java` into a jar. Does nothing when the jar is there: it was renamed whole.
 *  Refuses `disk_full`, `install_failed`. */
export async function compileJar(input: {
  readonly java: Java;
  readonly sources: readonly string[];
  /** As `javac` takes it; `<folder>/*` stands for all jars of a folder. */
  readonly classPath: string;
  readonly jar: string;
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
  const classes = await readdir(join(out, 'argosy'));
  const entries = await Promise.all(
    classes.map(async (name) => [`argosy/${name}`, await readFile(join(out, 'argosy', name))] as const),
  );
  await writeJar(input.jar, [['META-INF/MANIFEST.MF', Buffer.from('Manifest-Version: 1.0\n\n')], ...entries]);
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

async function writeJar(path: string, entries: readonly (readonly [string, Uint8Array])[]): Promise<void> {
  const sorted = entries.toSorted(([one], [other]) => (one < other ? -1 : 1));
  const content = zipSync(Object.fromEntries(sorted), { mtime: FIXED_DATE });
  await writeFile(`${path}.unfinished`, content, { mode: 0o644 });
  await renameFlushed(`${path}.unfinished`, path);
}

/** Removes what a killed install left half written. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (name.endsWith('.unfinished')) await rm(join(folder, name), { force: true, recursive: true });
  }
}
