// The folders and the password of the embedded server, made once, each whole or absent whoever is killed meanwhile: initdb
// works in a folder of its own that is renamed when it is complete, the password is linked into place. Everything below
// `<home>/postgres` belongs to the user who runs the server and is closed to all others.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, link, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf, refusal } from '@argosy/kernel/errors';
import { isAlive, processStartTime } from '@argosy/host/processes';
import { requireOpen, type User } from '../system/users.ts';
import type { NativePrograms } from './native.ts';

/** Where the parts of one embedded server lie. */
export interface DatabaseFolders {
  readonly postgres: string;
  readonly data: string;
  readonly passwordFile: string;
  readonly socket: string;
  readonly logFile: string;
}

/** The database user that owns everything; its password is in the password file. */
export const databaseUser = 'argosy';

const unfinishedPrefix = 'data.making-';

/** Makes the folders that are missing. Refuses: home_closed, when `runAs` may not enter the home. */
export async function makeFolders(home: string, runAs: User | undefined): Promise<DatabaseFolders> {
  const postgres = join(home, 'postgres');
  await mkdir(home, { recursive: true, mode: 0o755 });
  await mkdir(join(home, 'log'), { recursive: true, mode: 0o755 });
  await requireOpen(home, [runAs]);
  await makePrivate(postgres, runAs);
  return {
    postgres,
    data: join(postgres, 'data'),
    passwordFile: join(postgres, 'password'),
    socket: await socketFolder(postgres, runAs),
    logFile: join(home, 'log/postgres.log'),
  };
}

/** The password, made at the first call. */
export async function ensurePassword({ passwordFile }: DatabaseFolders, runAs: User | undefined): Promise<string> {
  if (!existsSync(passwordFile)) {
    const unfinished = `${passwordFile}.${process.pid}`;
    await writeFile(unfinished, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true });
    if (runAs) await chown(unfinished, runAs.uid, runAs.gid);
    await link(unfinished, passwordFile).catch(unlessExists); // never over one that another starter has just made
    await rm(unfinished);
  }
  return (await readFile(passwordFile, 'utf8')).trim();
}

/** Makes the data folder unless it is there. Two starters at once: the first rename wins, the other throws its work away.
 *  Refuses: database_start_failed with initdb's last lines. */
export async function ensureDataFolder(
  folders: DatabaseFolders,
  programs: NativePrograms,
  runAs: User | undefined,
): Promise<void> {
  await removeUnfinished(folders.postgres);
  if (existsSync(folders.data)) return;
  const unfinished = join(folders.postgres, `${unfinishedPrefix}${process.pid}-${processStartTime(process.pid)}`);
  try {
    await initialize(unfinished, folders, programs, runAs);
    await rename(unfinished, folders.data).catch(unlessExists);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function initialize(
  dataFolder: string,
  { passwordFile }: DatabaseFolders,
  { initdb }: NativePrograms,
  runAs: User | undefined,
): Promise<void> {
  const options = [
    `--pgdata=${dataFolder}`,
    `--username=${databaseUser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own C.UTF-8: no index depends on the ICU or C library of a machine, so the folder may move between them.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  const { error, lines } = await new Promise<{ error: Error | null; lines: readonly string[] }>((resolve) => {
    const settings = {
      cwd: '/',
      env: cleanEnvironment,
      timeout: 120_000,
      ...(runAs && { uid: runAs.uid, gid: runAs.gid }),
    };
    execFile(initdb, options, settings, (error, stdout, stderr) =>
      resolve({ error, lines: `${stdout}${stderr}`.trim().split('\n') }),
    );
  });
  if (error) {
    const facts = {
      reason: `initdb failed: ${lines.find((line) => /FATAL|error:/.test(line)) ?? messageOf(error)}`,
      lastLines: lines.slice(-20),
    };
    throw refusal('database_start_failed', facts, { cause: error });
  }
}

/** What PostgreSQL's programs get of our environment: nothing, for it may hold secrets, PGOPTIONS or a foreign locale. */
export const cleanEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** Removes what an initdb left behind whose starter was killed. */
async function removeUnfinished(postgresFolder: string): Promise<void> {
  for (const name of await readdir(postgresFolder)) {
    const [, pid, startTime] = /^data\.making-(\d+)-(.+)$/.exec(name) ?? [];
    if (pid === undefined || startTime === undefined || isAlive({ pid: Number(pid), startTime })) continue;
    await rm(join(postgresFolder, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The socket lies in the home; where its path would pass the kernel's 107 bytes, in a short folder for this home alone. */
async function socketFolder(postgres: string, runAs: User | undefined): Promise<string> {
  const name = `argosy-${createHash('sha256').update(postgres).digest('hex').slice(0, 16)}`;
  const fits = (folder: string) => Buffer.byteLength(join(folder, '.s.PGSQL.65535.lock')) <= 107;
  if (fits(postgres)) return postgres;
  const short = fits(join(tmpdir(), name)) ? join(tmpdir(), name) : join('/tmp', name);
  // Anybody may make a folder of this name before us where all may write: only a new one is made ours, any other is judged.
  const isNew = await mkdir(short, { mode: 0o700 }).then(() => true, unlessExists);
  if (isNew && runAs) await chown(short, runAs.uid, runAs.gid);
  const { uid, mode } = await lstat(short);
  if (uid !== (runAs?.uid ?? process.getuid?.()) || (mode & 0o170777) !== 0o040700) {
    throw refusal('database_start_failed', { reason: `${short} was made by somebody else: remove it` });
  }
  return short;
}

/** Makes the folder the user's alone, also one that was there before: the home may have been laid out by its owner. */
async function makePrivate(folder: string, runAs: User | undefined): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700); // whatever the umask took or left
  if (runAs) await chown(folder, runAs.uid, runAs.gid);
}

function unlessExists(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST' && error.code !== 'ENOTEMPTY') throw error;
}
