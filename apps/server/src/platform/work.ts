// How reconcilers come to their work, on as many servers as there are: rows are taken with a lease (`for update skip locked`),
// the lease is kept while a round runs, and each taking raises the row's fence, so that a round that lost its lease cannot
// record anything. A notification wakes, a timer makes certain. A round that throws is done again, later and later.
import { randomUUID } from 'node:crypto';
import { type Clock, type Instant, plusMs } from '@argosy/kernel/time';
import { messageOf } from '@argosy/kernel/errors';
import type { Tx } from './database.ts';
import type { PlatformDeps } from './deps.ts';
import type { Signals } from './signals.ts';
import { hintWork } from './transaction.ts';

export interface WorkItem {
  readonly kind: string;
  readonly key: string;
  /** Rises with each taking; with the holder it tells this taking from every other. See `requireLease`. */
  readonly fence: bigint;
  readonly holder: string;
  /** Rounds in a row that have thrown. */
  readonly failures: number;
  /** Aborts when the lease is lost or the server stops. */
  readonly signal: AbortSignal;
}

/** One kind of work. A round brings its thing nearer to what is wanted and answers when to look again; `undefined`: there is
 *  nothing left to do until somebody schedules it anew. */
export interface Reconciler {
  readonly kind: string;
  /** Rounds at the same time in this process, each of another key. */
  readonly concurrency: number;
  readonly round: (item: WorkItem) => Promise<Instant | undefined>;
}

export interface WorkRunner {
  wake(kind: string): void;
  /** Resolves when no row is due and no round is under way: for tests that move the clock. */
  settle(): Promise<void>;
  /** Takes nothing more, aborts the rounds under way and waits for them; their rows are free at once. */
  stop(): Promise<void>;
}

const leaseMs = 5000; // how long others wait for a dead server; a round of any length keeps its lease
const renewEveryMs = leaseMs / 3;
const lookEveryMs = 1000; // the timer behind the notifications; also finds what a dead owner left
const backoffFirstMs = 200;
const backoffMostMs = 60_000;

/** The round's row was taken by another owner, or it ended: nothing this round still does may be recorded. */
export class LeaseLost extends Error {}

/** Makes `key` due at `at` or earlier. A wish that comes during a round is kept: another round follows it. */
export async function scheduleWork(tx: Tx, kind: string, key: string, at: Instant): Promise<void> {
  await tx.query(
    `insert into platform.work as work (kind, key, look_at) values ($1, $2, $3)
     on conflict (kind, key) do update set look_at = least(work.look_at, excluded.look_at)`,
    [kind, key, at.toString()],
  );
  await tx.query(`select pg_notify('platform_work', $1)`, [kind]);
  hintWork(tx, kind);
}

/** Locks the item's row until the transaction ends, so that nobody takes it meanwhile; throws `LeaseLost` when somebody has.
 *  Every transaction of a round begins with it. */
export async function requireLease(tx: Tx, item: WorkItem): Promise<void> {
  const { rowCount } = await tx.query(
    `select 1 from platform.work where kind = $1 and key = $2 and fence = $3 and holder = $4 for update`,
    [item.kind, item.key, item.fence.toString(), item.holder],
  );
  if (rowCount !== 1) throw new LeaseLost(`${item.kind} ${item.key}`);
}

export function startWork(
  deps: Pick<PlatformDeps, 'clock' | 'log' | 'pool'>,
  signals: Signals,
  reconcilers: readonly Reconciler[],
): WorkRunner {
  const holder = randomUUID();
  const loops = new Map(reconcilers.map((one) => [one.kind, startLoop(deps, holder, one)]));
  // One look for all kinds: each asking for itself is a dozen statements a second on a server that has nothing to do.
  const looker = setInterval(() => {
    findDueKinds(deps.pool, [...loops.keys()], deps.clock.now()).then(
      (due) => {
        for (const { kind, isAbandoned } of due) loops.get(kind)?.wake(isAbandoned);
      },
      (error: unknown) => deps.log.warn({ err: error }, 'work could not be looked for'), // the next look comes
    );
  }, lookEveryMs);
  const stopListening = signals.on('platform_work', (kind) => {
    if (kind === undefined) for (const loop of loops.values()) loop.wake();
    else loops.get(kind)?.wake();
  });
  return {
    wake: (kind) => loops.get(kind)?.wake(),
    async settle() {
      for (let quiet = false; !quiet;) {
        await Promise.all([...loops.values()].map((loop) => loop.drained()));
        quiet = !(await anyDue(deps.pool, [...loops.keys()], deps.clock.now()));
      }
    },
    async stop() {
      clearInterval(looker);
      stopListening();
      await Promise.all([...loops.values()].map((loop) => loop.stop()));
    },
  };
}

