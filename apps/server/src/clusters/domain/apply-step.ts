// What a step that was carried out changes: the cluster, its nodes, and the facts that are then true. Pure; the reconciler
// writes it all in one transaction.
import { type Facts, unreachable } from '@argosy/kernel/errors';
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
    case 'take_release':
      return { ...unchanged, cluster: { ...cluster, releaseDirectory: step.directory } };
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
      const { nodeId, daemon, problem } = step;
      const told = withNode(unchanged, nodeId, (node) => ({ ...node, failing: [...node.failing, daemon] }));
      const { code, facts: about, lastLines } = problem;
      return withFact(told, nodeId, 'daemon_failed', { ...about, daemon, problem: code, lastLines });
    }
    case 'note_daemon_recovery': {
      const { nodeId, daemon } = step;
      const others = (node: NodeAsSeen) => node.failing.filter((each) => each !== daemon);
      const told = withNode(unchanged, nodeId, (node) => ({ ...node, failing: others(node) }));
      return withFact(told, nodeId, 'daemon_recovered', { daemon });
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
    case 'remove_node':
      return endNode(unchanged, step.nodeId, now);
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

/** The facts and the mark up to which they speak go into one commit: time is neither lost nor counted twice. Storage is what
 *  the node's folder took when it was measured last; before the first measure, in the first minute of a node, nothing is told. */
function meter(changed: Changed, nodeId: string, until: Instant): Changed {
  const node = changed.nodes.find((each) => each.id === nodeId);
  if (node?.meteredUntil === undefined || !isBefore(node.meteredUntil, until)) return changed;
  const { meteredUntil, machineType, vcpus, memoryMb } = node;
  const [from, to] = [meteredUntil.toString(), until.toString()];
  const fact = (name: string, what: Facts): ClusterFact => ({
    ...factOf(changed.cluster, name, { nodeId, ...what, from, to }),
    key: `${name}/${nodeId}/${from}`,
  });
  const used = fact('node_used', { machineType, vcpus, memoryMb });
  const bytes = node.seen?.report.diskBytes;
  const storage = bytes === undefined ? [] : [fact('node_storage_used', { bytes })];
  const marked = withNode(changed, nodeId, (each) => ({ ...each, meteredUntil: until }));
  return { ...marked, facts: [...marked.facts, used, ...storage] };
}

function withNode(changed: Changed, nodeId: string, change: (node: NodeAsSeen) => NodeAsSeen): Changed {
  return { ...changed, nodes: changed.nodes.map((each) => (each.id === nodeId ? change(each) : each)) };
}

function withFact(changed: Changed, nodeId: string, name: string, about: Facts = {}): Changed {
  const node = changed.nodes.find((each) => each.id === nodeId);
  const fact = factOf(changed.cluster, name, { ...about, nodeId, node: node?.name });
  return { ...changed, facts: [...changed.facts, fact] };
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
