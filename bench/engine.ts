// How many rounds of work a second the engine of truth carries out, with fsync on, each recording a row in a transaction of
// its own, and how soon a dead owner's work is taken over; beside graphile-worker, on the same server, taking turns.
//
//   sh tools/with-node.sh bench/engine.ts [--items 5000] [--turns 3]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { pino } from 'pino';
import { systemClock } from '@argosy/kernel/time';
import { SYSTEM } from '../apps/server/src/platform/caller.ts';
import { homeAt, makeHome } from '../apps/server/src/platform/home.ts';
import { startPlatform } from '../apps/server/src/platform/platform.ts';
import { connectionFromUrl, connectionToUrl, openClient } from '../apps/server/src/platform/postgres/connection.ts';
import { startEmbeddedPostgres } from '../apps/server/src/platform/postgres/embedded.ts';
import { migrate, readMigrations } from '../apps/server/src/platform/postgres/migrate.ts';
import { ensureSystemUsers } from '../apps/server/src/platform/system/users.ts';
import { requireLease, scheduleWork, startWork } from '../apps/server/src/platform/work.ts';
import { printComparison, timed } from './report.ts';

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '5000' },
    turns: { type: 'string', default: '3' },
    owner: { type: 'string' },
  },
});
const items = Number(values.items);
const concurrency = 20;
const log = pino({ level: 'silent' });
/** What a round leaves behind. */
const record = 'insert into bench_record default values';
const quiet = new Logger(() => () => {});

if (values.owner !== undefined) await holdForEver(values.owner);
else await compare();

async function compare(): Promise<void> {
  const folder = await mkdtemp('/var/tmp/argosy-bench-');
  await chmod(folder, 0o755);
  const home = homeAt(folder);
  await makeHome(home);
  const { database } = await ensureSystemUsers();
  await using postgres = await startEmbeddedPostgres({ home: folder, log, runAs: database });
  const client = await openClient(postgres.connection);
  await migrate(client, await readMigrations());
  await client.query('create table bench_record (id bigint generated always as identity primary key)');
  const url = connectionToUrl(postgres.connection);
  const utils = await makeWorkerUtils({ connectionString: url, logger: quiet });
  await utils.migrate();
  await utils.release();

  const ours: number[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn <= Number(values.turns); turn += 1) {
    const first = items / (await runOurs(home, postgres.connection));
    const second = items / (await runTheirs(url));
    if (turn === 0) continue; // warm-up
    ours.push(first);
    theirs.push(second);
  }
  printComparison({
    name: 'rounds of work, fsync on',
    unit: '/s',
    ours,
    peer: theirs,
    peerName: 'graphile-worker 0.18',
    betterIs: 'more',
  });

  const takeovers: number[] = [];
  for (let turn = 0; turn < Number(values.turns); turn += 1)
    takeovers.push(await takeOver(home, postgres.connection, url));
  // graphile-worker leaves a killed worker's jobs locked for four hours unless it is told otherwise: there is no figure to set beside
  printComparison({
    name: 'work of an owner killed with -9 goes on after',
    unit: 's',
    ours: takeovers,
    betterIs: 'less',
  });
  await client.end();
  await rm(folder, { recursive: true, force: true });
}

/** Seconds for `items` rounds, each one key of its own that is done after one look. */
async function runOurs(
  home: ReturnType<typeof homeAt>,
  connection: Parameters<typeof startPlatform>[0]['connection'],
): Promise<number> {
  const { deps, signals, stop } = startPlatform({ home, connection, clock: systemClock, log, audit: async () => {} });
  await deps.pool.query(
    `insert into platform.work (kind, key, look_at) select 'bench', 'item-' || n, now() from generate_series(1, $1) as n`,
    [items],
  );
  let left = items;
  const done = Promise.withResolvers<void>();
  const seconds = await timed(async () => {
    const work = startWork(deps, signals, [
      {
        kind: 'bench',
        concurrency,
        round: async (item) => {
          await deps.transaction(SYSTEM, async (tx) => {
            await requireLease(tx, item);
            await tx.query(record);
          });
          left -= 1;
          if (left === 0) done.resolve();
          return undefined;
        },
      },
    ]);
    await done.promise;
    await work.stop();
  });
  await stop();
  return seconds;
}

async function runTheirs(url: string): Promise<number> {
  const utils = await makeWorkerUtils({ connectionString: url, logger: quiet });
  await utils.withPgClient((client) =>
    client.query(`select graphile_worker.add_job('bench', '{}'::json) from generate_series(1, $1)`, [items]),
  );
  await utils.release();
  let left = items;
  const done = Promise.withResolvers<void>();
  return timed(async () => {
    const runner = await run({
      connectionString: url,
      concurrency,
      logger: quiet,
      noHandleSignals: true,
      maxPoolSize: 24, // as many connections as ours has
      taskList: {
        bench: async (_, { withPgClient }) => {
          await withPgClient((client) => client.query(record));
          left -= 1;
          if (left === 0) done.resolve();
        },
      },
    });
    await done.promise;
    await runner.stop();
  });
}

/** Seconds from the kill of a process that holds a row to the round of another. */
async function takeOver(
  home: ReturnType<typeof homeAt>,
  connection: Parameters<typeof startPlatform>[0]['connection'],
  url: string,
): Promise<number> {
  const { deps, signals, stop } = startPlatform({ home, connection, clock: systemClock, log, audit: async () => {} });
  await deps.transaction(SYSTEM, (tx) => scheduleWork(tx, 'bench', 'held', systemClock.now()));
  const owner = spawn(process.execPath, [import.meta.filename, '--owner', url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(owner.stdout, 'data'); // it has taken the row
  const ended = once(owner, 'exit');
  owner.kill('SIGKILL');
  await ended;
  const seconds = await timed(async () => {
    const done = Promise.withResolvers<void>();
    const work = startWork(deps, signals, [
      {
        kind: 'bench',
        concurrency,
        round: async () => {
          done.resolve();
          return undefined;
        },
      },
    ]);
    await done.promise;
    await work.stop();
  });
  await stop();
  return seconds;
}

/** The other process of `takeOver`: takes the row and never lets it go. */
async function holdForEver(url: string): Promise<void> {
  const home = homeAt(join('/var/tmp', 'argosy-bench-owner'));
  const { deps, signals } = startPlatform({
    home,
    connection: connectionFromUrl(url),
    clock: systemClock,
    log,
    audit: async () => {},
  });
  startWork(deps, signals, [
    {
      kind: 'bench',
      concurrency: 1,
      round: async () => {
        process.stdout.write('taken\n');
        await new Promise(() => {});
        return undefined;
      },
    },
  ]);
}
