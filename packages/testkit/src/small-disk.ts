// A disk that is soon full.
import { spawnSync } from 'node:child_process';

/** Why a test has nothing to see where `mountSmallDisk` answers false. */
export const noMounts = 'this machine does not allow mounts';

/** Mounts a disk in memory at `folder`, with these options (`size=2m`); its caller unmounts it. False where that is not allowed: root
 *  of a container may not. */
export function mountSmallDisk(folder: string, options: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
}
