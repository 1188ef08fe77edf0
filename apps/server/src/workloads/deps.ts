// What the use cases and reconcilers of workloads are given: the platform, and the doors of the modules they may call.
import type { ActionSpec, Answer, Request } from '@argosy/contract/agent/protocol';
import type { Tx } from '../platform/database.ts';
import type { PlatformDeps } from '../platform/deps.ts';
import type { ClusterForRuns } from '../clusters/index.ts';

/** Clusters, as far as runs need them. */
export interface ClustersDoor {
  /** By id or name; `undefined` when the organization has none such, or none any more. */
  readonly clusterForRuns: (tx: Tx, organizationId: string, idOrName: string) => Promise<ClusterForRuns | undefined>;
}

/** The agents of nodes: what is sent may be lost and is said again. */
export interface AgentsDoor {
  readonly act: (nodeId: string, action: ActionSpec) => 'sent' | 'not_connected';
  readonly kill: (nodeId: string, actionId: string, graceMs: number) => 'sent' | 'not_connected';
  readonly forget: (nodeId: string, actionIds: readonly string[]) => 'sent' | 'not_connected';
  /** Throws node_not_connected. */
  readonly request: (nodeId: string, request: Request, signal?: AbortSignal) => Promise<Answer>;
}

/** The kind of work of which each row is a cluster with runs to look after. */
export const clusterRuns = 'cluster_runs';

export interface WorkloadsDeps extends PlatformDeps {
  readonly clusters: ClustersDoor;
  readonly agents: AgentsDoor;
  /** How long logs of runs and outputs of plan runs are kept after these have ended; 0: for ever. */
  readonly keepDays: number;
}
