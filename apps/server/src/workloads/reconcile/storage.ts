// Tells each hour what every organization has lying on the server: a fact for metering, from where the last one ended to the
// beginning of this hour. The fact and the mark up to which it speaks go into one commit, so that no hour is lost or counted
// twice. Hours in which no server ran are told by the first one after: nothing came or went meanwhile.
import { type Instant, isBefore } from '@argosy/kernel/time';
import { SYSTEM } from '../../platform/caller.ts';
import { publish } from '../../platform/events.ts';
import { type Reconciler, requireLease, scheduleWork } from '../../platform/work.ts';
import type { WorkloadsDeps } from '../deps.ts';
import { markMetered, storageNow } from '../store/storage.ts';

export const storageWork = 'workload_storage';

export function storageReconciler({ clock, transaction }: Pick<WorkloadsDeps, 'clock' | 'transaction'>): Reconciler {
  return {
    kind: storageWork,
    concurrency: 1,
    begin: () => transaction(SYSTEM, (tx) => scheduleWork(tx, storageWork, 'all', clock.now())),
    round: async (item) => {
      const to = beginningOfHour(clock.now());
      await transaction(SYSTEM, async (tx) => {
        await requireLease(tx, item);
        const all = await storageNow(tx);
        for (const { organizationId, meteredUntil: from, ...bytes } of all) {
          if (from === undefined || !isBefore(from, to)) continue;
          await publish(tx, clock, {
            type: 'workloads.storage_used',
            organizationId,
            subject: organizationId,
            facts: { ...bytes, from: from.toString(), to: to.toString() },
            key: `workloads.storage_used/${organizationId}/${from.toString()}`,
          });
        }
        const behind = all.filter(({ meteredUntil }) => meteredUntil === undefined || isBefore(meteredUntil, to));
        await markMetered(
          tx,
          behind.map(({ organizationId }) => organizationId),
          to,
        );
      });
      return to.add({ hours: 1 });
    },
  };
}

const beginningOfHour = (at: Instant): Instant => at.round({ smallestUnit: 'hour', roundingMode: 'floor' });
