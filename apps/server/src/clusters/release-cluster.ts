// Asking for a cluster to be released. The wish and the fact stand in one commit; hosts and files go afterwards.
import type { ClusterState } from '@argosy/contract/clusters/vocabulary';
import { clusterActions } from '@argosy/contract/clusters/vocabulary';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { publish } from '../platform/events.ts';
import { scheduleWork } from '../platform/work.ts';
import { clusterWork, type ClustersDeps } from './clusters-deps.ts';
import { beginLeaving } from './domain/leave.ts';
import { type Cluster, type Reason } from './domain/cluster.ts';
import { toldCluster } from './domain/told-cluster.ts';
import { lockCluster, updateCluster } from './store/clusters.ts';
import { nodesAsSeen } from './store/nodes.ts';
import { noteChanges } from '../platform/transaction.ts';

/** Releases a cluster (CLU-3); asked again while something could not be removed, tries again. It is gone when it is TERMINATED.
 *  Refuses: cluster_not_found, cluster_already_leaving, cluster_protected. */
export async function releaseCluster(
  deps: ClustersDeps,
  caller: Caller,
  { clusterId }: { clusterId: string },
): Promise<Cluster> {
  return deps.transaction(caller, async (tx) => {
    const cluster = await lockCluster(tx, caller.organizationId, clusterId);
    if (cluster === undefined) throw refusal('cluster_not_found', { clusterId });
    const allowed: readonly ClusterState[] = clusterActions.release.allowedIn;
    if (!allowed.includes(cluster.state) || cluster.endedAt !== undefined)
      throw refusal(clusterActions.release.otherwise, { clusterId: cluster.id, state: cluster.state });
    if (cluster.deletionProtection) throw refusal('cluster_protected', { clusterId: cluster.id });
    const leaving = await leave(deps, tx, cluster, { code: 'UserRequest' });
    noteChanges(tx, { before: toldCluster(cluster), after: toldCluster(leaving) });
    return leaving;
  });
}

/** The same for Argosy itself, inside a caller's transaction: a plan's own cluster, say. One that is leaving already, or is
 *  gone, or was never there, is left alone; protection is for people's mistakes and not asked here. */
export async function releaseClusterWithin(
  deps: ClustersDeps,
  tx: Tx,
  { organizationId, clusterId }: { readonly organizationId: string; readonly clusterId: string },
): Promise<void> {
  const cluster = await lockCluster(tx, organizationId, clusterId);
  const allowed: readonly ClusterState[] = clusterActions.release.allowedIn;
  if (cluster === undefined || cluster.endedAt !== undefined || !allowed.includes(cluster.state)) return;
  await leave(deps, tx, cluster, { code: 'UserRequest' });
}

/** Lets a locked cluster that may be released begin to leave, and its organization's feed hear of it. */
export async function leave(deps: ClustersDeps, tx: Tx, cluster: Cluster, reason: Reason): Promise<Cluster> {
  const nodes = await nodesAsSeen(tx, cluster.id);
  const now = deps.clock.now();
  const leaving = beginLeaving(cluster, nodes, reason, now);
  await updateCluster(tx, leaving);
  await publish(tx, deps.clock, {
    type: 'clusters.cluster_terminating',
    organizationId: cluster.organizationId,
    subject: cluster.id,
    facts: { clusterId: cluster.id, name: cluster.name, reason: leaving.reason?.code },
  });
  await scheduleWork(tx, clusterWork, cluster.id, now);
  return leaving;
}
