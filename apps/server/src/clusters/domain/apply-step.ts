// What a step that was carried out changes: the cluster, its nodes, and the facts that are then true. Pure; the reconciler
// writes it all in one transaction.
import { unreachable } from '@argosy/kernel/errors';
import { type Instant, isBefore } from '@argosy/kernel/time';
import { type Cluster, type ClusterFact, type NodeAsSeen, requireMove } from './cluster.ts';
import { beginLeaving } from './leave.ts';
import type { Step } from './plan-cluster.ts';
import { withFailure, withStates } from './progress.ts';

export interface Changed {
  readonly cluster: Cluster;
  readonly nodes: readonly NodeAsSeen[];
  readonly facts: readonly ClusterFact[];
}

/** Steps that only speak to others, and are true when those report it, change nothing here. */
export function applyStep({ cluster, nodes, facts }: Changed, step: Step, now: Instant): Changed {
  const unchanged = { cluster, nodes, facts };
  switch (step.kind) {
    case 'install_release':
    case 'tell_nodes':
    case 'run_script':
    case 'replace_agent':
      return unchanged;
    case 'make_host':
      return withNode(unchanged, step.nodeId, (node) =>
        node.state === 'PENDING' ? { ...node, state: 'STARTING' } : node,
      );
    case 'serve':
      return { ...unchanged, cluster: { ...cluster, phase: 'SERVE', generation: cluster.generation + 1 } };
    case 'make_hdfs_directories':
      return { ...unchanged, cluster: { ...cluster, hdfsMadeAt: now } };
    case 'note_progress':
      return withProgress(unchanged, step.states, now);
    case 'move_node':
      return moveNode(unchanged, step, now);
    case 'note_daemon_failure': {
      const node = nodes.find((each) => each.id === step.nodeId);
      const { daemon, problem, restarts } = step;
      const about = {
        nodeId: step.nodeId,
        node: node?.name,
        daemon,
        problem: problem.code,
        ...problem.facts,
        lastLines: problem.lastLines,
      };
      const key = `daemon_failed/${step.nodeId}/${daemon}/${restarts}`;
      return { ...unchanged, facts: [...facts, { ...factOf(cluster, 'daemon_failed', about), key }] };
    }
    case 'move': {
      requireMove(cluster.state, step.to);
      const readyAt = step.to === 'RUNNING' ? (cluster.readyAt ?? now) : cluster.readyAt;
      return {
        ...unchanged,
        cluster: { ...cluster, state: step.to, readyAt },
        facts: [...facts, stateFact(cluster, step.to)],
      };
    }
    case 'leave': {
      const leaving = { ...beginLeaving(cluster, nodes, step.reason, now), endsAs: step.endsAs };
      const progress = withFailure(cluster.progress, now);
      return { ...unchanged, cluster: { ...leaving, progress }, facts: [...facts, stateFact(leaving, 'TERMINATING')] };
    }
    case 'keep_failed': {
      requireMove(cluster.state, 'START_FAILED');
      const kept = {
        ...cluster,
        state: 'START_FAILED' as const,
        reason: step.reason,
        progress: withFailure(cluster.progress, now),
      };
      return { ...unchanged, cluster: kept, facts: [...facts, stateFact(kept, 'START_FAILED')] };
    }
    case 'meter':
      return meter(unchanged, step.nodeId, step.until);
    case 'remove_nodes':
      return step.nodeIds.reduce((changed, nodeId) => endNode(changed, nodeId, now), unchanged);
    case 'fail_removal': {
      requireMove(cluster.state, 'TERMINATE_FAILED');
      const stuck = { ...cluster, state: 'TERMINATE_FAILED' as const, reason: step.reason };
      return { ...unchanged, cluster: stuck, facts: [...facts, stateFact(stuck, 'TERMINATE_FAILED')] };
    }
    case 'end': {
      requireMove(cluster.state, step.as);
      const ended = { ...cluster, state: step.as, endedAt: now };
      return { ...unchanged, cluster: ended, facts: [...facts, stateFact(ended, step.as)] };
    }
    default:
      return unreachable(step);
  }
}

function withProgress(changed: Changed, states: Parameters<typeof withStates>[1], now: Instant): Changed {
  const { cluster } = changed;
  const progress = withStates(cluster.progress, states, now);
  const moved = progress.filter((each, index) => each.state !== cluster.progress[index]?.state);
  const facts = moved.map((each) => factOf(cluster, 'cluster_progressed', { step: each.name, state: each.state }));
  return { ...changed, cluster: { ...cluster, progress }, facts: [...changed.facts, ...facts] };
}

function moveNode(changed: Changed, { nodeId, to }: Extract<Step, { kind: 'move_node' }>, now: Instant): Changed {
  const moved = withNode(changed, nodeId, (node) => ({
    ...node,
    state: to,
    // its running time counts from the first moment at which it did its work
    ...(to === 'RUNNING' && node.readyAt === undefined && { readyAt: now, meteredUntil: now }),
  }));
  return withFact(moved, nodeId, `node_${to.toLowerCase()}`);
}

function endNode(changed: Changed, nodeId: string, now: Instant): Changed {
  const metered = meter(changed, nodeId, now);
  const ended = withNode(metered, nodeId, (node) => ({ ...node, state: 'TERMINATED', endedAt: now }));
  return withFact(ended, nodeId, 'node_terminated');
}

/** The fact and the mark up to which it speaks go into one commit: time is neither lost nor counted twice. */
function meter(changed: Changed, nodeId: string, until: Instant): Changed {
  const node = changed.nodes.find((each) => each.id === nodeId);
  if (node?.meteredUntil === undefined || !isBefore(node.meteredUntil, until)) return changed;
  const { meteredUntil: from, machineType, vcpus, memoryMb, clusterId } = node;
  const used: ClusterFact = {
    ...factOf(changed.cluster, 'node_used', {
      nodeId,
      clusterId,
      machineType,
      vcpus,
      memoryMb,
      from: from.toString(),
      to: until.toString(),
    }),
    key: `node_used/${nodeId}/${from.toString()}`,
  };
  const marked = withNode(changed, nodeId, (each) => ({ ...each, meteredUntil: until }));
  return { ...marked, facts: [...marked.facts, used] };
}

function withNode(changed: Changed, nodeId: string, change: (node: NodeAsSeen) => NodeAsSeen): Changed {
  return { ...changed, nodes: changed.nodes.map((each) => (each.id === nodeId ? change(each) : each)) };
}

function withFact(changed: Changed, nodeId: string, name: string): Changed {
  const node = changed.nodes.find((each) => each.id === nodeId);
  return { ...changed, facts: [...changed.facts, factOf(changed.cluster, name, { nodeId, node: node?.name })] };
}

const stateFact = (cluster: Cluster, state: Cluster['state']): ClusterFact =>
  factOf(cluster, `cluster_${state.toLowerCase()}`, {
    name: cluster.name,
    ...(cluster.reason && { reason: cluster.reason.code, problem: cluster.reason.problem }),
  });

/** All that happens to a cluster or its nodes stands in the cluster's own feed. */
function factOf(cluster: Cluster, name: string, facts: Readonly<Record<string, unknown>>): ClusterFact {
  return {
    type: `clusters.${name}`,
    organizationId: cluster.organizationId,
    subject: cluster.id,
    facts: { clusterId: cluster.id, ...facts },
  };
}
