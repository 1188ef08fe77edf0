// How much disk a node's folder takes, asked of `du`: one short process now and then costs less than walking the folder here,
// where the walk would stand between the daemons and their probes.
import { execFile } from 'node:child_process';

const EACH_MS = 60_000;
let lastAt = -EACH_MS;

/** Bytes on disk; `undefined` when it was measured less than a minute ago, or cannot be. Links are not followed. */
export function measureDisk(directory: string): Promise<number | undefined> {
  if (performance.now() - lastAt < EACH_MS) return Promise.resolve(undefined);
  lastAt = performance.now();
  return new Promise((resolve) => {
    execFile('du', ['-skx', directory], { timeout: 20_000 }, (_, stdout) => {
      // du complains of files that go while it walks, and answers all the same.
      const kilobytes = Number.parseInt(stdout, 10);
      resolve(Number.isNaN(kilobytes) ? undefined : kilobytes * 1024);
    });
  });
}
