// What may be changed of a cluster while it lives without touching its nodes: protection, and the age at which it is released.
import { clusterActions, type ClusterState } from '@argosy/contract/clusters/vocabulary';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import { scheduleWork } from '../platform/work.ts';
import { clusterWork, type ClustersDeps } from './clusters-deps.ts';
import type { Cluster } from './domain/cluster.ts';
import { toldCluster } from './domain/told-cluster.ts';
import { lockCluster, updateCluster as writeCluster } from './store/clusters.ts';
import { noteChanges } from '../platform/transaction.ts';

export interface UpdateCluster {
  readonly clusterId: string;
  readonly deletionProtection?: boolean | undefined;
  /** Counted from the cluster's creation. */
  readonly maximumAgeSeconds?: number | undefined;
}

/** Refuses: cluster_not_found, cluster_already_leaving. */
export async function updateCluster(deps: ClustersDeps, caller: Caller, input: UpdateCluster): Promise<Cluster> {
  return deps.transaction(caller, async (tx) => {
    const cluster = await lockCluster(tx, caller.organizationId, input.clusterId);
    if (cluster === undefined) throw refusal('cluster_not_found', { clusterId: input.clusterId });
    const allowed: readonly ClusterState[] = clusterActions.update.allowedIn;
    if (!allowed.includes(cluster.state))
      throw refusal(clusterActions.update.otherwise, { clusterId: cluster.id, state: cluster.state });
    const { deletionProtection = cluster.deletionProtection, maximumAgeSeconds } = input;
    const releaseAt =
      maximumAgeSeconds === undefined ? cluster.releaseAt : cluster.createdAt.add({ seconds: maximumAgeSeconds });
    const updated = { ...cluster, deletionProtection, releaseAt };
    await writeCluster(tx, updated);
    noteChanges(tx, { before: toldCluster(cluster), after: toldCluster(updated) });
    await publish(tx, deps.clock, {
      type: 'clusters.cluster_updated',
      organizationId: cluster.organizationId,
      subject: cluster.id,
      facts: { clusterId: cluster.id, deletionProtection, ...(releaseAt && { releaseAt: releaseAt.toString() }) },
    });
    await scheduleWork(tx, clusterWork, cluster.id, deps.clock.now());
    return updated;
  });
}
