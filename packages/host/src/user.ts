// Doing something as an unprivileged user of the host, from a process that may be root.
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Whom daemons and actions run as when the process that starts them is root. */
export interface HostUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Removes what a folder holds, with the rights of the user whose folder it is; the folder stays. Nothing when there is none. */
export function emptyAsUser(user: HostUser | undefined, folder: string): void {
  asUser(user, () => {
    if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
  });
}

/** Gives up the further groups that a login as root brings: they would stay with `asUser`, and what group 0 may read, a path that
 *  a job made would lead to. For a program's first moment; does nothing for anybody but root. */
export function leaveGroups(): void {
  if (process.geteuid?.() === 0) process.setgroups?.([]);
}

/** Runs `work` with the rights of `user`, when there is one to change to. Whatever `work` opens, makes or renames is the
 *  user's, and a path that a job turned into a link to somewhere else leads no further than the user may go.
 *
 *  `work` has to be synchronous: rights belong to the whole process, and nothing else may run while they are changed. Bytes
 *  of files opened here can be moved afterwards: rights are asked at opening only. */
export function asUser<T>(user: HostUser | undefined, work: () => T): T {
  if (user === undefined || process.geteuid?.() !== 0) return work();
  process.setegid?.(user.gid);
  process.seteuid?.(user.uid);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}
