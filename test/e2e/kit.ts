// A whole Argosy for one test: the real server as a process of its own, on a home of its own, with the release installed once
// for all tests of this machine. Ended at the end of the test with everything it started, whatever the test did to it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, open, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Client as DatabaseClient } from 'pg';
import { type Client, createClient } from '@argosy/client';
import { argumentsOf, hasEnded, type ProcessIdentity, signalProcess, stopProcess } from '@argosy/host/processes';
import { findBelonging, sweep } from '@argosy/host/sweep';
import { nodeAddress } from '../../apps/server/src/clusters/providers/addresses.ts';
import { newestRunnable } from '../../apps/server/src/clusters/releases/catalogue.ts';
import { installReleaseFiles } from '../../apps/server/src/clusters/releases/install-release-files.ts';
import { type Home, homeAt, makeHome } from '../../apps/server/src/platform/home.ts';
import { openClient } from '../../apps/server/src/platform/postgres/connection.ts';
import { startEmbeddedPostgres } from '../../apps/server/src/platform/postgres/embedded.ts';
import { ensureSystemUser } from '../../apps/server/src/platform/system/users.ts';
import { findRunningServer } from '../../apps/server/src/server-file.ts';
import { shareConsole } from '../console-builds.ts';

export const root = join(import.meta.dirname, '../..');
export const launcher = join(root, 'argosy');

/** Where the release is installed for the tests; kept between runs, as a person's home would keep it. Not below a folder that
 *  only root may enter: daemons read it. */
const sharedHome = homeAt(process.env['ARGOSY_TEST_RELEASES_HOME'] ?? '/var/tmp/argosy-test-releases');

/** Programs that may have clusters on this machine at the same time: two workers, and one that is no worker. */
const runners = 3;

/** A home in which nothing runs yet. */
export interface TestHome {
  readonly home: Home;
  /** What a program needs in its environment to mean this Argosy. */
  readonly environment: Readonly<Record<string, string>>;
  /** What runs for this home: server, database, agents, daemons, containers. */
  processes(): readonly ProcessIdentity[];
  [Symbol.asyncDispose](): Promise<void>;
}

export interface TestArgosy extends TestHome {
  /** Signs in as the owner. */
  readonly client: Client;
  server(): ProcessIdentity;
  /** Kills the server without a word; resolves when it is gone. */
  killServer(): Promise<void>;
  /** Starts it again on the same home and at the same address; resolves when it answers. `changes`: of its environment, this time. */
  startServer(changes?: Readonly<Record<string, string>>): Promise<void>;
}

