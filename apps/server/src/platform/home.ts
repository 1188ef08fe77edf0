// Where everything lies below $ARGOSY_HOME. What unprivileged processes read (packages, node folders) is never below a folder
// that only root may enter, which is why root's home is not under /root.
import { randomBytes } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeFolder } from '@argosy/host/make-folder';
import { messageOf, refusal } from '@argosy/kernel/errors';

export interface Home {
  readonly path: string;
  readonly run: string;
  readonly log: string;
  readonly postgres: string;
  readonly secrets: string;
  readonly store: string;
  readonly releases: string;
  readonly files: string;
  readonly runLogs: string;
  readonly outputs: string;
  readonly nodes: string;
  readonly environments: string;
  /** `{ pid, startTime, url, version, database }` of the server that runs here, or ran last. */
  readonly serverFile: string;
  /** Locked by the server that runs here: there is one for a home (platform/process-lock.ts). */
  readonly serverLock: string;
  /** `{ key }`: the access key of the command line, mode 0600. */
  readonly profile: string;
}

export function homeAt(path: string): Home {
  const root = resolve(path);
  const below = (name: string) => join(root, name);
  return {
    path: root,
    run: below('run'),
    log: below('log'),
    postgres: below('postgres'),
    secrets: below('secrets'),
    store: below('store'),
    releases: below('releases'),
    files: below('files'),
    runLogs: below('run-logs'),
    outputs: below('outputs'),
    nodes: below('nodes'),
    environments: below('environments'),
    serverFile: below('run/server.json'),
    serverLock: below('run/server.lock'),
    profile: below('profile.json'),
  };
}

/** Where the content of a hash that somebody uploaded lies. */
export function uploadedFile({ files }: Pick<Home, 'files'>, sha256: string): string {
  return join(files, sha256.slice(0, 2), sha256);
}

/** A name beside `path` for what is still being received, to be renamed when it is whole. */
export const receivingBeside = (path: string): string => `${path}.${randomBytes(6).toString('hex')}.part`;

/** Whether a name is one of those. */
export const isReceiving = (name: string): boolean => /\.[0-9a-f]{12}\.part$/.test(name);

/** `$ARGOSY_HOME`; else `/var/lib/argosy` for root and `~/.argosy` for everybody else. */
export function defaultHome(): Home {
  const given = process.env['ARGOSY_HOME'];
  if (given) return homeAt(given);
  return homeAt(process.getuid?.() === 0 ? '/var/lib/argosy' : join(homedir(), '.argosy'));
}

/** Makes the folders that are missing. Started by root, the database and the daemons run as other users: a home that this call
 *  makes can be passed through by them; one that was there is somebody's choice and is not opened (`requireOpen` looks). What
 *  customers gave and got is the owner's alone: nobody but the server reads it. Refuses: home_unusable. */
export async function makeHome(home: Home): Promise<void> {
  try {
    await makeFolders(home);
  } catch (error) {
    throw refusal('home_unusable', { home: home.path, problem: messageOf(error) }, { cause: error });
  }
}

async function makeFolders(home: Home): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  const made = await makeFolder(home.path, isRoot ? 0o755 : 0o700);
  if (made.length > 0 && isRoot) await chmod(home.path, 0o755); // whatever the umask is
  for (const folder of [home.run, home.log, home.postgres, home.store, home.releases, home.nodes, home.environments]) {
    if ((await mkdir(folder, { recursive: true })) !== undefined) await chmod(folder, 0o755);
  }
  for (const folder of [home.secrets, home.files, home.runLogs, home.outputs]) {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o700);
  }
}
