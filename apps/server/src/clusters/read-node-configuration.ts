// The configuration of a node, made as it is made for its agent: what is shown is what its daemons read.
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import { configurationOf, type ConfigurationEntry } from './domain/node-spec.ts';
import { findCluster } from './store/clusters.ts';
import { nodesOf } from './store/nodes.ts';

/** Nothing while the release of its cluster is not installed yet. Refuses: cluster_not_found, node_not_found. */
export async function readNodeConfiguration(
  deps: ClustersDeps,
  caller: Caller,
  input: { readonly clusterId: string; readonly nodeId: string },
): Promise<readonly ConfigurationEntry[]> {
  const { cluster, nodes } = await deps.read(caller, async (tx) => {
    const found = await findCluster(tx, caller.organizationId, input.clusterId);
    if (found === undefined) throw refusal('cluster_not_found', { clusterId: input.clusterId });
    return { cluster: found, nodes: await nodesOf(tx, found.id) };
  });
  const node = nodes.find((each) => each.id === input.nodeId || each.name === input.nodeId);
  if (node === undefined) throw refusal('node_not_found', { nodeId: input.nodeId });
  const parts = await deps.releases.of(cluster);
  return parts === undefined ? [] : configurationOf(cluster, nodes, node, parts);
}
