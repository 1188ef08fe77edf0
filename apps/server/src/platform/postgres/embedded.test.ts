import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { invariant } from '@argosy/kernel/errors';
import { mountSmallDisk, noMounts } from '@argosy/testkit';
import { hasEnded, identify, isAlive, signalProcess, stopProcess } from '@argosy/host/processes';
import { boundLogs } from '../log.ts';
import { ensureSystemUser } from '../system/users.ts';
import { openClient } from './connection.ts';
import { startEmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded.ts';
import { readPostmaster } from './postmaster-file.ts';

const isRoot = process.getuid?.() === 0;
const runAs = await ensureSystemUser('database');
const log = { info: () => {}, warn: () => {} };

/** A home of its own; whatever server is left in it is ended with it. */
async function freshHome(): Promise<EmbeddedPostgresOptions & AsyncDisposable> {
  const home = await mkdtemp(join(tmpdir(), 'argosy-embedded-'));
  await chmod(home, 0o755);
  return {
    home,
    runAs,
    log,
    [Symbol.asyncDispose]: async () => {
      const left = readPostmaster(join(home, 'postgres/data'));
      if (left) await stopProcess(left.process, { signal: 'SIGQUIT', timeoutMs: 10_000 });
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Starts a process that owns the server of `home`, and waits until it serves. */
async function startOwner(home: string) {
  const program = join(import.meta.dirname, '../../../test/database-owner.ts');
  const child = spawn(process.execPath, [program, home], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(60_000) })) as [
    string,
  ];
  const owner = child.pid === undefined ? undefined : identify(child.pid);
  const said = JSON.parse(line) as { readonly pid: number; readonly adopted: boolean };
  const postmaster = identify(said.pid);
  invariant(owner && postmaster, 'owner and server run');
  return { owner, postmaster, adopted: said.adopted };
}

test('the server is private: a socket below the home, a password of 0600, no TCP, no root, fsync on', async () => {
  await using options = await freshHome();
  await using server = await startEmbeddedPostgres(options);
  expect(server.connection.host).toBe(join(options.home, 'postgres'));
  const folder = await stat(join(options.home, 'postgres'));
  expect(folder.mode & 0o777).toBe(0o700);
  expect((await stat(join(options.home, 'postgres/password'))).mode & 0o777).toBe(0o600);
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).toBe(String(runAs?.uid ?? process.getuid?.()));
  expect(folder.uid).toBe(runAs?.uid ?? process.getuid?.());
  const client = await openClient(server.connection);
  const { rows } = await client.query(
    `select current_setting('listen_addresses') as addresses, current_setting('fsync') as fsync, datlocprovider as provider
       from pg_database where datname = current_database()`,
  );
  expect(rows).toEqual([{ addresses: '', fsync: 'on', provider: 'b' }]);
  await client.end();
  await expect(openClient({ ...server.connection, password: 'guessed' })).rejects.toMatchObject({ code: '28P01' });
});

test('a home that was laid out by root before is handed to the database user', async () => {
  await using options = await freshHome();
  await mkdir(join(options.home, 'postgres'), { mode: 0o755 });
  await using server = await startEmbeddedPostgres(options);
  expect(server.adopted).toBe(false);
  expect((await stat(join(options.home, 'postgres'))).mode & 0o777).toBe(0o700);
});

test('kill -9 of the server loses nothing that was acknowledged', async () => {
  await using options = await freshHome();
  const first = await startEmbeddedPostgres(options);
  const ended = new Promise<void>((resolve) => first.onExit(resolve));
  const client = await openClient(first.connection);
  await client.query('create table written (number int primary key)');
  let acknowledged = 0;
  const postmaster = identify(first.pid);
  invariant(postmaster, 'the server runs');
  // The server dies in the middle of the writing, which ends with the first refused insert.
  const writing = (async () => {
    for (;;) {
      await client.query('insert into written values ($1)', [acknowledged + 1]);
      acknowledged += 1;
      if (acknowledged === 50) signalProcess(postmaster, 'SIGKILL');
    }
  })();
  await expect(writing).rejects.toThrow(/terminat|connection|ECONN|EPIPE/);
  await ended;

  await using second = await startEmbeddedPostgres(options);
  expect(second.adopted).toBe(false);
  const reader = await openClient(second.connection);
  const { rows } = await reader.query<{ count: number; last: number }>(
    'select count(*)::int as count, max(number) as last from written',
  );
  expect(acknowledged).toBeGreaterThanOrEqual(50);
  expect(rows[0]?.count).toBe(rows[0]?.last);
  expect(rows[0]?.count).toBeGreaterThanOrEqual(acknowledged);
  await reader.end();
});

test('kill -9 of the owner leaves the server, and the next start adopts it', async () => {
  await using options = await freshHome();
  const { owner, postmaster } = await startOwner(options.home);
  signalProcess(owner, 'SIGKILL');
  expect(await hasEnded(owner, 5_000)).toBe(true);
  expect(isAlive(postmaster)).toBe(true);

  const adopting = await startEmbeddedPostgres(options);
  expect([adopting.adopted, adopting.pid]).toEqual([true, postmaster.pid]);
  const ended = new Promise<void>((resolve) => adopting.onExit(resolve));
  await adopting.stop();
  await ended;
  expect(isAlive(postmaster)).toBe(false);
});

test('of three starters on one empty home one starts the server and the others adopt it', async () => {
  await using options = await freshHome();
  const all = await Promise.all([startOwner(options.home), startOwner(options.home), startOwner(options.home)]);
  expect(new Set(all.map(({ postmaster }) => postmaster.pid)).size).toBe(1);
  expect(all.filter(({ adopted }) => !adopted)).toHaveLength(1);
  for (const { owner } of all) await stopProcess(owner, { signal: 'SIGKILL', timeoutMs: 5_000 });
  // Nothing of the losers' work is left.
  expect((await readdir(join(options.home, 'postgres'))).filter((name) => name.startsWith('data'))).toEqual(['data']);
});

test('a killed server that nobody reaps does not hold its folder', async () => {
  await using options = await freshHome();
  const { owner, postmaster } = await startOwner(options.home);
  signalProcess(owner, 'SIGSTOP'); // the parent never learns of the end: a zombie
  signalProcess(postmaster, 'SIGKILL');
  expect(await hasEnded(postmaster, 5_000)).toBe(true);
  expect(await readFile(`/proc/${postmaster.pid}/stat`, 'utf8')).toContain(') Z ');

  try {
    await using server = await startEmbeddedPostgres(options);
    expect(server.adopted).toBe(false);
  } finally {
    await stopProcess(owner, { signal: 'SIGKILL', timeoutMs: 5_000 });
  }
});

test('a postmaster.pid whose pid now belongs to another process is not believed, and that process is left alone', async () => {
  await using options = await freshHome();
  await (await startEmbeddedPostgres(options)).stop();
  const bystander = spawn('sleep', ['60'], runAs && { uid: runAs.uid, gid: runAs.gid });
  const file = join(options.home, 'postgres/data/postmaster.pid');
  await writeFile(file, `${bystander.pid}\n${join(options.home, 'postgres/data')}\n1\n5432\n\n\n`);

  const server = await startEmbeddedPostgres(options);
  expect(server.adopted).toBe(false);
  expect(bystander.exitCode).toBe(null);
  await server.stop();
  bystander.kill();
});

test('a home with a path too long for a socket gets a short folder for it', async () => {
  await using options = await freshHome();
  const home = join(options.home, 'a'.repeat(80));
  const server = await startEmbeddedPostgres({ ...options, home });
  const { host } = server.connection;
  expect(host.startsWith(home)).toBe(false);
  expect((await stat(host)).mode & 0o777).toBe(0o700);
  expect((await startEmbeddedPostgres({ ...options, home })).adopted).toBe(true);
  await server.stop();
  await rm(host, { recursive: true });
});

test('what an initdb left behind whose starter was killed is removed', async () => {
  await using options = await freshHome();
  await mkdir(join(options.home, 'postgres/data.making-999999-abc.1'), { recursive: true });
  await using server = await startEmbeddedPostgres(options);
  expect(server.adopted).toBe(false);
  expect(await readdir(join(options.home, 'postgres'))).not.toContain('data.making-999999-abc.1');
});

test('a data folder that PostgreSQL cannot use is refused with its own words', async () => {
  await using options = await freshHome();
  await (await startEmbeddedPostgres(options)).stop();
  await truncate(join(options.home, 'postgres/data/global/pg_control'), 100);
  await expect(startEmbeddedPostgres(options)).rejects.toMatchObject({
    code: 'database_start_failed',
    facts: {
      reason: expect.stringContaining('pg_control'),
      lastLines: expect.arrayContaining([expect.stringContaining('pg_control')]),
    },
  });
});

test('a log beyond ten megabytes is put aside while the server runs, which goes on writing into it', async () => {
  await using options = await freshHome();
  await using server = await startEmbeddedPostgres(options);
  const log = join(options.home, 'log/postgres.log');
  await appendFile(log, Buffer.alloc(11 * 1024 * 1024, 'x'));
  boundLogs({ log: join(options.home, 'log') });
  expect((await stat(`${log}.1`)).size).toBeGreaterThan(11 * 1024 * 1024);
  await server.stop();
  const left = await readFile(log, 'utf8');
  expect(left).toContain('database system is shut down');
  expect(left.length).toBeLessThan(10_000);
});

test.runIf(isRoot)('a home that the database user may not enter is refused, naming the folder', async () => {
  await using options = await freshHome();
  await chmod(options.home, 0o700);
  await expect(startEmbeddedPostgres({ ...options, home: join(options.home, 'inside') })).rejects.toMatchObject({
    code: 'home_closed',
    facts: { folder: options.home },
  });
});

test.runIf(isRoot)('a full disk is refused, and leaves no half-made data folder', async ({ skip }) => {
  await using options = await freshHome();
  const disk = join(options.home, 'disk');
  await mkdir(disk);
  if (!mountSmallDisk(disk, 'size=12m,mode=755')) skip(noMounts);
  try {
    await expect(startEmbeddedPostgres({ ...options, home: disk })).rejects.toMatchObject({
      code: 'database_start_failed',
      facts: { reason: expect.stringMatching(/No space left|ENOSPC/) },
    });
    expect((await readdir(join(disk, 'postgres'))).filter((name) => name.startsWith('data'))).toEqual([]);
  } finally {
    spawnSync('umount', [disk]);
  }
});
