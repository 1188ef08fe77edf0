// Doing something as an unprivileged user of the host, from a process that may be root.

/** Whom daemons and actions run as when the process that starts them is root. */
export interface HostUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** For a program to call before it touches a file: of what it has from whoever started it, the mask would take away what other
 *  users are to pass through and read, and root's other groups would go along into `asUser`. */
export function dropInheritedRights(): void {
  process.umask(0o022);
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
