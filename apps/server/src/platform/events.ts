// Facts: written in the transaction that made them true, delivered at least once to the modules that hear them, and kept as
// the feed that people and programs follow. A fact is never an order: who hears it decides.
import { type Clock, earliest, isBefore, plusMs } from '@argosy/kernel/time';
import { messageOf } from '@argosy/kernel/errors';
import type { EventView } from '@argosy/contract/platform/operations';
import { toInstant, toJson, type Tx } from './database.ts';
import type { PlatformDeps } from './deps.ts';
import { lookEveryMs, startLooking } from './looking.ts';
import type { Signals } from './signals.ts';
import { hintEvent } from './transaction.ts';
import { SYSTEM } from './caller.ts';

export interface Fact {
  /** `<module>.<noun>_<past tense>`: `clusters.cluster_running`. */
  readonly type: string;
  /** '' for what happened to the machine itself and is everybody's to hear: a release that was installed. */
  readonly organizationId: string;
  /** Id of the thing it happened to. */
  readonly subject: string;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Derived from what the fact is about: published again after a crash, it is the same fact. */
  readonly key?: string;
}

export interface HeardEvent extends EventView {
  readonly organizationId: string;
}

/** A module that hears facts. `hear` commits together with the end of the delivery, so its effects in the database happen
 *  once, however often it is tried. */
export interface Consumer {
  /** `<module>.on_<what>`; kept in the database: a new name hears only what is published from then on. */
  readonly name: string;
  readonly types: readonly string[];
  readonly hear: (tx: Tx, event: HeardEvent) => Promise<void>;
}

/** Publishes a fact to the feed and to everyone who hears its type, in the caller's transaction. */
export async function publish(tx: Tx, clock: Clock, fact: Fact): Promise<'published' | 'already_published'> {
  const { rowCount } = await tx.query(
    `with fact as (
       insert into platform.event (occurred_at, organization_id, type, subject, facts, key)
       values ($1, $2, $3, $4, $5, $6) on conflict (key) do nothing returning id),
     sent as (
       insert into platform.delivery (event_id, consumer, look_at)
       select fact.id, subscription.consumer, $1 from fact, platform.subscription where subscription.type = $3)
     select pg_notify('platform_event', $4) from fact`,
    [clock.now().toString(), fact.organizationId, fact.type, fact.subject, toJson(fact.facts), fact.key ?? null],
  );
  hintEvent(tx, fact.subject);
  return rowCount === 1 ? 'published' : 'already_published';
}

interface EventRow {
  readonly id: string;
  readonly transaction_id: string;
  readonly occurred_at: string;
  readonly organization_id: string;
  readonly type: string;
  readonly subject: string;
  readonly facts: Record<string, unknown>;
}

const fromRow = (row: EventRow): HeardEvent => ({
  id: `${row.transaction_id}.${row.id}`,
  occurredAt: toInstant(row.occurred_at).toString(),
  organizationId: row.organization_id,
  type: row.type,
  subject: row.subject,
  facts: row.facts,
});

const toView = (row: EventRow): EventView => {
  const { organizationId: _, ...view } = fromRow(row);
  return view;
};

