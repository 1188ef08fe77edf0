// What a server does for its clusters when it starts: the provider keeps the agents up again of those that stay, and every
// cluster gets a look.
import type { ClusterState } from '@argosy/contract/clusters/vocabulary';
import { SYSTEM } from '../../platform/caller.ts';
import { scheduleWork } from '../../platform/work.ts';
import { clusterWork, type ClustersDeps } from '../clusters-deps.ts';
import { makeHostOf } from './carry-out.ts';
import { clustersNotGone } from '../store/clusters.ts';
import { nodesOfAll } from '../store/nodes.ts';

/** Agents of these are not wanted any more: one that was started again would start its daemons. */
const leavingStates: readonly ClusterState[] = ['TERMINATING', 'TERMINATE_FAILED'];

export async function lookAfterHosts(deps: ClustersDeps): Promise<void> {
  const clusters = await deps.read(SYSTEM, clustersNotGone);
  const staying = clusters.filter(({ state }) => !leavingStates.includes(state)).map(({ id }) => id);
  for (const node of await deps.read(SYSTEM, (tx) => nodesOfAll(tx, staying))) {
    if (node.state === 'PENDING') continue;
    await makeHostOf(deps, node).catch((error: unknown) =>
      deps.log.warn({ err: error, nodeId: node.id }, 'a host could not be looked after'),
    );
  }
  await deps.transaction(SYSTEM, async (tx) => {
    for (const { id } of clusters) await scheduleWork(tx, clusterWork, id, deps.clock.now());
  });
}