interface Loop {
  /** Looks for what is due; with `forAbandoned`, also for what a dead owner left. */
  wake(forAbandoned?: boolean): void;
  drained(): Promise<void>;
  stop(): Promise<void>;
}

interface Taken {
  readonly item: WorkItem;
  readonly abort: AbortController;
}

/** The loop of one kind: takes what is due while there is room, and sleeps until the next hint, end of a round or look. */
function startLoop(deps: Pick<PlatformDeps, 'clock' | 'log' | 'pool'>, holder: string, reconciler: Reconciler): Loop {
  const { clock, log, pool } = deps;
  const running = new Map<string, Taken & { readonly done: Promise<void> }>();
  const giveBack = startGivingBack(pool, holder, reconciler.kind);
  let stopped = false;
  let taking: Promise<void> | undefined;
  let wanted = false;
  let looksForAbandoned = true;
  let timer: NodeJS.Timeout | undefined;
  const renewer = setInterval(() => void renew(), renewEveryMs);

  function wake(forAbandoned = false): void {
    wanted = true;
    looksForAbandoned ||= forAbandoned;
    taking ??= takeAll().finally(() => {
      taking = undefined;
      if (wanted && !stopped && running.size < reconciler.concurrency) wake();
    });
  }

  async function takeAll(): Promise<void> {
    while (wanted && !stopped) {
      wanted = false;
      const room = reconciler.concurrency - running.size;
      if (room <= 0) return; // the end of a round wakes again
      try {
        const asked = { holder, kind: reconciler.kind, limit: room, underWay: [...running.keys()] };
        const taken = await take(looksForAbandoned ? abandonedRows : dueRows, deps, asked);
        if (looksForAbandoned) wanted = true; // and then for what is due
        looksForAbandoned = false;
        for (const each of taken) begin(each);
        if (taken.length === room) wanted = true;
      } catch (error) {
        log.warn({ err: error, kind: reconciler.kind }, 'work could not be taken'); // the timer comes back
      }
    }
  }

  function begin(taken: Taken): void {
    const done = carryOut(taken).finally(() => {
      running.delete(taken.item.key);
      wake();
    });
    running.set(taken.item.key, { ...taken, done });
  }

  async function carryOut({ item }: Taken): Promise<void> {
    try {
      const next = await reconciler.round(item);
      await giveBack({ item, next, error: undefined });
      if (next) wakeAt(next);
    } catch (error) {
      if (error instanceof LeaseLost) return;
      const { aborted } = item.signal;
      if (!aborted) log.warn({ err: error, kind: item.kind, key: item.key }, 'a round failed and is done again');
      const next = plusMs(clock.now(), aborted ? 0 : backoffMs(item.failures));
      await giveBack({ item, next, error: aborted ? undefined : messageOf(error) }).catch((lost: unknown) =>
        log.warn(
          { err: lost, kind: item.kind, key: item.key },
          'a row could not be given back; its lease will run out',
        ),
      );
      wakeAt(next);
    }
  }

  /** A precise look for what this process knows to come before the next timer. */
  function wakeAt(at: Instant): void {
    const inMs = at.epochMilliseconds - clock.now().epochMilliseconds;
    if (inMs > lookEveryMs || stopped) return;
    clearTimeout(timer);
    timer = setTimeout(() => wake(), Math.max(0, inMs + 1));
  }

  async function renew(): Promise<void> {
    if (running.size === 0) return;
    const items = [...running.values()];
    try {
      const kept = await renewLeases(
        pool,
        clock,
        holder,
        items.map((each) => each.item),
      );
      for (const each of items) if (!kept.has(each.item.key)) each.abort.abort();
    } catch (error) {
      log.warn({ err: error, kind: reconciler.kind }, 'leases could not be renewed');
    }
  }

  wake();
  return {
    wake,
    async drained() {
      do {
        wake();
        await taking;
        await Promise.all([...running.values()].map((each) => each.done));
      } while (running.size > 0);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await taking;
      for (const each of running.values()) each.abort.abort();
      await Promise.all([...running.values()].map((each) => each.done));
      clearInterval(renewer);
    },
  };
}

