// What the platform keeps only for a while is cleared away each hour: keys of requests that nobody sends again.
import type { PlatformDeps } from './deps.ts';
import { type Reconciler, requireLease, scheduleWork } from './work.ts';
import { SYSTEM } from './caller.ts';

const kind = 'platform_cleaning';
const key = 'all';
const keepHours = 48; // a client that tries again does so within minutes; a person who copies a command, within a day or so
const atOnce = 5000; // short transactions: the feed waits for the longest

export function cleaningReconciler({ clock, transaction }: Pick<PlatformDeps, 'clock' | 'transaction'>): Reconciler {
  return {
    kind,
    concurrency: 1,
    round: async (item) => {
      const before = clock.now().subtract({ hours: keepHours });
      const removed = await transaction(SYSTEM, async (tx) => {
        await requireLease(tx, item);
        const { rowCount } = await tx.query(
          `delete from platform.idempotency_key
            where (organization_id, key) in (
              select organization_id, key from platform.idempotency_key where created_at < $1 limit $2)`,
          [before.toString(), atOnce],
        );
        return rowCount ?? 0;
      });
      return removed === atOnce ? clock.now() : clock.now().add({ hours: 1 });
    },
  };
}

/** Sees to it that the cleaning is looked at; after each start of a server. */
export async function scheduleCleaning({
  clock,
  transaction,
}: Pick<PlatformDeps, 'clock' | 'transaction'>): Promise<void> {
  await transaction(SYSTEM, (tx) => scheduleWork(tx, kind, key, clock.now()));
}
