// How reconcilers come to their work, on as many servers as there are: rows are taken with a lease (`for update skip locked`),
// the lease is kept while a round runs, and each taking raises the row's fence, so that a round that lost its lease cannot
// record anything. A notification wakes, a look when the next row comes due makes certain. A round that throws is done again,
// later and later.
import { randomUUID } from 'node:crypto';
import { earliest, type Instant, isBefore, plusMs } from '@argosy/kernel/time';
import { messageOf } from '@argosy/kernel/errors';
import { storable, toInstantOrUndefined, type Tx } from './database.ts';
import type { PlatformDeps } from './deps.ts';
import { lookEveryMs, startLooking } from './looking.ts';
import type { Signals } from './signals.ts';
import { hintWork } from './transaction.ts';

export interface WorkItem {
  readonly kind: string;
  readonly key: string;
  /** Rises with each taking. */
  readonly fence: bigint;
  /** Names this taking, of all there ever are: a crash of the database may lose one, and the fence with it. */
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
  /** What is seen to once when a server starts, before the first round. */
  readonly begin?: () => Promise<void>;
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
/** After a notification the loop takes what is due; what is due only later is then found by a look, one for many wishes. */
const lookAfterWishMs = 200;
/** What is due and yet stays may wait for room, and that the end of a round tells: no reason to look faster. */
const lookAgainMs = 1000;
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
  const renewing = startRenewing(deps);
  const loops = new Map(
    reconcilers.map((one) => [one.kind, startLoop(deps, one, { renewing, wishForLook: (ms) => looking.within(ms) })]),
  );
  const kinds = [...loops.keys()];

  /** One look for all kinds; wakes those that have something to take, and answers when the next comes due. */
  async function look(): Promise<{ readonly foundAny: boolean; readonly next: Instant | undefined }> {
    const now = deps.clock.now();
    const seen = await seeKinds(deps.pool, kinds, renewing.holders());
    let foundAny = false;
    for (const { kind, dueAt, abandonedAt } of seen) {
      const isDue = dueAt !== undefined && !isBefore(now, dueAt);
      const isAbandoned = abandonedAt !== undefined && !isBefore(now, abandonedAt);
      if (isDue || isAbandoned) loops.get(kind)?.wake(isAbandoned);
      foundAny ||= isDue || isAbandoned;
    }
    const times = seen.flatMap(({ dueAt, abandonedAt }) => [dueAt, abandonedAt]);
    return { foundAny, next: earliest(...times.filter((at) => at && isBefore(now, at))) };
  }

  const looking = startLooking(async () => {
    try {
      const { foundAny, next } = await look();
      const inMs = next ? next.epochMilliseconds - deps.clock.now().epochMilliseconds + 1 : lookEveryMs;
      return foundAny ? Math.min(inMs, lookAgainMs) : inMs;
    } catch (error) {
      deps.log.warn({ err: error }, 'work could not be looked for');
      return lookAgainMs;
    }
  });
  const stopListening = signals.on('platform_work', (kind) => {
    if (kind === undefined) return looking.within(0); // anything may have been missed
    loops.get(kind)?.wake();
    looking.within(lookAfterWishMs);
  });
  return {
    wake: (kind) => loops.get(kind)?.wake(),
    async settle() {
      // What the timer's look took while this one looked is neither due nor abandoned any more, and not yet done.
      do await Promise.all([...loops.values()].map((loop) => loop.drained()));
      while ((await look()).foundAny || [...loops.values()].some((loop) => loop.isBusy()));
    },
    async stop() {
      stopListening();
      await looking.stop();
      await Promise.all([...loops.values()].map((loop) => loop.stop()));
    },
  };
}

interface Loop {
  /** Looks for what is due; with `forAbandoned`, also for what a dead owner left. */
  wake(forAbandoned?: boolean): void;
  drained(): Promise<void>;
  /** Rows are being taken, or a round is under way. */
  isBusy(): boolean;
  stop(): Promise<void>;
}

interface Taken {
  readonly item: WorkItem;
  readonly abort: AbortController;
}

