// What the platform keeps only for a while is cleared away each hour: keys of requests that nobody sends again, and facts that
// everybody has heard and that are older than any bill made from them.
import type { Instant } from '@argosy/kernel/time';
import type { Tx } from './database.ts';
import type { PlatformDeps } from './deps.ts';
import { type Reconciler, requireLease, scheduleWork } from './work.ts';
import { SYSTEM } from './caller.ts';

const kind = 'platform_cleaning';
const key = 'all';
const keepHours = 48; // a client that tries again does so within minutes; a person who copies a command, within a day or so
const keepFactsDays = 400; // a year's usage, its bill, and the weeks in which that is questioned
const atOnce = 5000; // short transactions: the feed waits for the longest

export function cleaningReconciler({ clock, transaction }: Pick<PlatformDeps, 'clock' | 'transaction'>): Reconciler {
  return {
    kind,
    concurrency: 1,
    begin: () => scheduleCleaning({ clock, transaction }),
    round: async (item) => {
      const now = clock.now();
      const removed = await transaction(SYSTEM, async (tx) => {
        await requireLease(tx, item);
        return [
          await removeKeys(tx, now.subtract({ hours: keepHours })),
          await removeFacts(tx, now.subtract({ hours: 24 * keepFactsDays })),
        ];
      });
      return removed.some((count) => count === atOnce) ? now : now.add({ hours: 1 });
    },
  };
}

async function removeKeys(tx: Tx, before: Instant): Promise<number | null> {
  const { rowCount } = await tx.query(
    `delete from platform.idempotency_key
      where (organization_id, key) in (
        select organization_id, key from platform.idempotency_key where created_at < $1 limit $2)`,
    [before.toString(), atOnce],
  );
  return rowCount;
}

/** Looks at the first by number alone, which are the oldest: a search by time would read the whole feed each hour. */
async function removeFacts(tx: Tx, before: Instant): Promise<number | null> {
  const { rowCount } = await tx.query(
    `delete from platform.event using (select id from platform.event order by id limit $2) as first
      where event.id = first.id and event.occurred_at < $1
        and not exists (select from platform.delivery where delivery.event_id = event.id)`,
    [before.toString(), atOnce],
  );
  return rowCount;
}

/** Sees to it that the cleaning is looked at. */
async function scheduleCleaning({ clock, transaction }: Pick<PlatformDeps, 'clock' | 'transaction'>): Promise<void> {
  await transaction(SYSTEM, (tx) => scheduleWork(tx, kind, key, clock.now()));
}
