// Which database a backup is of: the shell and the record of the last server must agree before anything is touched.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeAt, makeHome } from '@argosy/server/platform/home';
import { writeServerFile, type ServerRecord } from '@argosy/server/server-file';
import { expect, test } from 'vitest';
import type { Context } from '../profile.ts';
import { sayIn } from '../texts.ts';
import { backUp, restore } from './backup.ts';

/** A home whose last server, long gone, had this kind of database. */
async function aHome(database: ServerRecord['database'], url?: string) {
  const home = homeAt(await mkdtemp(join(tmpdir(), 'argosy-backup-')));
  await makeHome(home);
  await writeServerFile(home, {
    pid: 1,
    startTime: 'another boot',
    url: 'http://127.0.0.1:1',
    version: 'test',
    database,
  });
  const environment = { DATABASE_URL: url };
  const context: Context = { language: 'en', say: sayIn('en'), home, command: 'argosy', environment };
  return { context, home, [Symbol.asyncDispose]: () => rm(home.path, { recursive: true }) };
}

test('a server with a PostgreSQL of its own is not backed up, or filled, in the embedded one', async () => {
  await using at = await aHome('external');
  await expect(backUp(at.context, join(at.home.path, 'all'))).rejects.toThrow('DATABASE_URL is not set here');
  const back = restore(at.context, { file: join(at.home.path, 'all'), force: true });
  await expect(back).rejects.toThrow('DATABASE_URL is not set here');
  expect(await readdir(at.home.postgres)).toEqual([]); // nothing was made
});

test('a server with the embedded database is not backed up from another that the shell names', async () => {
  await using at = await aHome('embedded', 'postgres://nobody@127.0.0.1:1/other');
  await expect(backUp(at.context, join(at.home.path, 'all'))).rejects.toThrow('DATABASE_URL names another');
});