/** Commits this statement without waiting for the disk. Safe for leases alone: what a crash of the database loses of them is
 *  given back early or looked at once more, and a round whose taking was lost cannot record, as the row does not name it. */
const withoutWaiting = `set_config('synchronous_commit', 'off', true)`;

/** Takes at most `limit` rows that are due. `skip locked`: two servers take at the same time, neither waits, no row is taken
 *  twice. `materialized`: the limit is applied once, whatever the planner picks. */
const dueRows = `
  with due as materialized (
    select kind, key from platform.work
     where kind = $1 and holder is null and look_at <= $2
     order by look_at limit $3 for update skip locked)`;

/** The same for rows whose owner let its lease run out. A question of its own, asked by timer: in one with the due rows, no
 *  index would answer it, and each taking would sort all that waits. What this process itself is still busy with is not
 *  abandoned, however late it is with its leases: on a machine that can hardly breathe it would begin everything anew. */
const abandonedRows = `
  with due as materialized (
    select kind, key from platform.work
     where kind = $1 and holder is not null and lease_until <= $2 and not (holder = $4 and key = any($6))
     order by lease_until limit $3 for update skip locked)`;

interface Asked {
  readonly holder: string;
  readonly kind: string;
  readonly limit: number;
  /** Keys that this process is busy with. */
  readonly underWay: readonly string[];
}

async function take(
  which: typeof dueRows | typeof abandonedRows,
  { pool, clock }: Pick<PlatformDeps, 'clock' | 'pool'>,
  { holder, kind, limit, underWay }: Asked,
): Promise<readonly Taken[]> {
  const now = clock.now();
  const { rows } = await pool.query<{ key: string; fence: string; failures: number }>(
    `${which}
     update platform.work as work set holder = $4, lease_until = $5, fence = work.fence + 1, look_at = 'infinity'
       from due where work.kind = due.kind and work.key = due.key
     returning work.key, work.fence, work.failures, ${withoutWaiting}`,
    [kind, now.toString(), limit, holder, plusMs(now, leaseMs).toString(), ...(which === dueRows ? [] : [underWay])],
  );
  return rows.map((row) => {
    const abort = new AbortController();
    return {
      abort,
      item: { kind, key: row.key, fence: BigInt(row.fence), holder, failures: row.failures, signal: abort.signal },
    };
  });
}

/** How a round ended: when to look again, and what it threw. */
interface Ended {
  readonly item: WorkItem;
  readonly next: Instant | undefined;
  readonly error: string | undefined;
}

/** Gives rows back as their rounds end. Those that end while a statement is under way go together in the next one: a commit
 *  each would be half of what the engine costs. */
function startGivingBack(pool: PlatformDeps['pool'], holder: string, kind: string): (ended: Ended) => Promise<void> {
  let gathered: { readonly ended: Ended; readonly resolve: () => void; readonly reject: (error: unknown) => void }[] =
    [];
  let giving = false;
  const giveAll = async (): Promise<void> => {
    giving = true;
    while (gathered.length > 0) {
      const batch = gathered;
      gathered = [];
      try {
        await giveBackRows(
          pool,
          holder,
          kind,
          batch.map((each) => each.ended),
        );
        for (const each of batch) each.resolve();
      } catch (error) {
        for (const each of batch) each.reject(error);
      }
    }
    giving = false;
  };
  return (ended) =>
    new Promise((resolve, reject) => {
      gathered.push({ ended, resolve, reject });
      if (!giving) void giveAll();
    });
}

