// Asking for a release to be installed on this machine, ahead of the first cluster that needs it (REL-6).
import type { Caller } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import { scheduleWork } from '../platform/work.ts';
import { type ClustersDeps, releaseInstallWork } from './clusters-deps.ts';
import { requireRunnable } from './domain/validate-cluster.ts';
import { askInstallation } from './store/release-installations.ts';

/** Asking twice is asking once. Refuses: release_unknown, release_withdrawn, release_not_runnable. */
export async function installRelease(
  deps: ClustersDeps,
  caller: Caller,
  { version }: { version: string },
): Promise<void> {
  requireRunnable(version);
  await deps.transaction(caller, async (tx) => {
    const now = deps.clock.now();
    await askInstallation(tx, version, now);
    await publish(tx, deps.clock, {
      type: 'clusters.release_install_requested',
      organizationId: caller.organizationId,
      subject: version,
      facts: { release: version },
    });
    await scheduleWork(tx, releaseInstallWork, version, now);
    return { id: version };
  });
}
