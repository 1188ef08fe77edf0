// Runs PostgreSQL for this Argosy alone: real PostgreSQL from an npm package, on a Unix socket in the home, as an unprivileged
// user. It is started in a session of its own and outlives a killed Argosy; the next start finds and adopts it. There is
// never a second one on a folder: PostgreSQL's own lock decides, we only read its file rightly (postmaster-file.ts).
import { type ChildProcess, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { DatabaseError } from 'pg';
import { invariant, messageOf, refusal } from '@argosy/kernel/errors';
import { pause } from '@argosy/kernel/time';
import {
  hasEnded,
  identify,
  isAlive,
  parentPidOf,
  signalProcess,
  stopProcess,
  type ProcessIdentity,
} from '@argosy/host/processes';
import type { User } from '../system/users.ts';
import { openClient, type DatabaseConnection } from './connection.ts';
import {
  cleanEnvironment,
  databaseUser,
  ensureDataFolder,
  ensurePassword,
  makeFolders,
  type DatabaseFolders,
} from './data-folder.ts';
import { findPrograms, type NativePrograms } from './native.ts';
import { readPostmaster, setAsideStaleFiles } from './postmaster-file.ts';
import { lastLogLines, openServerLog } from './server-log.ts';

export interface EmbeddedPostgresOptions {
  /** Everything lies below it: `postgres/` (data, password, socket) and `log/postgres.log`. */
  readonly home: string;
  readonly log: { info(facts: object, sentence: string): void; warn(facts: object, sentence: string): void };
  /** Whom the server runs as; required when this process is root, which PostgreSQL refuses to run as. */
  readonly runAs?: User | undefined;
  /** Listens on 127.0.0.1 at this port as well. Without it only on the Unix socket. A running server that is adopted keeps
   *  listening where it does. */
  readonly port?: number | undefined;
  /** As many as one server of Argosy uses, if left out. */
  readonly maxConnections?: number | undefined;
}

export interface EmbeddedPostgres {
  readonly connection: DatabaseConnection;
  /** Whether it already ran: left by a killed Argosy, or shared with another starter. */
  readonly adopted: boolean;
  readonly pid: number;
  /** `fast` ends sessions and writes a checkpoint; `immediate` does not, and the next start recovers. Returns when it ended. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  /** Calls once, when the server has ended for whatever reason, also by `stop`. */
  onExit(listener: () => void): void;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Place {
  readonly folders: DatabaseFolders;
  readonly programs: NativePrograms;
  readonly password: string;
}

/** Starts the server of this home, or adopts the one that runs; returns when it answers. The first start makes the data folder
 *  (about 1 s). Refuses: database_start_failed, with the reason and the last log lines. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const place = await preparePlace(options);
  // Recovery after a crash may rightly take a while; a server that does not come up in this time is not coming.
  const deadline = performance.now() + 120_000;
  while (performance.now() < deadline) {
    const running = readPostmaster(place.folders.data);
    const server = running ? await adopt(place, running.process, deadline) : await launch(place, options, deadline);
    if (server === 'try_again') continue;
    options.log.info({ pid: server.pid, adopted: running !== undefined }, 'database is serving');
    return supervise(server, running !== undefined);
  }
  throw await startFailure(place, 'it did not come up within 2 minutes', 0);
}

interface Serving {
  readonly pid: number;
  readonly process: ProcessIdentity;
  readonly connection: DatabaseConnection;
  /** Tells of its end; only of a child of ours somebody does. */
  readonly child?: ChildProcess;
}

async function preparePlace({ home, runAs }: EmbeddedPostgresOptions): Promise<Place> {
  try {
    const folders = await makeFolders(home, runAs);
    const password = await ensurePassword(folders, runAs);
    const programs = await findPrograms(folders.postgres, runAs);
    await ensureDataFolder(folders, programs, runAs);
    return { folders, programs, password };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // absent in other errors
    if (code === 'EACCES' || code === 'EPERM' || code === 'ENOSPC' || code === 'EROFS' || code === 'EDQUOT') {
      throw refusal('database_start_failed', { reason: messageOf(error) }, { cause: error });
    }
    throw error;
  }
}

/** Takes over the server that already runs on our data folder. One whose socket is not there any more (it was removed from
 *  under it) is of no use to anybody: it is stopped, and the caller starts another. One that is only slow to answer is left
 *  alone: somebody else's work may be what it is busy with. */
async function adopt(place: Place, process: ProcessIdentity, deadline: number): Promise<Serving | 'try_again'> {
  if ((await untilReady(place.folders.data, process, deadline)) === 'ended') return 'try_again';
  const running = readPostmaster(place.folders.data);
  if (running?.process.startTime !== process.startTime) return 'try_again';
  const connection = connectionOf(place, running.socketFolder, running.port);
  try {
    return { pid: process.pid, process, connection: await prove(connection, process) };
  } catch (error) {
    if (isRetryable(error)) return 'try_again';
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ECONNREFUSED')
      throw await startFailure(place, `the running server does not answer us: ${messageOf(error)}`, 0, error);
    await stopProcess(process, { signal: 'SIGINT', timeoutMs: 20_000 });
    return 'try_again';
  }
}

async function launch(
  place: Place,
  { log, runAs, port, maxConnections }: EmbeddedPostgresOptions,
  deadline: number,
): Promise<Serving | 'try_again'> {
  const { folders, programs } = place;
  const lockDeadline = performance.now() + 5_000; // orphaned backends of a killed server need a moment to end
  for (;;) {
    const { handle, offset } = await openServerLog(folders.logFile);
    const child = spawn(
      programs.postgres,
      ['-D', folders.data, ...settings(folders.socket, { port, maxConnections })],
      {
        cwd: '/',
        env: cleanEnvironment,
        detached: true, // a session of its own: neither our end nor a Ctrl-C in our terminal reaches it
        stdio: ['ignore', handle.fd, handle.fd],
        ...(runAs && { uid: runAs.uid, gid: runAs.gid }),
      },
    );
    const spawnError = await new Promise<Error | undefined>((resolve) => {
      child.once('spawn', () => resolve(undefined)).once('error', resolve);
    });
    await handle.close();
    if (spawnError) throw await startFailure(place, messageOf(spawnError), offset, spawnError);
    child.unref();
    invariant(child.pid, 'a child that was spawned has a pid');
    const process = identify(child.pid);
    if (process && (await untilReady(folders.data, process, deadline)) === 'ready') {
      try {
        const connection = await prove(connectionOf(place, folders.socket, port ?? defaultPort), process);
        return { pid: process.pid, process, connection, child };
      } catch (error) {
        await stopProcess(process, { signal: 'SIGINT', timeoutMs: 20_000 });
        throw await startFailure(place, messageOf(error), offset, error);
      }
    }

    const lines = await lastLogLines(folders.logFile, offset);
    const isLocked = lines.some((line) =>
      /lock file ".*" already exists|shared memory block .* still in use/.test(line),
    );
    if (!isLocked || performance.now() > lockDeadline) throw await startFailure(place, fatalLine(lines), offset);
    if (readPostmaster(folders.data)) return 'try_again'; // another starter was faster: adopt its server
    await setAsideStaleFiles(folders.data, folders.socket);
    log.warn({ reason: fatalLine(lines) }, 'the lock files of a dead database server are in the way: trying again');
    await pause(50);
  }
}

const defaultPort = 5432; // only a part of the socket's name while nothing listens on TCP

/** What must hold is given on the command line, where no file in the data folder can override it. */
function settings(
  socketFolder: string,
  { port, maxConnections = 60 }: Pick<EmbeddedPostgresOptions, 'port' | 'maxConnections'>,
): readonly string[] {
  const values = {
    // Who gets in: the owner of the folder, by password.
    listen_addresses: port === undefined ? '' : '127.0.0.1',
    port: port ?? defaultPort,
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    // What was acknowledged is on disk.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    // One small server beside a cluster: idle memory of Argosy and PostgreSQL together stays below 250 MB.
    max_connections: maxConnections,
    shared_buffers: '32MB',
    wal_buffers: '1MB',
    work_mem: '4MB',
    maintenance_work_mem: '32MB',
    max_wal_size: '512MB',
    huge_pages: 'off',
    jit: 'off', // plans are short; compiling one costs more than running it, and memory in every backend
    io_method: 'sync', // no separate I/O processes
    autovacuum_max_workers: 2,
    autovacuum_naptime: '3min', // each round is a process for each database: most of what an idle server costs
    max_worker_processes: 4,
    max_parallel_workers: 2,
    max_logical_replication_workers: 0,
    max_wal_senders: 0,
    max_replication_slots: 0,
    // A forgotten transaction must not hold back vacuum for ever.
    idle_in_transaction_session_timeout: '10min',
    // The log: UTC, and never the text or the values of a statement, which may be secrets.
    log_timezone: 'UTC',
    timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function connectionOf({ password }: Place, socketFolder: string, port: number): DatabaseConnection {
  return { host: socketFolder, port, user: databaseUser, password, database: databaseName };
}

const databaseName = 'argosy';

/** Connects, makes our database at the first start, and proves that who answers is this very postmaster: the backend that
 *  serves us is its child. */
async function prove(connection: DatabaseConnection, postmaster: ProcessIdentity): Promise<DatabaseConnection> {
  const client = await openClient(connection).catch(async (error: unknown) => {
    if (!isSqlState(error, '3D000')) throw error; // no database of this name yet
    await createDatabase(connection);
    return openClient(connection);
  });
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    invariant(
      rows[0] && parentPidOf(rows[0].pid) === postmaster.pid,
      'who answers on the socket is the postmaster of our data folder',
    );
    return connection;
  } finally {
    await client.end();
  }
}

async function createDatabase(connection: DatabaseConnection): Promise<void> {
  const client = await openClient({ ...connection, database: 'postgres' });
  try {
    await client.query(`create database ${databaseName}`);
  } catch (error) {
    // Made by another starter: 42P04 when it was there before us, 23505 when in the same moment.
    if (!isSqlState(error, '42P04') && !isSqlState(error, '23505')) throw error;
  } finally {
    await client.end();
  }
}

/** Waits until the postmaster writes `ready` into its file, or has ended. */
async function untilReady(dataFolder: string, process: ProcessIdentity, deadline: number): Promise<'ready' | 'ended'> {
  let wake = () => {};
  // Woken by each change in the folder, and every 50 ms: an end changes no file, and not every file system tells of changes.
  const watcher = watch(dataFolder, { persistent: false }, () => wake()).on('error', () => undefined);
  try {
    while (performance.now() < deadline) {
      const timer = new AbortController();
      wake = () => timer.abort();
      const running = readPostmaster(dataFolder);
      if (running?.process.startTime === process.startTime && running.status === 'ready') return 'ready';
      if (!isAlive(process)) return 'ended';
      await pause(50, timer.signal);
    }
    return 'ended';
  } finally {
    watcher.close();
  }
}

function supervise({ process, connection, child }: Serving, adopted: boolean): EmbeddedPostgres {
  const listeners: (() => void)[] = [];
  let isEnded = child !== undefined && (child.exitCode !== null || child.signalCode !== null);
  const tellEnd = () => {
    isEnded = true;
    clearInterval(look);
    for (const listener of listeners.splice(0)) listener();
  };
  // An adopted server is not our child, so nobody tells us of its end: we look.
  const look = child ? undefined : setInterval(() => !isAlive(process) && tellEnd(), 500).unref();
  child?.once('exit', tellEnd);
  const stop = async (mode: 'fast' | 'immediate' = 'fast') => {
    const signal = mode === 'fast' ? 'SIGINT' : 'SIGQUIT';
    // A fast stop that is not through in 30 s is made immediate: what was acknowledged is in the log and will be recovered.
    if (mode === 'fast' && signalProcess(process, signal) === 'signalled' && (await hasEnded(process, 30_000)))
      return tellEnd();
    await stopProcess(process, { signal: 'SIGQUIT', timeoutMs: 10_000 });
    tellEnd();
  };
  return {
    connection,
    adopted,
    pid: process.pid,
    stop,
    onExit: (listener) => (isEnded ? queueMicrotask(listener) : void listeners.push(listener)),
    [Symbol.asyncDispose]: () => stop(),
  };
}

async function startFailure({ folders }: Place, reason: string, offset: number, cause?: unknown): Promise<Error> {
  const lastLines = await lastLogLines(folders.logFile, offset);
  return refusal('database_start_failed', { reason, log: folders.logFile, lastLines }, { cause });
}

function fatalLine(lines: readonly string[]): string {
  return (
    lines.findLast((line) => /FATAL|PANIC|error while loading/.test(line)) ?? lines.at(-1) ?? 'it ended without a word'
  );
}

/** The server is coming up or going down: 57P03 cannot_connect_now, 57P01 and 57P02 shutdowns. */
function isRetryable(error: unknown): boolean {
  return ['57P01', '57P02', '57P03'].some((state) => isSqlState(error, state));
}

function isSqlState(error: unknown, state: string): boolean {
  return error instanceof DatabaseError && error.code === state;
}
