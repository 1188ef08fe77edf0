// Small files that a crash may not leave half written, and files in folders where somebody else may write too.
import { closeSync, constants, fstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

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

/** The file's text; `undefined` when there is no such file. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
