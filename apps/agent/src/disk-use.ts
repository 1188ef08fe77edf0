// How much disk a node's folder takes, asked of `du`: one short process now and then costs less than walking the folder here,
// where the walk would stand between the daemons and their probes.
import { execFile } from 'node:child_process';

const EACH_MS = 60_000;
const LONGEST_MS = 300_000; // a DataNode with many blocks, beside a job that reads the same disk
let notBefore = 0;

/** Bytes on disk; `undefined` when it is being measured, was measured less than a minute ago, or cannot be. Links are not
 *  followed. */
export function measureDisk(directory: string): Promise<number | undefined> {
  if (performance.now() < notBefore) return Promise.resolve(undefined);
  notBefore = Number.POSITIVE_INFINITY;
  return new Promise((resolve) => {
    const behindOthers = ['-n', '19', 'du', '-skx', directory];
    execFile('nice', behindOthers, { timeout: LONGEST_MS }, (_, stdout) => {
      notBefore = performance.now() + EACH_MS;
      // du complains of files that go while it walks, and answers all the same.
      const kilobytes = Number.parseInt(stdout, 10);
      resolve(Number.isNaN(kilobytes) ? undefined : kilobytes * 1024);
    });
  });
}