interface HomeOptions {
  readonly bare?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** `await using at = await aHome()`. The release and the built console are there already, unless `bare`. */
export async function aHome(options: HomeOptions = {}): Promise<TestHome> {
  await using stack = new AsyncDisposableStack();
  const folder = await makeFolder();
  stack.defer(async () => {
    await sweep({ folder, except: [] }, 20_000);
    await rm(folder, { recursive: true, force: true });
  });
  const home = homeAt(folder);
  if (!options.bare) {
    await linkRelease(home);
    await shareConsole(home);
  }
  const environment = { ARGOSY_HOME: folder, ARGOSY_PORT: '0', ...options.environment };
  const whole = stack.move();
  return {
    home,
    environment,
    processes: () => findBelonging({ folder, except: [] }),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

/** `await using argosy = await startArgosy()`: a home and its server. */
export async function startArgosy(options: HomeOptions = {}): Promise<TestArgosy> {
  await using stack = new AsyncDisposableStack();
  const at = stack.use(await aHome(options)); // also what a start that fails leaves running
  const { home, environment } = at;
  let { server, url } = await launch(home, environment);
  const { key } = JSON.parse(await readFile(home.profile, 'utf8')) as { key: string };
  const whole = stack.move();
  return {
    ...at,
    client: createClient({ url, key }),
    server: () => server,
    async killServer() {
      signalProcess(server, 'SIGKILL');
      await hasEnded(server, 60_000);
    },
    async startServer(changes = {}) {
      ({ server, url } = await launch(home, { ...environment, ...changes }));
    },
    async [Symbol.asyncDispose]() {
      await stopProcess(server, { signal: 'SIGTERM', timeoutMs: 20_000 });
      await whole.disposeAsync();
    },
  };
}

/** Daemons and agents of nodes: Java, and the agent's program. */
export const nodeProcesses = (argosy: TestHome): readonly ProcessIdentity[] =>
  argosy.processes().filter(({ pid }) => argumentsOf(pid).some((each) => each.includes(argosy.home.nodes)));

/** Runs `argosy …` as a person does, to its end. */
export async function argosy(
  { environment }: Pick<TestHome, 'environment'>,
  ...words: readonly string[]
): Promise<{ readonly exitCode: number; readonly out: string; readonly err: string }> {
  const child = spawn(launcher, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...environment },
  });
  const [out, err, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err, exitCode: exitCode as number };
}

/** Asks the embedded database of this home itself: what no operation shows. */
export async function rowsOf<Row extends object>(at: Pick<TestHome, 'home'>, sql: string): Promise<readonly Row[]> {
  const client = await openDatabaseOf(at);
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A connection to the embedded database of this home. */
export async function openDatabaseOf({ home }: Pick<TestHome, 'home'>): Promise<DatabaseClient> {
  const runAs = await ensureSystemUser('database');
  const quiet = { info: () => {}, warn: () => {} };
  const { connection } = await startEmbeddedPostgres({ home: home.path, log: quiet, runAs }); // found running, as a rule
  return openClient(connection);
}

/** A home's path decides which addresses its nodes have: each runner's homes lie where those of the others do not, so that two
 *  clusters that run side by side never meet. */
async function makeFolder(): Promise<string> {
  const runner = Number(process.env['VITEST_POOL_ID'] ?? 0);
  const folder = await mkdtemp('/var/tmp/argosy-e2e-');
  if (Number(nodeAddress(folder, 0, 0).split('.')[1]) % runners !== runner % runners) {
    await rm(folder, { recursive: true });
    return makeFolder();
  }
  await chmod(folder, 0o755); // the users of nodes pass through it
  return folder;
}

/** Installs the release into the shared home, if this machine has not got it, and lets `home` find it there. */
async function linkRelease(home: Home): Promise<void> {
  await makeHome(sharedHome);
  const install = await ensureSystemUser('install');
  await installReleaseFiles({
    home: sharedHome.path,
    release: newestRunnable(),
    runAs: install,
    onProgress: () => {},
    signal: AbortSignal.timeout(900_000),
  });
  await symlink(sharedHome.store, home.store);
  await symlink(sharedHome.releases, home.releases);
}

/** Starts the server and waits until it has written where it listens; shows the end of its log when it dies instead. */
async function launch(
  home: Home,
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly server: ProcessIdentity; readonly url: string }> {
  await using log = await open(join(home.path, 'server.log'), 'a');
  const child = spawn(process.execPath, [join(root, 'apps/server/src/main.ts')], {
    detached: true, // a test runner's end must not end it half-way: the disposal does
    stdio: ['ignore', log.fd, log.fd],
    env: { ...process.env, ...environment },
  });
  const died = Promise.withResolvers<never>();
  child.once('exit', (code) => {
    died.reject(new Error(`the server ended with ${code}; its log is ${join(home.path, 'server.log')}`));
  });
  const listening = (async () => {
    const deadline = performance.now() + 120_000;
    while (performance.now() < deadline) {
      const running = await findRunningServer(home);
      if (running && running.pid === child.pid) return running;
      await new Promise((resolve) => setTimeout(resolve, 20)); // the file's appearance is the event; there is no other
    }
    throw new Error('the server was not there within two minutes');
  })();
  const running = await Promise.race([listening, died.promise]);
  died.promise.catch(() => {}); // from here on its end is the test's own doing
  child.unref();
  return { server: { pid: running.pid, startTime: running.startTime }, url: running.url };
}
