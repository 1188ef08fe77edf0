// Files by what they hold: `store/sha256/ab/<hash>`. What is in the store was verified when it came in and never changes, so
// a release is made of hard links to it, a broken install goes on with what is already there, and two releases share what
// they have in common. Everything is readable by all: daemons run without rights of their own.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { refusal } from '@argosy/kernel/errors';
import { requireDone, runProgram } from './run-program.ts';

/** A file whose content is known beforehand. `name` is what a person calls it. */
export type PinnedFile = { readonly name: string; readonly sha256: string; readonly sizeBytes: number };

const READ_AT_ONCE_BYTES = 1024 * 1024; // hashing a megabyte takes a millisecond: the event loop stays free

export type FileStore = {
  readonly pathOf: (file: PinnedFile) => string;
  readonly has: (file: PinnedFile) => Promise<boolean>;
  /** Verifies a fetched file and moves it in. Refuses `package_checksum_differs`; a refused file is removed. */
  readonly take: (path: string, file: PinnedFile) => Promise<void>;
  readonly linkTo: (file: PinnedFile, target: string) => Promise<void>;
  readonly drop: (file: PinnedFile) => Promise<void>;
  /** Where the unpacked tree of an archive stands: whole or not at all. */
  readonly unpackedPathOf: (file: PinnedFile) => string;
};

export function fileStore(home: string): FileStore {
  const pathOf = ({ sha256 }: PinnedFile) => join(home, 'store', 'sha256', sha256.slice(0, 2), sha256);
  return {
    pathOf,
    // The size tells a file that a power cut left empty under its final name.
    has: async (file) => (await sizeOf(pathOf(file))) === file.sizeBytes,
    take: async (path, file) => {
      await verifyChecksum(path, file);
      await makeFolder(dirname(pathOf(file)));
      await chmod(path, 0o644);
      await rename(path, pathOf(file));
    },
    linkTo: async (file, target) => linkFile(pathOf(file), target),
    drop: async (file) => rm(pathOf(file), { force: true }),
    unpackedPathOf: ({ sha256 }) => join(home, 'store', 'unpacked', sha256),
  };
}

export async function verifyChecksum(path: string, file: PinnedFile): Promise<void> {
  const actual = await sha256Of(path);
  if (actual === file.sha256) return;
  await rm(path, { force: true });
  throw refusal('package_checksum_differs', { file: file.name, expected: file.sha256, actual });
}

/** `undefined` when there is no such file. */
export async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

/** A folder, with those above it, that everybody may read whatever the process's mask is. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await chmod(made, 0o755);
}

/** A second name for the same file. One that is there from an earlier try is good; one that names another file is replaced: what
 *  it named was cut short, and has been fetched again since. */
export async function linkFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (await isSameFile(from, to)) return;
    await rm(`${to}.unfinished`, { force: true });
    await link(from, `${to}.unfinished`);
    await rename(`${to}.unfinished`, to);
  }
}

/** Whether the two are names of one file; not when the second is missing. */
export async function isSameFile(path: string, other: string): Promise<boolean> {
  const [one, another] = [await stat(path), await stat(other).catch(() => undefined)];
  return one.ino === another?.ino && one.dev === another.dev;
}

/** Gives a whole file its name once its content is on the disk: of a file that was only renamed a power cut may leave the name and
 *  no content. */
export async function renameFlushed(from: string, to: string): Promise<void> {
  await using file = await open(from);
  await file.sync();
  await rename(from, to);
}

/** As `renameFlushed` for whole trees: waits until all that was written to the file system of `path` is on its disk. */
export async function flushFileSystem(path: string, signal: AbortSignal): Promise<void> {
  const command = 'sync';
  const end = await runProgram({ command, args: ['-f', path], cwd: path, signal });
  requireDone(end, { step: 'writing to the disk', command, folder: path });
}

/** Puts every file of one tree into another, whose folders are made readable by all; a link, if nothing else is said. */
export async function linkTree(from: string, to: string, put = linkFile): Promise<void> {
  await makeFolder(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target, put);
    else if (entry.isFile()) await put(source, target);
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: READ_AT_ONCE_BYTES })) hash.update(chunk as Buffer); // no encoding is set: chunks are buffers
  return hash.digest('hex');
}
