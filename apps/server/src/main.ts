// The control plane: one process. Brings up the database, migrates it, listens, writes where it listens, and ends in the
// opposite order. It may be killed at any line: the next start finds the database running or not, and goes on.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { type Logger, destination } from 'pino';
import { identify } from '@argosy/host/processes';
import { dropInheritedRights } from '@argosy/host/user';
import { invariant, messageOf, refusal } from '@argosy/kernel/errors';
import { systemClock } from '@argosy/kernel/time';
import { composeServer, urlOf, version } from './compose.ts';
import { makeHome } from './platform/home.ts';
import { openLog } from './platform/log.ts';
import { connectionFromUrl, type DatabaseConnection, openClient } from './platform/postgres/connection.ts';
import { startEmbeddedPostgres } from './platform/postgres/embedded.ts';
import { migrate, readMigrations } from './platform/postgres/migrate.ts';
import { ensureSystemUsers, type SystemUsers } from './platform/system/users.ts';
import { findRunningServer, readServerFile, writeServerFile } from './server-file.ts';
import { readSettings, type Settings } from './settings.ts';

dropInheritedRights();
const settings = readSettings(process.env);
enableCompileCache(join(settings.home.path, 'cache'));
const log = openLog({ level: settings.logLevel, destination: destination(1) });
try {
  await serve(settings, log);
} catch (error) {
  log.fatal({ err: error }, 'the server could not start');
  process.stderr.write(`argosy: ${messageOf(error)}\n`);
  process.exit(1);
}

async function serve(settings: Settings, log: Logger): Promise<void> {
  // Heard from the first moment: told to end while it starts, it comes up, and goes down in order.
  const ended = Promise.withResolvers<string>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ended.resolve(signal));
  await makeHome(settings.home);
  const running = await findRunningServer(settings.home);
  if (running)
    throw refusal('server_already_running', { pid: running.pid, url: running.url, home: settings.home.path });
  const users = await ensureSystemUsers();
  const database = await openDatabase(settings, users, log);
  const server = await composeServer({
    home: settings.home,
    connection: database.connection,
    database: { kind: database.kind, version: database.version },
    clock: systemClock,
    log,
    users,
    address: settings.host,
    hosts: settings.hosts,
    keepDays: settings.keepDays,
    checksAnswers: false,
  });
  await listen(server.app, settings);
  await server.begin();
  const self = identify(process.pid);
  invariant(self, 'this process is alive');
  await writeServerFile(settings.home, { ...self, url: urlOf(server.app), version, database: database.kind });
  log.info({ url: urlOf(server.app), home: settings.home.path }, 'serving');

  log.info({ signal: await ended.promise }, 'stopping');
  await server.stop();
  await database.stop();
  log.info('stopped');
  process.exit(0); // agents' sockets that linger are theirs to close
}

interface Database {
  readonly kind: 'embedded' | 'external';
  readonly version: string;
  readonly connection: DatabaseConnection;
  stop(): Promise<void>;
}

/** The operator's own server, or the embedded one; migrated. The embedded one is started again when it dies. */
async function openDatabase(settings: Settings, users: SystemUsers, log: Logger): Promise<Database> {
  if (settings.databaseUrl !== undefined) {
    const connection = connectionFromUrl(settings.databaseUrl);
    return { kind: 'external', version: await prepare(connection), connection, stop: async () => {} };
  }
  const start = () => startEmbeddedPostgres({ home: settings.home.path, log, runAs: users.database });
  let embedded = await start();
  let stopping = false;
  const keepUp = (): void =>
    embedded.onExit(() => {
      if (stopping) return;
      log.error('the database ended and is started again');
      start().then(
        (again) => {
          embedded = again;
          keepUp();
        },
        (error: unknown) => {
          log.fatal({ err: error }, 'the database does not start again');
          process.exit(1); // a service manager, or the next `argosy up`, begins anew
        },
      );
    });
  keepUp();
  return {
    kind: 'embedded',
    version: await prepare(embedded.connection),
    connection: embedded.connection,
    async stop() {
      stopping = true;
      await embedded.stop();
    },
  };
}

/** Migrates; answers the server's version. */
async function prepare(connection: DatabaseConnection): Promise<string> {
  const client = await openClient(connection);
  try {
    await migrate(client, await readMigrations());
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version ?? '';
  } finally {
    await client.end();
  }
}

/** Listens at the port that is asked for; of any, at the one of the last time if it is still free. */
async function listen(
  app: { listen(at: { host: string; port: number }): Promise<string> },
  settings: Settings,
): Promise<void> {
  const { host, port } = settings;
  const last = port === 0 ? await readServerFile(settings.home) : undefined;
  try {
    await app.listen({ host, port: last ? Number(new URL(last.url).port) : port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (port !== 0) throw refusal('port_taken', { address: host, port }, { cause: error });
    await app.listen({ host, port: 0 });
  }
}
