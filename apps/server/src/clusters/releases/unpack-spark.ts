// Makes SPARK_HOME out of PySpark's source archive, which holds all of Spark: the layout is that of Spark's own distribution,
// so that everything that looks for a Spark finds one, and no Python package has to be built or installed.

import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileStore, PinnedFile } from './file-store.ts';
import { flushFileSystem, linkTree, makeFolder, sizeOf } from './file-store.ts';
import { putJar, removeUnfinished } from './make-jars.ts';
import { requireDone, runProgram } from './run-program.ts';

/** Unpacks the archive into the store, whole or not at all, and gives the archive's own space back.
 *  Refuses `disk_full`, `install_failed`. */
export async function unpackArchive(input: {
  readonly store: FileStore;
  readonly file: PinnedFile;
  readonly staging: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { store, file, staging, signal } = input;
  const target = store.unpackedPathOf(file);
  if ((await sizeOf(target)) === undefined) {
    const work = join(staging, 'unpacked');
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { recursive: true });
    // The owner and mask of the packager mean nothing here. Times stay: class-data archives are bound to them.
    const args = [
      '--extract',
      '--gzip',
      '--no-same-owner',
      '--same-permissions',
      '--strip-components=1',
      '--file',
      store.pathOf(file),
    ];
    const end = await runProgram({ command: 'tar', args, cwd: work, signal });
    requireDone(end, { step: `unpacking ${file.name}`, command: 'tar', folder: work });
    await makeFolder(dirname(target));
    await flushFileSystem(work, signal);
    await rename(work, target);
  }
  if ((await sizeOf(store.pathOf(file))) === undefined) return;
  await flushFileSystem(target, signal); // its name too is there for good before what it could be made of again goes
  await store.drop(file); // safe to die before this: the next install of the archive's release drops it
}

/** Puts the unpacked archive into SPARK_HOME, but for the libraries of PySpark (python-libraries.ts). */
export async function layOutSpark({ unpacked, home }: { unpacked: string; home: string }): Promise<void> {
  const folders: readonly (readonly [from: string, to: string])[] = [
    ['deps/bin', 'bin'],
    ['deps/examples', 'examples/src/main/python'],
    ['deps/licenses', 'licenses'],
    ['pyspark', 'python/pyspark'],
  ];
  await removeUnfinished(join(home, 'jars'));
  await linkTree(join(unpacked, 'deps/jars'), join(home, 'jars'), putJar);
  for (const [from, to] of folders) await linkTree(join(unpacked, from), join(home, to));
}
