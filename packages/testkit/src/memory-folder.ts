// Where a test run keeps what nobody reads after it.
import { readFileSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const inMemory = '/dev/shm';
/** What the databases of a whole test run take, with room to spare. */
const neededBytes = 4 * 2 ** 30;

/** The folder for databases of tests: in memory where this machine has one that programs may run from and that is large enough,
 *  else the folder for temporary files. Each test clones a database, which is some six hundred files: on a disk that is most
 *  of what the test takes. */
export function memoryFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(inMemory);
    const roomBytes = Math.min(bavail * bsize, process.availableMemory()); // a container may have less than the machine
    return roomBytes >= neededBytes && isProgramsFolder(inMemory) ? inMemory : tmpdir();
  } catch {
    return tmpdir(); // not on this system
  }
}

function isProgramsFolder(folder: string): boolean {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const options = mounts.map((line) => line.split(' ')).findLast(([, at]) => at === folder)?.[3];
  return options !== undefined && !options.split(',').includes('noexec');
}
