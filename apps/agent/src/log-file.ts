// The files that daemons write their output to, read at their end when a daemon has to explain itself.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 16 * 1024;

/** The last `count` lines written since `fromByte`, the newest last; long ones cut. */
export function lastLines(path: string, count: number, fromByte = 0): readonly string[] {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
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