/** Lets rows go that have no next look and that nobody wished for meanwhile; gives the others back with their next look. Two
 *  statements: in one, a wish that comes between would neither delete nor give back its row. */
async function giveBackRows(
  pool: PlatformDeps['pool'],
  holder: string,
  kind: string,
  batch: readonly Ended[],
): Promise<void> {
  const finished = batch.filter((each) => each.next === undefined && each.error === undefined);
  const gone = new Set<string>();
  if (finished.length > 0) {
    const { rows } = await pool.query<{ key: string }>(
      `delete from platform.work as work using unnest($3::text[], $4::bigint[]) as ended (key, fence)
        where work.kind = $1 and work.holder = $2 and work.key = ended.key and work.fence = ended.fence
          and work.look_at = 'infinity'
       returning work.key, ${withoutWaiting}`,
      [kind, holder, finished.map((each) => each.item.key), finished.map((each) => each.item.fence.toString())],
    );
    for (const row of rows) gone.add(row.key);
  }
  const kept = batch.filter((each) => !gone.has(each.item.key));
  if (kept.length === 0) return;
  await pool.query(
    `update platform.work as work
        set holder = null, lease_until = null, look_at = least(work.look_at, ended.next),
            failures = case when ended.error is null then 0 else work.failures + 1 end, last_error = ended.error
       from unnest($3::text[], $4::bigint[], $5::timestamptz[], $6::text[]) as ended (key, fence, next, error)
      where work.kind = $1 and work.holder = $2 and work.key = ended.key and work.fence = ended.fence
     returning ${withoutWaiting}`,
    [
      kind,
      holder,
      kept.map((each) => each.item.key),
      kept.map((each) => each.item.fence.toString()),
      kept.map((each) => each.next?.toString() ?? 'infinity'),
      kept.map((each) => each.error ?? null),
    ],
  );
}

/** Keeps the leases that are still this owner's; answers their keys. */
async function renewLeases(
  pool: PlatformDeps['pool'],
  clock: Clock,
  holder: string,
  items: readonly WorkItem[],
): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ key: string }>(
    `update platform.work as work set lease_until = $1
       from unnest($2::text[], $3::text[], $4::bigint[]) as mine (kind, key, fence)
      where work.kind = mine.kind and work.key = mine.key and work.fence = mine.fence and work.holder = $5
     returning work.key`,
    [
      plusMs(clock.now(), leaseMs).toString(),
      items.map((each) => each.kind),
      items.map((each) => each.key),
      items.map((each) => each.fence.toString()),
      holder,
    ],
  );
  return new Set(rows.map((row) => row.key));
}

/** The kinds that have something due, or something whose owner let its lease run out. */
async function findDueKinds(
  pool: PlatformDeps['pool'],
  kinds: readonly string[],
  now: Instant,
): Promise<readonly { readonly kind: string; readonly isAbandoned: boolean }[]> {
  const { rows } = await pool.query<{ kind: string; is_abandoned: boolean }>(
    `select kind, bool_or(holder is not null) as is_abandoned from platform.work
      where kind = any($1) and ((holder is null and look_at <= $2) or (holder is not null and lease_until <= $2))
      group by kind`,
    [kinds, now.toString()],
  );
  return rows.map((row) => ({ kind: row.kind, isAbandoned: row.is_abandoned }));
}

async function anyDue(pool: PlatformDeps['pool'], kinds: readonly string[], now: Instant): Promise<boolean> {
  const { rowCount } = await pool.query(
    'select 1 from platform.work where kind = any($1) and holder is null and look_at <= $2 limit 1',
    [kinds, now.toString()],
  );
  return rowCount === 1;
}

/** 0.2 s, doubled each time, at most a minute; spread by half, so that many that failed together do not come back together. */
function backoffMs(failures: number): number {
  return Math.min(backoffMostMs, backoffFirstMs * 2 ** failures) * (0.75 + Math.random() / 2);
}
