// The control plane as a process: what a start that fails leaves behind, and who may start where.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { invariant } from '@argosy/kernel/errors';
import { freshDatabase } from '../test/database.ts';
import { type Home, homeAt } from './platform/home.ts';
import { readPostmaster } from './platform/postgres/postmaster-file.ts';
import { exitCodes, findRunningServer } from './server-file.ts';

interface Place extends AsyncDisposable {
  readonly home: Home;
  /** Starts a server there; its output is its log. */
  start(environment?: Readonly<Record<string, string>>): Started;
}

interface Started {
  readonly child: ChildProcess;
  /** How it ended, and all it said. */
  readonly end: Promise<{ readonly code: number; readonly log: string }>;
}

async function aPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-test-main-'));
  await chmod(folder, 0o755);
  const home = homeAt(join(folder, 'home'));
  const started: Started[] = [];
  return {
    home,
    start(environment = {}) {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
        env: { ...process.env, DATABASE_URL: '', ARGOSY_HOME: home.path, ARGOSY_PORT: '0', ...environment },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      invariant(child.stdout, 'its output is piped');
      const end = Promise.all([once(child, 'close'), text(child.stdout)]).then(([[code], log]) => ({
        code: code as number,
        log,
      }));
      started.push({ child, end });
      return { child, end };
    },
    async [Symbol.asyncDispose]() {
      for (const { child } of started) child.kill('SIGTERM');
      await Promise.all(started.map(({ end }) => end));
      await rm(folder, { recursive: true });
    },
  };
}

const databaseOf = (home: Home) => readPostmaster(join(home.postgres, 'data'));
const untilServing = (home: Home) => vi.waitUntil(() => findRunningServer(home), { timeout: 25_000, interval: 50 });

test('a start that finds its port taken ends the database it started', async () => {
  await using place = await aPlace();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  invariant(address !== null && typeof address === 'object', 'it listens on a port');
  const { code, log } = await place.start({ ARGOSY_PORT: String(address.port) }).end;
  other.close();
  expect(code).toBe(exitCodes.failed);
  expect(log).toMatch(/"code":"port_taken".*"setting":"ARGOSY_PORT"/);
  expect(databaseOf(place.home)).toBe(undefined);
});

test('the password of a DATABASE_URL that is none is not in the log', async () => {
  await using place = await aPlace();
  for (const url of ['postgres://argosy:s3cr#t@db:5432/x', 'postgres://argosy:1234#t@db/x', 'mysql://a:s3cr@db/x']) {
    const { code, log } = await place.start({ DATABASE_URL: url }).end;
    expect(code).toBe(exitCodes.failed);
    expect(log).toContain('"code":"database_url_invalid"');
    const ofThisProcess = /"(?:time|pid)":\d+|"hostname":"[^"]*"/g; // digits of any kind
    expect(log.replaceAll(ofThisProcess, '')).not.toMatch(/s3cr|1234/);
  }
});

test('a setting that cannot be used is named', async () => {
  await using place = await aPlace();
  const { code, log } = await place.start({ ARGOSY_PORT: 'http' }).end;
  expect(code).toBe(exitCodes.failed);
  expect(log).toContain('"facts":{"name":"ARGOSY_PORT","allowed":"0–65535"}');
});

test('a proxy on this machine is believed with a secret alone, and is not set up without one', async () => {
  await using place = await aPlace();
  const { code, log } = await place.start({ ARGOSY_PROXIES: '10.0.0.1,127.0.0.0/8' }).end;
  expect(code).toBe(exitCodes.failed);
  expect(log).toContain('"facts":{"name":"ARGOSY_PROXY_SECRET"');
});

test('of servers started on one home at once one serves, and the others say so', async () => {
  await using place = await aPlace();
  const all = [place.start(), place.start(), place.start()];
  const { pid } = await untilServing(place.home);
  const winner = all.find(({ child }) => child.pid === pid);
  const others = await Promise.all(all.filter((each) => each !== winner).map(({ end }) => end));
  expect(others.map(({ code }) => code)).toEqual([exitCodes.alreadyRunning, exitCodes.alreadyRunning]);
  expect(others[0]?.log).toContain('"code":"server_already_running"');
  winner?.child.kill('SIGKILL'); // and it leaves no lock
  await winner?.end;
  const next = place.start();
  await untilServing(place.home);
  next.child.kill('SIGTERM');
  expect(await next.end).toMatchObject({ code: 0 });
  expect(databaseOf(place.home)).toBe(undefined);
});

test('a second home on the database of another is refused, and changes nothing there', async () => {
  await using database = await freshDatabase();
  await using first = await aPlace();
  await using second = await aPlace();
  const serving = first.start({ DATABASE_URL: database.url });
  await untilServing(first.home);
  const keys = () => database.pool.query('select id, deleted_at from identity.access_key');
  const before = (await keys()).rows;
  const { code, log } = await second.start({ DATABASE_URL: database.url }).end;
  expect(code).toBe(exitCodes.failed);
  expect(log).toContain('"code":"database_of_another_home"');
  expect((await keys()).rows).toEqual(before);
  serving.child.kill('SIGTERM');
  expect(await serving.end).toMatchObject({ code: 0 });
});