interface AskedEvents {
  readonly organizationId: string;
  readonly subject?: string | undefined;
  /** With commas between; all, if left out. */
  readonly modules?: string | undefined;
  readonly needsSomebody?: boolean | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Facts of an organization, and what is everybody's, in the order of the feed, after `after`. Stops before the oldest transaction still open: a fact
 *  that commits later than its neighbours is not passed over. An `after` of another form starts at the beginning. */
export async function listEvents(tx: Tx, asked: AskedEvents): Promise<readonly EventView[]> {
  const place = placeOf(asked.after);
  const { rows } = await tx.query<EventRow>(
    ofBoth(asked, '(transaction_id, id) > ($4::text::xid8, $5::bigint)', 'order by transaction_id, id limit $6'),
    [...whose(asked), place.transaction, place.number, asked.limit],
  );
  return rows.map(toView);
}

/** The same of all organizations, for who hands them on to each its own. */
export async function listEventsOfAll(
  tx: Tx,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly HeardEvent[]> {
  const place = placeOf(after);
  const { rows } = await tx.query<EventRow>(
    `select id, transaction_id, occurred_at, organization_id, type, subject, facts from platform.event
      where (transaction_id, id) > ($1::text::xid8, $2::bigint)
        and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
      order by transaction_id, id limit $3`,
    [place.transaction, place.number, limit],
  );
  return rows.map(fromRow);
}

/** Whether the feed comes to `one` after it has come to `other`. */
export function isLaterInFeed(one: string, other: string): boolean {
  const [a, b] = [placeOf(one), placeOf(other)];
  const [inOne, inOther] = [BigInt(a.transaction), BigInt(b.transaction)];
  return inOne === inOther ? BigInt(a.number) > BigInt(b.number) : inOne > inOther;
}

/** What an event's id says of its place. One of another form is that of the beginning. */
function placeOf(id: string | undefined): { readonly transaction: string; readonly number: string } {
  const [, transaction = '0', number = '0'] = /^(\d{1,20})\.(\d{1,18})$/.exec(id ?? '') ?? [];
  return { transaction, number };
}

/** For a person: the newest first, without what is published only to be metered; `after` is the oldest that was seen. Ends, as
 *  `listEvents` does, before the oldest transaction still open. */
export async function listNewestEvents(tx: Tx, asked: AskedEvents): Promise<readonly EventView[]> {
  const place = /^(\d{1,20})\.(\d{1,18})$/.exec(asked.after ?? '');
  const { rows } = await tx.query<EventRow>(
    ofBoth(
      asked,
      `($4::text is null or (transaction_id, id) < ($4::text::xid8, $5::bigint)) and right(type, 5) <> '_used'`,
      'order by transaction_id desc, id desc limit $6',
    ),
    [...whose(asked), place?.[1] ?? null, place?.[2] ?? null, asked.limit],
  );
  return rows.map(toView);
}

const whose = ({ organizationId, subject, modules }: AskedEvents) => [
  organizationId,
  subject ?? null,
  modules?.split(',') ?? null,
];

/** Facts of the organization $1 and those of '', of the subject $2 and the modules $3 if they are given. Each by its own walk along its
 *  index: `in` would sort all there are of both. */
const ofBoth = ({ needsSomebody }: AskedEvents, place: string, inOrder: string): string =>
  `select fact.* from unnest(array[$1, '']) as whose (id) cross join lateral (
     select id, transaction_id, occurred_at, organization_id, type, subject, facts from platform.event
      where organization_id = whose.id ${needsSomebody ? 'and needs_somebody' : ''} and ($2::text is null or subject = $2)
        and ($3::text[] is null or split_part(type, '.', 1) = any($3))
        and transaction_id < pg_snapshot_xmin(pg_current_snapshot()) and ${place}
      ${inOrder}) as fact
   ${inOrder}`;

/** Where the feed ends now: whoever follows from here on hears only what comes. */
export async function endOfFeed(tx: Tx): Promise<string> {
  const { rows } = await tx.query<{ place: string }>(
    `select coalesce((select transaction_id || '.' || id from platform.event
        where transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        order by transaction_id desc, id desc limit 1), '0.0') as place`,
  );
  return rows[0]?.place ?? '0.0';
}

export interface Deliveries {
  settle(): Promise<void>;
  stop(): Promise<void>;
}

const backoffMostMs = 60_000;

/** Delivers to each consumer in turn, one fact after the other; several servers share the work by `skip locked`. */
export async function startDeliveries(
  deps: Pick<PlatformDeps, 'clock' | 'log' | 'pool' | 'transaction'>,
  signals: Signals,
  consumers: readonly Consumer[],
): Promise<Deliveries> {
  await subscribe(deps, consumers);
  const loops = new Map(
    consumers.map((consumer) => [consumer.name, startLoop(deps, consumer, (ms) => looking.within(ms))]),
  );

  // One look for all consumers: most facts are for the feed alone, and a transaction each to find that out is a dear one.
  const looking = startLooking(async () => {
    try {
      const now = deps.clock.now();
      const seen = await seeDeliveries(deps.pool, [...loops.keys()]);
      for (const { consumer, dueAt } of seen) if (!isBefore(now, dueAt)) loops.get(consumer)?.wake();
      const next = earliest(...seen.map(({ dueAt }) => dueAt).filter((at) => isBefore(now, at)));
      return next ? next.epochMilliseconds - now.epochMilliseconds + 1 : lookEveryMs;
    } catch (error) {
      deps.log.warn({ err: error }, 'deliveries could not be looked for'); // the next look comes
      return lookEveryMs;
    }
  });
  const stopListening = signals.on('platform_event', () => looking.within(0));
  return {
    async settle() {
      for (const loop of loops.values()) await loop.drain();
    },
    async stop() {
      stopListening();
      await looking.stop();
      await Promise.all([...loops.values()].map((loop) => loop.stop()));
    },
  };
}

/** Which consumers have something to hear, and when the first of it comes due. */
async function seeDeliveries(pool: PlatformDeps['pool'], consumers: readonly string[]) {
  const { rows } = await pool.query<{ name: string; due_at: string }>(
    `select name, due_at
       from unnest($1::text[]) as name,
            lateral (select look_at as due_at from platform.delivery where consumer = name order by look_at limit 1) as first`,
    [consumers],
  );
  return rows.map((row) => ({ consumer: row.name, dueAt: toInstant(row.due_at) }));
}

/** Writes down who hears what, and drops who is no longer there together with what it was still to hear. */
async function subscribe(deps: Pick<PlatformDeps, 'transaction'>, consumers: readonly Consumer[]): Promise<void> {
  const pairs = consumers.flatMap((one) => one.types.map((type) => [one.name, type] as const));
  await deps.transaction(SYSTEM, async (tx) => {
    const columns = [pairs.map(([name]) => name), pairs.map(([, type]) => type)];
    await tx.query(
      `delete from platform.subscription where (consumer, type) not in (select * from unnest($1::text[], $2::text[]))`,
      columns,
    );
    await tx.query(
      `insert into platform.subscription (consumer, type) select * from unnest($1::text[], $2::text[])
       on conflict do nothing`, // another server may be starting in the same moment
      columns,
    );
    await tx.query('delete from platform.delivery where consumer <> all($1)', [consumers.map((one) => one.name)]);
  });
}

function startLoop(
  deps: Pick<PlatformDeps, 'clock' | 'log' | 'transaction'>,
  consumer: Consumer,
  wishForLook: (ms: number) => void,
) {
  let stopped = false;
  let wanted = false;
  let draining: Promise<void> | undefined;

  function drain(): Promise<void> {
    wanted = true;
    draining ??= deliverAll().finally(() => {
      draining = undefined;
    });
    return draining;
  }

  async function deliverAll(): Promise<void> {
    while (wanted && !stopped) {
      wanted = false;
      try {
        while (!stopped && (await deliverOne(deps, consumer, wishForLook)));
      } catch (error) {
        deps.log.warn({ err: error, consumer: consumer.name }, 'facts could not be delivered'); // the next look comes back to them
      }
    }
  }

  return {
    wake: () => void drain(),
    drain,
    async stop() {
      stopped = true;
      await draining;
    },
  };
}

/** Delivers the first fact that is due; answers whether there was one. */
async function deliverOne(
  deps: Pick<PlatformDeps, 'clock' | 'log' | 'transaction'>,
  consumer: Consumer,
  wishForLook: (ms: number) => void,
): Promise<boolean> {
  let failing: HeardEvent | undefined;
  try {
    return await deps.transaction(SYSTEM, async (tx) => {
      const { rows } = await tx.query<EventRow>(
        `select event.* from platform.delivery join platform.event on event.id = delivery.event_id
          where delivery.consumer = $1 and delivery.look_at <= $2
          order by delivery.look_at, delivery.event_id limit 1 for update of delivery skip locked`,
        [consumer.name, deps.clock.now().toString()],
      );
      const [row] = rows;
      if (!row) return false;
      failing = fromRow(row);
      await consumer.hear(tx, failing);
      await tx.query('delete from platform.delivery where event_id = $1 and consumer = $2', [row.id, consumer.name]);
      failing = undefined;
      return true;
    });
  } catch (error) {
    if (!failing) throw error;
    deps.log.warn(
      { err: error, consumer: consumer.name, event: failing.id, type: failing.type, reason: messageOf(error) },
      'a fact was not taken in and is delivered again',
    );
    wishForLook(await putOff(deps, consumer, failing));
    return true;
  }
}

/** Puts a delivery that failed off, doubling each time, so that it does not hold up those behind it; answers by how many
 *  milliseconds. */
async function putOff(
  deps: Pick<PlatformDeps, 'clock' | 'transaction'>,
  consumer: Consumer,
  event: HeardEvent,
): Promise<number> {
  const id = event.id.split('.')[1];
  return deps.transaction(SYSTEM, async (tx) => {
    const { rows } = await tx.query<{ failures: number }>(
      'update platform.delivery set failures = failures + 1 where event_id = $1 and consumer = $2 returning failures',
      [id, consumer.name],
    );
    const wait = Math.min(backoffMostMs, 200 * 2 ** (rows[0]?.failures ?? 1));
    await tx.query('update platform.delivery set look_at = $3 where event_id = $1 and consumer = $2', [
      id,
      consumer.name,
      plusMs(deps.clock.now(), wait).toString(),
    ]);
    return wait;
  });
}
