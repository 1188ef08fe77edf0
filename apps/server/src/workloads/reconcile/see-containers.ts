// Looks now and then at the containers of running applications and keeps what YARN tells of them (JOB-3): it forgets a container
// as soon as that has ended. A look that fails, or that nobody took because the server was away, is a gap in what is known.
import { type Instant, secondsBetween } from '@argosy/kernel/time';
import { SYSTEM } from '../../platform/caller.ts';
import { requireLease, type WorkItem } from '../../platform/work.ts';
import type { WorkloadsDeps } from '../deps.ts';
import type { RunUnderWay } from '../domain/plan-runs.ts';
import { hasEnded } from '../domain/run.ts';
import type { WorkCluster } from '../domain/work-cluster.ts';
import type { YarnApplication } from '../domain/yarn-application.ts';
import { recordContainers } from '../store/containers.ts';
import type { ClusterServices } from '../yarn/cluster-services.ts';

/** Two questions for each application, so they are asked seldom: after a fifth of what it has lasted, within these bounds. */
const lookShare = 1 / 5;
const lookAtLeastMs = 2000;
const lookAtMostMs = 10_000;
/** Applications looked at in one pass of a round; the others have their turn in the next. */
const mostLooks = 4;

/** When each application, by id, is to be looked at again; a process that starts anew looks at once. */
export type ContainerLooks = Map<string, number>;

export async function seeContainers(
  deps: WorkloadsDeps,
  { item, looks, now }: { readonly item: WorkItem; readonly looks: ContainerLooks; readonly now: Instant },
  {
    cluster,
    services,
    runs,
    applications,
  }: {
    readonly cluster: WorkCluster;
    readonly services: ClusterServices;
    readonly runs: readonly RunUnderWay[];
    readonly applications: ReadonlyMap<string, YarnApplication>;
  },
): Promise<void> {
  const nowMs = now.epochMilliseconds;
  const due = runs
    .flatMap(({ run, attempt }) => {
      const application = applications.get(attempt?.applicationId ?? '');
      return application?.isRunning && !hasEnded(run.state) ? [{ run, application }] : [];
    })
    .filter(({ application }) => (looks.get(application.id) ?? 0) <= nowMs)
    .slice(0, mostLooks);
  if (looks.size > 10_000) looks.clear(); // of applications long over; the others are looked at once more
  for (const { run, application } of due) {
    const ageMs = secondsBetween(application.startedAt, now) * 1000;
    looks.set(application.id, nowMs + Math.min(lookAtMostMs, Math.max(lookAtLeastMs, ageMs * lookShare)));
    try {
      const seen = await services.resourceManager.containers(application.id);
      const containers = seen.map(({ host, ...each }) => ({
        ...each,
        nodeName: cluster.nodes.find(({ address }) => address === host)?.name ?? host,
      }));
      await deps.transaction(SYSTEM, async (tx) => {
        await requireLease(tx, item);
        await recordContainers(tx, { runId: run.id, attempt: run.attempt }, containers, now);
      });
    } catch (error) {
      if (item.signal.aborted) return;
      deps.log.debug({ err: error, application: application.id }, 'the containers of an application were not told');
    }
  }
}
