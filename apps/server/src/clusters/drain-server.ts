// Stopping the machine: every cluster on it is released, whosever it is. For the organization that runs the server, as a standing
// policy says; it learns that a cluster is there and not what it is called.
import type { ClusterState } from '@argosy/contract/clusters/vocabulary';
import { clusterActions } from '@argosy/contract/clusters/vocabulary';
import type { ServerClusterView } from '@argosy/contract/platform/operations';
import { refusal } from '@argosy/kernel/errors';
import { type Caller, SYSTEM } from '../platform/caller.ts';
import { acrossOrganizations } from '../platform/member-pool.ts';
import { noteChanges } from '../platform/transaction.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import type { Cluster } from './domain/cluster.ts';
import { leave } from './release-cluster.ts';
import { listClustersOfAll, lockClustersOfAll } from './store/clusters.ts';

/** Releases them in one commit: all, or none where one is protected. Asked again, it tells which are still leaving.
 *  Refuses: clusters_protected. */
export async function drainServer(
  deps: ClustersDeps,
  caller: Caller,
): Promise<{ readonly id: 'server'; readonly clusters: readonly Cluster[] }> {
  return deps.transaction(caller, (tx) =>
    acrossOrganizations(tx, async () => {
      const there = await lockClustersOfAll(tx);
      const kept = there.filter((each) => each.deletionProtection && mayLeave(each));
      if (kept.length > 0)
        throw refusal('clusters_protected', { clusters: kept.map((each) => nameFor(caller, each) ?? each.id) });
      const clusters: Cluster[] = [];
      for (const cluster of there)
        clusters.push(mayLeave(cluster) ? await leave(deps, tx, cluster, { code: 'ServerDrained' }) : cluster);
      noteChanges(tx, { before: { clusters: there.map(toldState) }, after: { clusters: clusters.map(toldState) } });
      return { id: 'server', clusters };
    }),
  );
}

/** Of all organizations, those that are not gone. */
export const readServerClusters = (
  deps: ClustersDeps,
  asked: Parameters<typeof listClustersOfAll>[1],
): Promise<readonly Cluster[]> => deps.read(SYSTEM, (tx) => listClustersOfAll(tx, asked));

export const toServerClusterView = (caller: Caller, cluster: Cluster): ServerClusterView => {
  const { id, organizationId, state, nodeGroups, deletionProtection } = cluster;
  const name = nameFor(caller, cluster);
  return {
    id,
    organizationId,
    ...(name !== undefined && { name }),
    state,
    nodes: nodeGroups.reduce((sum, { count }) => sum + count, 0),
    deletionProtection,
  };
};

const nameFor = (caller: Caller, { organizationId, name }: Cluster): string | undefined =>
  organizationId === caller.organizationId ? name : undefined;

const toldState = ({ id, state }: Cluster) => ({ id, state });

function mayLeave({ state }: Cluster): boolean {
  const allowed: readonly ClusterState[] = clusterActions.release.allowedIn;
  return allowed.includes(state);
}