/** The loop of one kind: takes what is due while there is room, and sleeps until the next hint, end of a round or look. */
function startLoop(
  deps: Pick<PlatformDeps, 'clock' | 'log' | 'pool'>,
  reconciler: Reconciler,
  { renewing, wishForLook }: { readonly renewing: Renewing; readonly wishForLook: (ms: number) => void },
): Loop {
  const { clock, log, pool } = deps;
  const running = new Map<string, Taken & { readonly done: Promise<void> }>();
  const giveBack = startGivingBack(pool, reconciler.kind);
  let stopped = false;
  let taking: Promise<void> | undefined;
  let wanted = false;
  let looksForAbandoned = false;

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
        const asked = { kind: reconciler.kind, limit: room, underWay: [...running.keys()] };
        const which = looksForAbandoned ? abandonedRows : dueRows;
        if (looksForAbandoned) wanted = true; // and then for what is due
        looksForAbandoned = false; // before the question: a wish that comes while it is asked is another
        const taken = await take(which, deps, asked);
        for (const each of taken) begin(each);
        if (taken.length === room) wanted = true;
      } catch (error) {
        log.warn({ err: error, kind: reconciler.kind }, 'work could not be taken'); // the next look comes back to it
      }
    }
  }

  function begin(taken: Taken): void {
    renewing.add(taken);
    const done = carryOut(taken).finally(() => {
      renewing.delete(taken);
      running.delete(taken.item.key);
      wake();
    });
    running.set(taken.item.key, { ...taken, done });
  }

  async function carryOut({ item }: Taken): Promise<void> {
    try {
      const next = await reconciler.round(item);
      await giveBack({ item, next, error: undefined });
      if (next) lookAt(next);
    } catch (error) {
      if (error instanceof LeaseLost) return;
      const { aborted } = item.signal;
      if (!aborted) log.warn({ err: error, kind: item.kind, item: item.key }, 'a round failed and is done again');
      const next = plusMs(clock.now(), aborted ? 0 : backoffMs(item.failures));
      await giveBack({ item, next, error: aborted ? undefined : storable(messageOf(error)) }).catch((lost: unknown) =>
        log.warn(
          { err: lost, kind: item.kind, item: item.key },
          'a row could not be given back; its lease will run out',
        ),
      );
      lookAt(next);
    }
  }

  const isBusy = () => taking !== undefined || running.size > 0;
  const lookAt = (at: Instant) => wishForLook(at.epochMilliseconds - clock.now().epochMilliseconds + 1);

  return {
    wake,
    isBusy,
    async drained() {
      wake();
      while (isBusy()) {
        await taking;
        await Promise.all([...running.values()].map((each) => each.done));
      }
    },
    async stop() {
      stopped = true;
      await taking;
      for (const each of running.values()) each.abort.abort();
      await Promise.all([...running.values()].map((each) => each.done));
    },
  };
}

/** Commits this statement without waiting for the disk. Safe for leases alone: what a crash of the database loses of them is
 *  given back early or looked at once more, and a round whose taking was lost cannot record: the row does not name that taking,
 *  nor will any later one, and its own process leaves the row alone until the round has seen so and ended. */
const withoutWaiting = `set_config('synchronous_commit', 'off', true)`;

/** Takes at most `limit` rows that are due. `skip locked`: two servers take at the same time, neither waits, no row is taken
 *  twice. `materialized`: the limit is applied once, whatever the planner picks. Never what this process is still busy with:
 *  such a row can only be due when a crash of the database lost its taking. */
const dueRows = `
  with due as materialized (
    select kind, key from platform.work
     where kind = $1 and holder is null and look_at <= $2 and key <> all($6)
     order by look_at limit $3 for update skip locked)`;

/** The same for rows whose owner let its lease run out. A question of its own, asked by timer: in one with the due rows, no
 *  index would answer it, and each taking would sort all that waits. What this process itself is still busy with is not
 *  abandoned, however late it is with its leases: on a machine that can hardly breathe it would begin everything anew. */
const abandonedRows = `
  with due as materialized (
    select kind, key from platform.work
     where kind = $1 and holder is not null and lease_until <= $2 and key <> all($6)
     order by lease_until limit $3 for update skip locked)`;

interface Asked {
  readonly kind: string;
  readonly limit: number;
  /** Keys that this process is busy with. */
  readonly underWay: readonly string[];
}

