// Small files that a crash may not leave half written, and files in folders where somebody else may write too.
import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';

/** Opens for appending, made when missing. What stands in the file's place and is no file is refused: a link is not followed,
 *  a pipe that nobody reads is not waited for. */
export function openAppending(path: string): number {
  return openFile(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND);
}

/** Opens a regular file, and nothing else that somebody may have put in its place. */
export function openFile(path: string, flags: number): number {
  const file = openSync(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o644);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new Error(`${path} is not a file`);
}

/** Makes `path` hold `text` in one step: a reader, or whoever comes after a crash, sees the old text or the new. */
export function writeByRename(path: string, text: string | Uint8Array, mode: number): void {
  const beside = `${path}.new`;
  rmSync(beside, { force: true });
  try {
    writeFileSync(beside, text, { mode, flag: 'wx' });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** Copies a log that has grown beyond `mostBytes` to `<path>.1` and empties it; where there is no room for the copy, it is only
 *  emptied. The writer keeps its open file: since it appends, it goes on at the new end. What another process writes between
 *  the copy and the cut is lost; a rename would lose all that follows. */
export function boundLog(path: string, mostBytes: number): void {
  if ((lstatSync(path, { throwIfNoEntry: false })?.size ?? 0) <= mostBytes) return;
  const log = openFile(path, constants.O_RDWR);
  try {
    keepCopy(log, `${path}.1`);
    ftruncateSync(log);
  } finally {
    closeSync(log);
  }
}

/** From what is open into a file that was not there: neither end can be a link to somewhere else. */
function keepCopy(file: number, path: string): void {
  rmSync(path, { force: true });
  try {
    copyFileSync(`/proc/self/fd/${file}`, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (error) {
    rmSync(path, { force: true }); // half a copy; what comes now matters more than what was, and has no room otherwise
    if (!isFull(error)) throw error;
  }
}

/** A disk without room, or a quota that is used up. */
function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** The file's text; `undefined` when there is no such file. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
