// The Python of a host: one that can make environments and fetch packages. An installation of a release, the agents and
// `argosy doctor` all ask here, so that what is said to be fine is what is used.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, refusal } from '@argosy/kernel/errors';
import type { HostUser } from './user.ts';

const run = promisify(execFile);

export interface Python {
  readonly path: string;
  readonly version: string;
  /** The folder that holds its `pip` package. */
  readonly pipFolder: string;
}

const question =
  'import json, os, sys, venv, pip; print(json.dumps([sys.version.split()[0], sys.executable, os.path.dirname(os.path.dirname(pip.__file__))]))';

// An interpreter on a loaded machine, its modules not yet in memory.
const answersWithinMs = 30_000;

/** The first python3 of the search path, /usr/bin or /usr/local/bin that has venv and pip and that `user` can run: the one in a person's
 *  PATH may lie in a home folder that the user of nodes cannot enter. Refuses: python_missing, with what each one said. */
export async function findPython({
  searchPath = '',
  user,
  environment,
  signal,
}: {
  /** `PATH` of whoever runs Argosy. */
  readonly searchPath: string | undefined;
  /** Whom it will run as, when this process is root. */
  readonly user?: HostUser | undefined;
  /** Which it will have when it runs. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}): Promise<Python> {
  const seen: string[] = [];
  const folders = [...searchPath.split(':'), '/usr/bin', '/usr/local/bin'];
  for (const folder of new Set(folders)) {
    const path = join(folder, 'python3');
    if (!path.startsWith('/') || !existsSync(path)) continue; // nor one in a folder that this user may not enter
    try {
      const { stdout } = await run(path, ['-c', question], {
        cwd: '/',
        env: environment,
        timeout: answersWithinMs,
        ...(signal && { signal }),
        ...(user && process.getuid?.() === 0 && { uid: user.uid, gid: user.gid }),
      });
      const [version, executable, pipFolder] = JSON.parse(stdout) as [string, string, string]; // as just asked
      return { path: executable, version, pipFolder };
    } catch (error) {
      signal?.throwIfAborted();
      seen.push(`${path}: ${wordsOf(error)}`);
    }
  }
  throw refusal('python_missing', { seen });
}

/** The last line that Python wrote, or why it could not be run at all. */
function wordsOf(error: unknown): string {
  const { stderr = '' } = error as { readonly stderr?: string }; // execFile's errors have it
  return stderr.trim().split('\n').at(-1) || messageOf(error);
}
