// postmaster.pid: the file by which PostgreSQL says that a server runs on a data folder. It survives kill -9, its pid may since
// belong to anything, and a killed postmaster that nobody reaps still looks alive to PostgreSQL. Read and judged here.
import { readFileSync, realpathSync } from 'node:fs';
import { link, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { argumentsOf, identify, type ProcessIdentity } from '@argosy/host/processes';

/** `starting` includes recovery after a crash; `stopping` still holds the folder. */
export interface Postmaster {
  readonly process: ProcessIdentity;
  readonly status: 'starting' | 'ready' | 'stopping';
  readonly socketFolder: string;
  readonly port: number;
}

/** The live postmaster of this very data folder; `undefined` when none runs, whatever the file says. */
export function readPostmaster(dataFolder: string): Postmaster | undefined {
  const lines = readLines(dataFolder);
  const pid = Number(lines[0]);
  const process = Number.isInteger(pid) && pid > 1 ? identify(pid) : undefined;
  if (!process || !isPostmasterOf(pid, dataFolder)) return undefined;
  const word = lines[7]?.trim(); // lines as in PostgreSQL's pidfile.h; the last ones are missing in the first milliseconds
  const status = word === 'ready' || word === 'standby' ? 'ready' : word === 'stopping' ? 'stopping' : 'starting';
  return { process, status, port: Number(lines[3]), socketFolder: lines[4] ?? '' };
}

/** Takes away the lock files of a postmaster that is gone while PostgreSQL believes that it lives: its pid was given to another
 *  process of the same user, or it is a zombie. Should orphaned backends still hold its shared memory, PostgreSQL sees that
 *  by the memory block itself and goes on refusing. */
export async function setAsideStaleFiles(dataFolder: string, socketFolder: string): Promise<void> {
  const socketLocks = (await readdir(socketFolder)).filter((name) => /^\.s\.PGSQL\.\d+\.lock$/.test(name));
  const files = [join(dataFolder, 'postmaster.pid'), ...socketLocks.map((name) => join(socketFolder, name))];
  for (const file of files) await setAside(file, dataFolder);
}

async function setAside(file: string, dataFolder: string): Promise<void> {
  const judged = await readFile(file, 'utf8').catch(() => undefined);
  if (judged === undefined || readPostmaster(dataFolder)) return;
  const aside = `${file}.stale-${process.pid}`;
  await rename(file, aside).catch(() => undefined);
  // Another starter may have replaced the file between the look and the rename: then it is put back, never over a newer one.
  const taken = await readFile(aside, 'utf8').catch(() => judged);
  if (taken !== judged) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

/** By its command line, which every user may read: `…/postgres -D <data folder> …`. */
function isPostmasterOf(pid: number, dataFolder: string): boolean {
  const [program = '', ...rest] = argumentsOf(pid);
  const folder = rest[rest.indexOf('-D') + 1];
  return basename(program) === 'postgres' && folder !== undefined && realPath(folder) === realPath(dataFolder);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function readLines(dataFolder: string): readonly string[] {
  try {
    return readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}
