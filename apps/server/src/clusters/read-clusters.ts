// Clusters, nodes and releases as they are now: what the routes and other modules read.
import { refusal } from '@argosy/kernel/errors';
import { type Caller, SYSTEM } from '../platform/caller.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import type { Cluster, NodeAsSeen } from './domain/cluster.ts';
import { findRelease, runnableVersions } from './releases/catalogue.ts';
import type { Release } from './releases/release.ts';
import { findCluster, listClusters } from './store/clusters.ts';
import { type GroupAsSeen, groupsAsSeen, listNodes } from './store/nodes.ts';
import { findInstallation, listInstallations, type ReleaseInstallation } from './store/release-installations.ts';

export interface ClusterAsSeen {
  readonly cluster: Cluster;
  readonly groups: readonly GroupAsSeen[];
  /** Of its release, while the cluster waits for it. */
  readonly installation: ReleaseInstallation | undefined;
}

/** By id or name. Refuses: cluster_not_found. */
export async function getCluster(deps: ClustersDeps, caller: Caller, idOrName: string): Promise<ClusterAsSeen> {
  return deps.read(caller, async (tx) => {
    const cluster = await findCluster(tx, caller.organizationId, idOrName);
    if (cluster === undefined) throw refusal('cluster_not_found', { clusterId: idOrName });
    const groups = await groupsAsSeen(tx, [cluster.id]);
    const isWaiting = cluster.progress.some((each) => each.name === 'release' && each.state === 'running');
    return { cluster, groups, installation: isWaiting ? await findInstallation(tx, cluster.release) : undefined };
  });
}

export async function getClusters(
  deps: ClustersDeps,
  asked: Parameters<typeof listClusters>[1],
): Promise<readonly ClusterAsSeen[]> {
  return deps.read(asked, async (tx) => {
    const clusters = await listClusters(tx, asked);
    const groups = await groupsAsSeen(
      tx,
      clusters.map((each) => each.id),
    );
    const installations = await listInstallations(tx);
    return clusters.map((cluster) => ({
      cluster,
      groups: groups.filter((each) => each.clusterId === cluster.id),
      installation: installations.find((each) => each.version === cluster.release),
    }));
  });
}

/** Refuses: cluster_not_found. */
export async function getNodes(
  deps: ClustersDeps,
  caller: Caller,
  asked: { readonly clusterId: string; readonly all: boolean; readonly after: number; readonly limit: number },
): Promise<readonly NodeAsSeen[]> {
  return deps.read(caller, async (tx) => {
    const cluster = await findCluster(tx, caller.organizationId, asked.clusterId);
    if (cluster === undefined) throw refusal('cluster_not_found', { clusterId: asked.clusterId });
    return listNodes(tx, { ...asked, clusterId: cluster.id });
  });
}

export interface ReleaseAsSeen {
  readonly release: Release;
  readonly isInstalled: boolean;
  readonly installation: ReleaseInstallation | undefined;
}

/** Refuses: release_unknown. */
export async function getRelease(deps: ClustersDeps, version: string): Promise<ReleaseAsSeen> {
  const release = findRelease(version);
  if (release === undefined) throw refusal('release_unknown', { release: version, runnable: runnableVersions() });
  const isInstalled = (await deps.releases.find(version)) !== undefined;
  return { release, isInstalled, installation: await deps.read(SYSTEM, (tx) => findInstallation(tx, version)) };
}
