// The control plane: one process. Brings up the database, migrates it, listens, writes where it listens, and ends in the
// opposite order. It may be killed at any line: the next start finds the database running or not, and goes on.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { type Logger, destination } from 'pino';
import { identify } from '@argosy/host/processes';
import { dropInheritedRights } from '@argosy/host/user';
import { invariant, messageOf, Refusal, refusal } from '@argosy/kernel/errors';
import { pause, systemClock } from '@argosy/kernel/time';
import { type ComposedServer, composeServer, urlOf } from './compose.ts';
import { type Home, makeHome } from './platform/home.ts';
import { boundLogs, openLog } from './platform/log.ts';
import { connectionFromUrl, type DatabaseConnection, openClient } from './platform/postgres/connection.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './platform/postgres/embedded.ts';
import { migrate, readMigrations } from './platform/postgres/migrate.ts';
import { tryLock } from './platform/process-lock.ts';
import { ensureSystemUsers, requireOpen, type SystemUsers } from './platform/system/users.ts';
import { exitCodes, findRunningServer, readServerFile, writeServerFile, version } from './server-file.ts';
import { readSettings, type Settings } from './settings.ts';

/** A server that is asked a hundred things a second writes a megabyte in this time. */
const boundLogsEveryMs = 60_000;

dropInheritedRights();
const log = openLog({ level: 'info', destination: destination(1) });
try {
  const settings = readSettings(process.env);
  log.level = settings.logLevel;
  enableCompileCache(join(settings.home.path, 'cache'));
  await serve(settings, log);
} catch (error) {
  log.fatal({ err: error }, 'the server could not start');
  process.stderr.write(`argosy: ${messageOf(error)}\n`);
  process.exit(
    error instanceof Refusal && error.code === 'server_already_running' ? exitCodes.alreadyRunning : exitCodes.failed,
  );
}

async function serve(settings: Settings, log: Logger): Promise<void> {
  // Heard from the first moment: told to end while it starts, it comes up, and goes down in order.
  const ended = Promise.withResolvers<string>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ended.resolve(signal));
  await makeHome(settings.home);
  using _ = await holdHome(settings.home);
  boundLogs(settings.home);
  setInterval(() => {
    try {
      boundLogs(settings.home);
    } catch (error) {
      log.warn({ err: error }, 'a log that has grown large could not be put aside'); // no space for the copy, say
    }
  }, boundLogsEveryMs).unref();
  const users = await ensureSystemUsers();
  await requireOpen(settings.home.path, Object.values(users));
  const database = await openDatabase(settings, users, log);
  let server: ComposedServer;
  try {
    server = await start(settings, { database, users, log });
  } catch (error) {
    await database.leave();
    throw error;
  }
  log.info({ signal: await ended.promise }, 'stopping');
  await server.stop();
  await database.stop();
  log.info('stopped');
  process.exit(0); // agents' sockets that linger are theirs to close
}

/** Locks the home until this process ends, however it ends. Refuses: server_already_running. */
async function holdHome(home: Home): Promise<Disposable> {
  const lock = tryLock(home.serverLock);
  if (lock) return lock;
  const running = await findRunningServer(home); // not yet, while it comes up
  throw refusal('server_already_running', { home: home.path, ...(running && { pid: running.pid, url: running.url }) });
}

/** Migrates, listens, begins to work, and writes down where it listens. */
async function start(
  settings: Settings,
  { database, users, log }: { readonly database: Database; readonly users: SystemUsers; readonly log: Logger },
): Promise<ComposedServer> {
  const { kind, connection } = database;
  const server = await composeServer({
    home: settings.home,
    connection,
    database: { kind, version: await prepare(connection) },
    clock: systemClock,
    log,
    users,
    address: settings.host,
    hosts: settings.hosts,
    webUrl: settings.webUrl,
    proxies: settings.proxies,
    sharesMachine: settings.sharesMachine,
    keepDays: settings.keepDays,
    checksAnswers: false,
  });
  await listen(server.app, settings);
  await listenForPages(server.web, settings, log);
  await server.begin();
  const self = identify(process.pid);
  invariant(self, 'this process is alive');
  await writeServerFile(settings.home, { ...self, url: urlOf(server.app), version, database: database.kind });
  log.info({ url: urlOf(server.app), home: settings.home.path }, 'serving');
  return server;
}

interface Database {
  readonly kind: 'embedded' | 'external';
  readonly connection: DatabaseConnection;
  /** After a start that failed: it is as this start found it. */
  leave(): Promise<void>;
  stop(): Promise<void>;
}

/** The operator's own server, or the embedded one, which is started again when it dies. */
async function openDatabase(settings: Settings, users: SystemUsers, log: Logger): Promise<Database> {
  if (settings.databaseUrl !== undefined) {
    const nothing = async () => {};
    return {
      kind: 'external',
      connection: connectionFromUrl(settings.databaseUrl),
      leave: nothing,
      stop: nothing,
    };
  }
  const start = () => startEmbeddedPostgres({ home: settings.home.path, log, runAs: users.database });
  const first = await start();
  let latest = Promise.resolve(first);
  let stopping = false;
  const keepUp = (running: EmbeddedPostgres): void =>
    running.onExit(() => {
      if (stopping) return;
      log.error('the database ended and is started again');
      latest = startAgain(start, log);
      latest.then(keepUp, (error: unknown) => {
        if (stopping) return;
        log.fatal({ err: error }, 'the database does not start again');
        process.exit(1); // a service manager, or the next `argosy up`, begins anew
      });
    });
  keepUp(first);
  const stop = async () => {
    stopping = true;
    const running = await latest.catch(() => undefined); // one that is just being started again would stay behind
    await running?.stop();
  };
  return {
    kind: 'embedded',
    connection: first.connection,
    leave: first.adopted ? async () => {} : stop,
    stop,
  };
}

/** Whatever ended the database may end it once more while it recovers: a few more tries, each after a longer pause. */
async function startAgain(start: () => Promise<EmbeddedPostgres>, log: Logger): Promise<EmbeddedPostgres> {
  for (let pauseMs = 250; ; pauseMs *= 2) {
    try {
      return await start();
    } catch (error) {
      if (pauseMs > 4000) throw error;
      log.error({ err: error }, 'the database did not start again; another try follows');
      await pause(pauseMs);
    }
  }
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
    if (port !== 0) throw refusal('port_taken', { address: host, port, setting: 'ARGOSY_PORT' }, { cause: error });
    await app.listen({ host, port: 0 });
  }
}

/** A port that somebody asked for is theirs to free; the usual one is given up for any other, since addresses of pages are asked
 *  for each time. */
async function listenForPages(web: ComposedServer['web'], { host, webPort }: Settings, log: Logger): Promise<void> {
  const { port, isWanted } = webPort;
  try {
    await web.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (isWanted) throw refusal('port_taken', { address: host, port }, { cause: error });
    log.warn({ port }, 'native pages of clusters are shown at another port: this one is taken');
    await web.listen({ host, port: 0 });
  }
}
