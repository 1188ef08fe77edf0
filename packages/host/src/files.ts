// Small files that a crash may not leave half written, and files in folders where somebody else may write too.
import {
  constants,
  copyFileSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';

/** Opens for appending, made when missing; a link that stands in the file's place is refused. */
export function openAppending(path: string): number {
  return openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW, 0o644);
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

/** Copies a log that has grown beyond `mostBytes` to `<path>.1` and empties it. The writer keeps its open file: since it appends,
 *  it goes on at the new end. What another process writes between the copy and the cut is lost; a rename would lose all that
 *  follows. */
export function boundLog(path: string, mostBytes: number): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= mostBytes) return;
  try {
    copyFileSync(path, `${path}.1`, constants.COPYFILE_FICLONE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    rmSync(`${path}.1`); // half a copy; what comes now matters more than what was, and has no room otherwise
  }
  truncateSync(path);
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
