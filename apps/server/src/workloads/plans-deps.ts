// What plans need beside the platform: clusters to run on, the agents of their nodes, and runs. Given by main.ts, so that plans
// can be tried with a real database and clusters of their own making.
import type { Answer, Request, TransferAction } from '@argosy/contract/agent/protocol';
import type { ClusterSpec, ProgressStep } from '@argosy/contract/clusters/operations';
import type { ClusterState, NodeRole } from '@argosy/contract/clusters/vocabulary';
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import type { Facts } from '@argosy/kernel/errors';
import type { Id } from '@argosy/kernel/ids';
import type { Instant } from '@argosy/kernel/time';
import type { CheckedCluster, ClusterForRuns, Clusters } from '../clusters/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import type { PlatformDeps } from '../platform/deps.ts';

export interface PlansDeps extends PlatformDeps {
  readonly clusters: ClustersForPlans;
  readonly agents: AgentsForPlans;
  readonly runs: RunsForPlans;
}

export interface ClustersForPlans {
  /** Looks up what a creation has to know of the machine, outside of any transaction, and answers how to ask for it in one. */
  prepare(spec: Pick<ClusterSpec, 'release'>): Promise<CreateClusterWithin>;
  /** What would be made of it, and what stands against it. */
  check(organizationId: string, spec: ClusterSpec): Promise<CheckedCluster>;
  /** As runs see it, to tell whether a job fits. */
  describe(tx: Tx, organizationId: string, idOrName: string): Promise<ClusterForRuns | undefined>;
  /** Asks for its release; one that is leaving or gone is left as it is. */
  releaseWithin(tx: Tx, asked: { readonly organizationId: string; readonly clusterId: string }): Promise<void>;
  /** By id, or by the name of one that is not gone. */
  find(tx: Tx, organizationId: string, idOrName: string): Promise<PlanCluster | undefined>;
}

/** In the caller's transaction, so that whoever asked for the cluster keeps its id or neither is there.
 *  Throws the refusals of `cluster_create`. */
export type CreateClusterWithin = (
  tx: Tx,
  caller: Pick<Caller, 'organizationId'>,
  wanted: ClusterSpec & { readonly name: string },
) => Promise<{ readonly id: string }>;

/** A cluster as far as plans look at it. */
export interface PlanCluster {
  readonly id: string;
  readonly state: ClusterState;
  readonly reason: PlanClusterReason | undefined;
  readonly progress: readonly ProgressStep[];
  /** Who owns what is written to HDFS. */
  readonly user: string;
  /** `http://<address>:<port>` as its nodes reach it. */
  readonly webHdfs: string | undefined;
  /** Also those that have gone: how long each was there is what the cluster used. */
  readonly nodes: readonly {
    readonly id: string;
    readonly role: NodeRole;
    /** When it first did its work: from where its running time counts. */
    readonly readyAt: Instant | undefined;
    readonly endedAt: Instant | undefined;
  }[];
}

export interface PlanClusterReason {
  readonly problem?: string | undefined;
  readonly facts?: Facts | undefined;
  readonly node?: string | undefined;
  readonly daemon?: string | undefined;
  readonly command?: string | undefined;
  readonly lastLines?: readonly string[] | undefined;
}

export interface AgentsForPlans {
  /** An action is known by its id: asked for again, it is not done again, and its report comes again. */
  act(nodeId: string, action: TransferAction): 'sent' | 'not_connected';
  /** Asks for its end; one that it never had is refused from then on. */
  kill(nodeId: string, actionId: string, graceMs: number): 'sent' | 'not_connected';
  /** How the action ended was recorded. */
  forget(nodeId: string, actionIds: readonly string[]): 'sent' | 'not_connected';
  request(nodeId: string, request: Request, signal?: AbortSignal): Promise<Answer>;
}

export interface RunsForPlans {
  /** Starts a run of a job whose parameters have their values. Throws the refusals of `job_run`. */
  createWithin(
    tx: Tx,
    caller: Pick<Caller, 'organizationId'>,
    wanted: { readonly id: Id<'run'>; readonly spec: JobSpec; readonly clusterId: string; readonly planRunId: string },
  ): Promise<{ readonly id: string }>;
  /** Asks for its end; one that has ended is left as it is. */
  killWithin(tx: Tx, asked: { readonly organizationId: string; readonly runId: string }): Promise<void>;
}

/** The door of clusters as plans use it. */
export type ClustersDoorForPlans = Pick<
  Clusters,
  | 'checkCluster'
  | 'clusterForPlans'
  | 'clusterForRuns'
  | 'machineFactsFor'
  | 'createClusterWithin'
  | 'releaseClusterWithin'
>;

/** What plans need of clusters, from its door. */
export function clustersForPlans(
  { newId }: Pick<PlatformDeps, 'newId'>,
  clusters: ClustersDoorForPlans,
): ClustersForPlans {
  return {
    async prepare(spec) {
      const machine = await clusters.machineFactsFor(spec);
      return (tx, caller, wanted) =>
        clusters.createClusterWithin(
          tx,
          caller,
          { ...wanted, id: newId('cluster'), deletionProtection: false }, // made by us, released by us
          machine,
        );
    },
    check: clusters.checkCluster,
    describe: clusters.clusterForRuns,
    releaseWithin: clusters.releaseClusterWithin,
    find: clusters.clusterForPlans,
  };
}
