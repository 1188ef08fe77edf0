// The files that daemons write their output to: kept within bounds, and read at their end when a daemon has to explain itself.
import { closeSync, constants, copyFileSync, fstatSync, ftruncateSync, lstatSync, readSync, rmSync } from 'node:fs';
import { openFile } from '@argosy/host/files';
import { diskFull } from './problem.ts';

const LARGEST_BYTES = 64 * 1024 * 1024;
const TAIL_BYTES = 16 * 1024;

/** Copies a log that has grown too large to `<path>.1` and empties it; where there is no room for the copy, it is only emptied.
 *  The writer keeps its open file: since it appends, it goes on at the new end. What it writes between the copy and the cut is
 *  lost; a rename would lose all that follows. */
export function boundLog(path: string): void {
  if ((lstatSync(path, { throwIfNoEntry: false })?.size ?? 0) <= LARGEST_BYTES) return;
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
    rmSync(path, { force: true });
    if (!diskFull(error)) throw error;
  }
}

/** The last `count` lines written since `fromByte`, the newest last; long ones cut. */
export function lastLines(path: string, count: number, fromByte = 0): readonly string[] {
  let file: number;
  try {
    file = openFile(path, constants.O_RDONLY);
  } catch {
    return []; // nothing was ever written
  }
  try {
    const { size } = fstatSync(file);
    const start = Math.max(size < fromByte ? 0 : fromByte, size - TAIL_BYTES); // smaller than before: it was cut in between
    const buffer = Buffer.alloc(size - start);
    const read = readSync(file, buffer, 0, buffer.length, start);
    const lines = buffer
      .toString('utf8', 0, read)
      .split('\n')
      .filter((line) => line.trim() !== '');
    return lines.slice(-count).map((line) => line.slice(0, 500));
  } finally {
    closeSync(file);
  }
}
