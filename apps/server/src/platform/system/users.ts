// The unprivileged users of the host under which PostgreSQL, the nodes and the JVMs of an install run when Argosy itself was
// started by root. One for each, so that a customer's job can neither read the database's files nor put anything into what an
// install makes for all clusters. Started by anyone else, everything runs as the caller.
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, refusal } from '@argosy/kernel/errors';
import { pause } from '@argosy/kernel/time';

const run = promisify(execFile);

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The users to run as; each `undefined` when this process is not root. */
export interface SystemUsers {
  readonly database: User | undefined;
  readonly node: User | undefined;
  readonly install: User | undefined;
}

/** Everything as whoever runs this process. */
export const asCaller: SystemUsers = { database: undefined, node: undefined, install: undefined };

/** What those users are called. */
export const systemUsers = { database: 'argosy-db', node: 'argosy-node', install: 'argosy-install' } as const;

/** Finds or makes the system users. Refuses: system_user_missing, with the command to run. */
export async function ensureSystemUsers(): Promise<SystemUsers> {
  return {
    database: await ensureSystemUser('database'),
    node: await ensureSystemUser('node'),
    install: await ensureSystemUser('install'),
  };
}

/** One of them, for what needs no other; `undefined` when this process is not root. Refuses: system_user_missing. */
export async function ensureSystemUser(use: keyof typeof systemUsers): Promise<User | undefined> {
  return process.getuid?.() === 0 ? ensureUser(systemUsers[use]) : undefined;
}

/** The user of this name; `undefined` when the host knows none. */
export async function findUser(name: string): Promise<User | undefined> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((each) => each.startsWith(`${name}:`));
  // A directory service may know users that the file does not; asking it costs a process, so the file comes first.
  const entry =
    line ??
    (await run('getent', ['passwd', name]).then(
      ({ stdout }) => stdout.trim(),
      () => '',
    ));
  const [found, , uid, gid] = entry.split(':');
  return found === name && uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : undefined;
}

/** The first folder on the way to `path` (from the root, `path` included) that `user` may not enter; `undefined` when the
 *  user gets there. Judged by mode bits: an access list that would let the user in is not seen. */
export async function firstClosedFolder(path: string, user: User): Promise<string | undefined> {
  const above = dirname(path);
  const closedAbove = above === path ? undefined : await firstClosedFolder(above, user);
  if (closedAbove !== undefined) return closedAbove;
  const { mode, uid, gid } = await stat(path);
  const bits = uid === user.uid ? mode >> 6 : gid === user.gid ? mode >> 3 : mode;
  return (bits & 0o1) === 0o1 ? undefined : path;
}

/** Refuses home_closed when one of the users may not enter the home: what they run would fail there, each in its own way. */
export async function requireOpen(home: string, users: readonly (User | undefined)[]): Promise<void> {
  for (const user of users) {
    const folder = user && (await firstClosedFolder(home, user));
    if (user && folder !== undefined) throw refusal('home_closed', { home, folder, user: user.name });
  }
}

/** What makes such a user: also what a person is told to type. */
export const userCommand = (name: string): readonly [string, ...string[]] => [
  'useradd',
  '--system',
  '--user-group',
  '--no-create-home',
  '--shell',
  '/usr/sbin/nologin',
  name,
];

async function ensureUser(name: string): Promise<User> {
  const [program, ...options] = userCommand(name);
  let problem = '';
  // A few tries: another starter may hold the lock of /etc/passwd, or may just have made the same user.
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const user = await findUser(name);
    if (user) return user;
    problem = await run(program, options).then(() => '', messageOf);
    if (problem.includes('ENOENT')) break;
    if (problem !== '') await pause(200);
  }
  throw refusal('system_user_missing', { user: name, command: userCommand(name).join(' '), problem });
}