async function take(
  which: typeof dueRows | typeof abandonedRows,
  { pool, clock }: Pick<PlatformDeps, 'clock' | 'pool'>,
  { kind, limit, underWay }: Asked,
): Promise<readonly Taken[]> {
  const holder = randomUUID();
  const now = clock.now();
  const { rows } = await pool.query<{ key: string; fence: string; failures: number }>(
    `${which}
     update platform.work as work set holder = $4, lease_until = $5, fence = work.fence + 1, look_at = 'infinity'
       from due where work.kind = due.kind and work.key = due.key
     returning work.key, work.fence, work.failures, ${withoutWaiting}`,
    [kind, now.toString(), limit, holder, plusMs(now, leaseMs).toString(), underWay],
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
function startGivingBack(pool: PlatformDeps['pool'], kind: string): (ended: Ended) => Promise<void> {
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
async function giveBackRows(pool: PlatformDeps['pool'], kind: string, batch: readonly Ended[]): Promise<void> {
  const finished = batch.filter((each) => each.next === undefined && each.error === undefined);
  const gone = new Set<string>();
  if (finished.length > 0) {
    const { rows } = await pool.query<{ key: string }>(
      `delete from platform.work as work using unnest($2::text[], $3::text[]) as ended (key, holder)
        where work.kind = $1 and work.key = ended.key and work.holder = ended.holder and work.look_at = 'infinity'
       returning work.key, ${withoutWaiting}`,
      [kind, finished.map((each) => each.item.key), finished.map((each) => each.item.holder)],
    );
    for (const row of rows) gone.add(row.key);
  }
  const kept = batch.filter((each) => !gone.has(each.item.key));
  if (kept.length === 0) return;
  await pool.query(
    `update platform.work as work
        set holder = null, lease_until = null, look_at = least(work.look_at, ended.next),
            failures = case when ended.error is null then 0 else work.failures + 1 end, last_error = ended.error
       from unnest($2::text[], $3::text[], $4::timestamptz[], $5::text[]) as ended (key, holder, next, error)
      where work.kind = $1 and work.key = ended.key and work.holder = ended.holder
     returning ${withoutWaiting}`,
    [
      kind,
      kept.map((each) => each.item.key),
      kept.map((each) => each.item.holder),
      kept.map((each) => each.next?.toString() ?? 'infinity'),
      kept.map((each) => each.error ?? null),
    ],
  );
}

interface Renewing {
  add(taken: Taken): void;
  delete(taken: Taken): void;
  /** The takings of the rounds under way. */
  holders(): readonly string[];
}

/** Keeps the leases of the rounds under way, of all kinds in one statement; costs nothing while there are none. */
function startRenewing({ clock, log, pool }: Pick<PlatformDeps, 'clock' | 'log' | 'pool'>): Renewing {
  const underWay = new Set<Taken>();
  let timer: NodeJS.Timeout | undefined;

  async function renew(): Promise<void> {
    const all = [...underWay];
    try {
      const kept = await renewLeases(
        { clock, pool },
        all.map((each) => each.item),
      );
      for (const each of all) if (!kept.has(each.item)) each.abort.abort();
    } catch (error) {
      log.warn({ err: error }, 'leases could not be renewed');
    }
  }

  return {
    add(taken) {
      underWay.add(taken);
      timer ??= setInterval(() => void renew(), renewEveryMs);
    },
    delete(taken) {
      underWay.delete(taken);
      if (underWay.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
    holders: () => [...underWay].map(({ item }) => item.holder),
  };
}

/** Keeps the leases that are still these takings'; answers which those are. */
async function renewLeases(
  { clock, pool }: Pick<PlatformDeps, 'clock' | 'pool'>,
  items: readonly WorkItem[],
): Promise<ReadonlySet<WorkItem>> {
  const { rows } = await pool.query<{ place: string }>(
    `update platform.work as work set lease_until = $1
       from unnest($2::text[], $3::text[], $4::text[]) with ordinality as mine (kind, key, holder, place)
      where work.kind = mine.kind and work.key = mine.key and work.holder = mine.holder
     returning mine.place`,
    [
      plusMs(clock.now(), leaseMs).toString(),
      items.map((each) => each.kind),
      items.map((each) => each.key),
      items.map((each) => each.holder),
    ],
  );
  const kept = new Set(rows.map((row) => row.place));
  return new Set(items.filter((_, index) => kept.has(String(index + 1))));
}

/** When each kind's first row comes due, and when the first lease runs out that is not of these takings. By the two indexes: as
 *  cheap with many rows as with few. */
async function seeKinds(
  pool: PlatformDeps['pool'],
  kinds: readonly string[],
  ours: readonly string[],
): Promise<
  readonly { readonly kind: string; readonly dueAt: Instant | undefined; readonly abandonedAt: Instant | undefined }[]
> {
  const { rows } = await pool.query<{ name: string; due_at: string | null; abandoned_at: string | null }>(
    `select name,
            (select look_at from platform.work where kind = name and holder is null and look_at < 'infinity'
              order by look_at limit 1) as due_at,
            (select lease_until from platform.work where kind = name and holder is not null and holder <> all($2)
              order by lease_until limit 1) as abandoned_at
       from unnest($1::text[]) as name`,
    [kinds, ours],
  );
  return rows.map((row) => ({
    kind: row.name,
    dueAt: toInstantOrUndefined(row.due_at),
    abandonedAt: toInstantOrUndefined(row.abandoned_at),
  }));
}

/** 0.2 s, doubled each time, at most a minute; spread by half, so that many that failed together do not come back together. */
function backoffMs(failures: number): number {
  return Math.min(backoffMostMs, backoffFirstMs * 2 ** failures) * (0.75 + Math.random() / 2);
}
