// `argosy backup` and `restore`: straight from and to the database, the control plane's own or the operator's. The embedded
// one is started for it where it does not run, and stopped again. Which database that is, the shell says by DATABASE_URL and
// the server of this home by its record: where the two differ, nothing is touched.
import { systemClock } from '@argosy/kernel/time';
import { makeHome } from '@argosy/server/platform/home';
import {
  backupDatabase,
  otherSessions,
  restoreDatabase,
  type BackupSummary,
} from '@argosy/server/platform/postgres/backup';
import { connectionFromUrl, openClient, type DatabaseConnection } from '@argosy/server/platform/postgres/connection';
import { startEmbeddedPostgres } from '@argosy/server/platform/postgres/embedded';
import { readMigrations } from '@argosy/server/platform/postgres/migrate';
import { ensureSystemUser } from '@argosy/server/platform/system/users';
import { findRunningServer, readServerFile } from '@argosy/server/server-file';
import { resolve } from 'node:path';
import { Failure } from '../exit-codes.ts';
import type { Context } from '../profile.ts';
import { targetFile } from '../target-file.ts';

/** Writes the database, as of this moment, to `file`; the control plane may go on working meanwhile. */
export async function backUp(context: Context, file: string): Promise<BackupSummary> {
  const { environment, home, say } = context;
  const server = await readServerFile(home);
  if (server?.database === 'external' && !environment['DATABASE_URL']) throw new Failure(say('backup.external'));
  if (server?.database === 'embedded' && environment['DATABASE_URL']) throw new Failure(say('backup.embedded'));
  const target = await targetFile(file, say);
  return withDatabase(context, (connection) => backupDatabase({ connection, clock: systemClock }, target));
}

/** Fills the database from `file`. Refuses while the control plane runs: it would go on with what it remembers. A DATABASE_URL that
 *  the last server did not have is believed: so an operator moves from the embedded database to one of their own. */
export async function restore(
  context: Context,
  { file, force }: { readonly file: string; readonly force: boolean },
): Promise<BackupSummary> {
  const { environment, home, say, command } = context;
  if (await findRunningServer(home)) throw new Failure(say('restore.server_runs', { command }));
  const server = await readServerFile(home);
  if (server?.database === 'external' && !environment['DATABASE_URL']) throw new Failure(say('backup.external'));
  const migrations = await readMigrations();
  return withDatabase(context, (connection) =>
    restoreDatabase({ connection, migrations, replace: force }, resolve(file)),
  );
}

async function withDatabase<T>(
  { environment, home }: Context,
  work: (connection: DatabaseConnection) => Promise<T>,
): Promise<T> {
  const url = environment['DATABASE_URL'];
  if (url) return work(connectionFromUrl(url));
  await makeHome(home);
  const runAs = await ensureSystemUser('database');
  const quiet = { info: () => {}, warn: () => {} };
  const embedded = await startEmbeddedPostgres({ home: home.path, log: quiet, runAs });
  try {
    return await work(embedded.connection);
  } finally {
    // Whoever came meanwhile (a server that started) has adopted it: then it is theirs.
    if (!embedded.adopted && !(await isUsed(embedded.connection))) await embedded.stop();
  }
}

async function isUsed(connection: DatabaseConnection): Promise<boolean> {
  const client = await openClient(connection);
  try {
    return (await otherSessions(client)) > 0;
  } finally {
    await client.end();
  }
}
