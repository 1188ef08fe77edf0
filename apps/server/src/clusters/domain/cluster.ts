// A cluster and its nodes as values, and the small decisions about them. Pure.
import type { ActionReport, NodeReport } from '@argosy/contract/agent/protocol';
import type { ClusterSpec, ProgressStep } from '@argosy/contract/clusters/operations';
import {
  clusterMoves,
  type ClusterState,
  type NodeRole,
  type NodeState,
  type StateReasonCode,
} from '@argosy/contract/clusters/vocabulary';
import { type Facts, invariant } from '@argosy/kernel/errors';
import { type Id } from '@argosy/kernel/ids';
import { type Instant } from '@argosy/kernel/time';

/** Why a cluster is in its state, as facts: the sentence is made when it is read, in the reader's language. */
export interface Reason {
  readonly code: StateReasonCode;
  /** A code of the table of errors, with its facts. */
  readonly problem?: string;
  readonly facts?: Facts;
  readonly node?: string;
  readonly daemon?: string;
  readonly command?: string;
  readonly lastLines?: readonly string[];
}

/** Something that became true, as the feed will have it. `key` makes it one fact however often it is published. */
export interface ClusterFact {
  readonly type: string;
  readonly organizationId: string;
  readonly subject: string;
  readonly facts: Facts;
  readonly key?: string;
}

export type ClusterPhase = 'PREPARE' | 'SERVE';

export interface NodeGroup {
  readonly name: string;
  readonly role: NodeRole;
  readonly machineType: string;
  readonly count: number;
}

export interface Cluster {
  readonly id: Id<'cluster'>;
  readonly organizationId: string;
  readonly name: string;
  readonly spec: ClusterSpec;
  readonly nodeGroups: readonly NodeGroup[];
  readonly release: string;
  /** The build of its release that it was made with; set with its hosts. */
  readonly releaseDirectory?: string | undefined;
  readonly state: ClusterState;
  readonly reason?: Reason | undefined;
  readonly generation: number;
  readonly phase: ClusterPhase;
  readonly slot: number;
  readonly progress: readonly ProgressStep[];
  /** The state it will end in, once it is leaving. */
  readonly endsAs?: ClusterState | undefined;
  readonly leavingSince?: Instant | undefined;
  /** When the components' folders were made in HDFS: it could be written to. */
  readonly hdfsMadeAt?: Instant | undefined;
  readonly deletionProtection: boolean;
  readonly createdAt: Instant;
  readonly readyAt?: Instant | undefined;
  readonly releaseAt?: Instant | undefined;
  /** Nothing of it is left since then. */
  readonly endedAt?: Instant | undefined;
}

export interface Node {
  readonly id: Id<'node'>;
  readonly clusterId: Id<'cluster'>;
  readonly organizationId: string;
  readonly number: number;
  readonly name: string;
  readonly group: string;
  readonly role: NodeRole;
  readonly machineType: string;
  readonly vcpus: number;
  readonly memoryMb: number;
  readonly address: string;
  readonly shufflePort: number;
  readonly state: NodeState;
  readonly createdAt: Instant;
  readonly readyAt?: Instant | undefined;
  readonly endedAt?: Instant | undefined;
  readonly meteredUntil?: Instant | undefined;
}

/** A node with what its agent says of it: many times the size of the node itself, and read only by those who look at it. */
export interface NodeAsSeen extends Node {
  readonly seen?: SeenNode | undefined;
  /** When its agent last said anything. */
  readonly seenAt?: Instant | undefined;
  /** Daemons whose failure has been published, and whose recovery has not. */
  readonly failing: readonly string[];
}

/** What the agent reported last, and how the bootstrap scripts on it stand, by action id. */
export interface SeenNode {
  readonly report: NodeReport;
  readonly actions: Readonly<Record<string, ActionReport>>;
}

/** The nodes of a cluster as its groups ask for them: numbered through, the master first. */
export function wantedNodes(
  groups: readonly NodeGroup[],
): readonly { number: number; name: string; group: NodeGroup }[] {
  const mastersFirst = groups.toSorted((one, other) => Number(other.role === 'master') - Number(one.role === 'master'));
  return mastersFirst
    .flatMap((group) =>
      Array.from({ length: group.count }, (_, index) => ({ group, name: `${group.name}-${index + 1}` })),
    )
    .map((each, number) => ({ ...each, number }));
}

/** Whether the cluster's whole life allows this step (`clusterMoves`). */
export function requireMove(from: ClusterState, to: ClusterState): void {
  const moves: readonly ClusterState[] = clusterMoves[from];
  invariant(moves.includes(to), `a cluster moves from ${from} to ${to}`);
}

export const hasCore = (groups: readonly Pick<NodeGroup, 'role' | 'count'>[]): boolean =>
  groups.some((each) => each.role === 'core' && each.count > 0);

/** The action of a bootstrap script on a node: one id, however often it is asked for. */
export const bootstrapActionId = (nodeId: string, scriptName: string): string => `bootstrap-${scriptName}-${nodeId}`;
