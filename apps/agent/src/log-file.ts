// The files that daemons and actions write their output to: actions' kept within bounds, and both read at their end when one has
// to explain itself. An action's output is a result, read from its beginning.
import { closeSync, constants, fstatSync, ftruncateSync, lstatSync, readSync, writeSync } from 'node:fs';
import { openFile } from '@argosy/host/files';

const TAIL_BYTES = 16 * 1024;
/** More than anybody reads of a job; without a bound one `yes` fills the disk that everything else is on. */
const LARGEST_OUTPUT_BYTES = 256 * 1024 * 1024;
const CUT_HERE = Buffer.from('\n[argosy: cut here, only the first 256 MiB are kept; 输出在此截断，仅保留前 256 MiB]\n');

/** Cuts an action's output that has grown too large, with a last line that says so. Its program, which appends, writes on behind
 *  that line: to be cut again, and once more when it has ended. */
export function boundOutput(path: string): void {
  const size = lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LARGEST_OUTPUT_BYTES + CUT_HERE.length) return;
  const output = openFile(path, constants.O_RDWR);
  try {
    ftruncateSync(output, LARGEST_OUTPUT_BYTES);
    writeSync(output, CUT_HERE, 0, CUT_HERE.length, LARGEST_OUTPUT_BYTES);
  } finally {
    closeSync(output);
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
