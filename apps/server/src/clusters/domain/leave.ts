// How a cluster begins to leave, and what it will be called when it is gone. Pure.
import type { ClusterState } from '@argosy/contract/clusters/vocabulary';
import type { Instant } from '@argosy/kernel/time';
import { type Cluster, type NodeAsSeen, type Reason, requireMove } from './cluster.ts';

/** TERMINATING from now on. A cluster that never ran stays a failed start, with the reason it had; one that leaves with a
 *  daemon that could not be kept up ends TERMINATED_WITH_ERRORS. */
export function beginLeaving(cluster: Cluster, nodes: readonly NodeAsSeen[], reason: Reason, now: Instant): Cluster {
  requireMove(cluster.state, 'TERMINATING');
  const isSecondTry = cluster.state === 'TERMINATE_FAILED';
  const keepsReason = isSecondTry || cluster.state === 'START_FAILED';
  return {
    ...cluster,
    state: 'TERMINATING',
    endsAs: isSecondTry ? (cluster.endsAs ?? 'TERMINATED') : endOf(cluster, nodes),
    reason: keepsReason ? (cluster.reason ?? reason) : reason,
    leavingSince: now,
  };
}

function endOf(cluster: Cluster, nodes: readonly NodeAsSeen[]): ClusterState {
  if (cluster.state === 'START_FAILED') return 'START_FAILED';
  const isBroken = nodes.some(
    (node) => node.seen?.report.daemons.some((each) => each.state === 'START_FAILED') ?? false,
  );
  return cluster.state === 'RUNNING' && isBroken ? 'TERMINATED_WITH_ERRORS' : 'TERMINATED';
}
