// The door of clusters: what other modules and the composition may use.
import type { Server } from 'node:http';
import type { HostUser } from '@argosy/host/user';
import type { Id } from '@argosy/kernel/ids';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import type { PlatformDeps } from '../platform/deps.ts';
import type { Binding } from '../platform/http/bind.ts';
import type { Sealer } from '../platform/sealing.ts';
import type { Reconciler } from '../platform/work.ts';
import { type AgentHub, createAgentHub } from './agents/hub.ts';
import { agentRoutes } from './agents/routes.ts';
import { type ClusterForPlans, clusterForPlans } from './cluster-for-plans.ts';
import { type ClusterForRuns, clusterForRuns } from './cluster-for-runs.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import {
  type CreateCluster,
  createClusterWithin,
  type MachineFacts,
  machineFactsFor,
  tokenHashOf,
} from './create-cluster.ts';
import type { Cluster } from './domain/cluster.ts';
import { clustersRoutes } from './http/routes.ts';
import { lookAfterHosts } from './reconcile/look-after-hosts.ts';
import { createLocalProvider } from './providers/local.ts';
import { clusterReconciler } from './reconcile/clusters.ts';
import { releaseInstallReconciler } from './reconcile/release-installs.ts';
import { recordSightings } from './reconcile/sightings.ts';
import { releaseClusterWithin } from './release-cluster.ts';
import { openReleaseShelf } from './release-shelf.ts';
import { findNodeByToken, nodesOf, organizationOfNode } from './store/nodes.ts';

export { clusterOffers } from './domain/cluster-offers.ts';
export type { ClusterForPlans } from './cluster-for-plans.ts';
export type { ClusterForRuns, NodeForRuns } from './cluster-for-runs.ts';
export type { CreateCluster, MachineFacts } from './create-cluster.ts';
export type { Cluster, Reason } from './domain/cluster.ts';
export type { AgentHub } from './agents/hub.ts';
export type { InstalledRelease } from './releases/installed-release.ts';
export { NODE_ADDRESS_VARIABLE, SQL_RUNNER } from './releases/java-command.ts';

export interface Clusters {
  readonly routes: readonly Binding[];
  readonly reconcilers: readonly Reconciler[];
  /** Carries messages to agents and hears what they say. */
  readonly agents: AgentHub;
  /** Takes agents' connections on this server from now on. */
  readonly attach: (server: Server) => void;
  /** What agents fetch from the server and bring to it, as far as it is their cluster's. */
  readonly agentRoutes: (work: WorkOfNodes) => ReturnType<typeof agentRoutes>;
  /** Looks after every host there is; once the server listens, so that agents find it. */
  readonly begin: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly clusterForRuns: (tx: Tx, organizationId: string, idOrName: string) => Promise<ClusterForRuns | undefined>;
  readonly clusterForPlans: (tx: Tx, organizationId: string, idOrName: string) => Promise<ClusterForPlans | undefined>;
  /** Asked before the transaction, because it looks outside the database. */
  readonly machineFactsFor: (input: Pick<CreateCluster, 'release'>) => Promise<MachineFacts>;
  readonly createClusterWithin: (
    tx: Tx,
    caller: Pick<Caller, 'organizationId'>,
    input: CreateCluster & { readonly id: Id<'cluster'> },
    machine: MachineFacts,
  ) => Promise<Cluster>;
  readonly releaseClusterWithin: (
    tx: Tx,
    cluster: { readonly organizationId: string; readonly clusterId: string },
  ) => Promise<void>;
}

/** What those who run things on clusters know of them. */
export interface WorkOfNodes {
  /** On which cluster a run or plan run takes place. */
  readonly clusterOf: (kind: 'run' | 'plan_run', id: string) => Promise<string | undefined>;
  /** Whether the organization has uploaded this file. */
  readonly hasFile: (organizationId: string, sha256: string) => Promise<boolean>;
}

export interface ClustersParts {
  readonly sealer: Sealer;
  /** Whom daemons and jobs run as; given when this process is root. */
  readonly nodeUser: HostUser | undefined;
  /** Whether those who run things on a leaving cluster have brought away what they keep of it; asked for at most 20 s. */
  readonly mayRemove: (clusterId: string) => Promise<boolean>;
}

export function startClusters(platform: PlatformDeps, parts: ClustersParts): Clusters {
  const { log, home } = platform;
  const authenticate = (token: string) => platform.read((tx) => findNodeByToken(tx, tokenHashOf(token)));
  const hub = createAgentHub({ log, authenticate });
  const provider = createLocalProvider({ home, log, user: parts.nodeUser });
  const deps: ClustersDeps = {
    ...platform,
    sealer: parts.sealer,
    hub,
    provider,
    releases: openReleaseShelf(home.path),
    runAs: parts.nodeUser,
    listeningSince: platform.clock.now(),
    mayRemove: parts.mayRemove,
  };
  const sightings = recordSightings(deps);
  return {
    routes: clustersRoutes(deps),
    reconcilers: [clusterReconciler(deps), releaseInstallReconciler(deps)],
    agents: hub,
    attach: hub.attach,
    agentRoutes: ({ clusterOf, hasFile }) =>
      agentRoutes({
        home,
        authenticate,
        mayWrite: async (nodeId, kind, id) => {
          const clusterId = await clusterOf(kind, id);
          if (clusterId === undefined) return false;
          return (await platform.read((tx) => nodesOf(tx, clusterId))).some((node) => node.id === nodeId);
        },
        mayRead: async (nodeId, sha256) => {
          const organizationId = await platform.read((tx) => organizationOfNode(tx, nodeId));
          return organizationId !== undefined && (await hasFile(organizationId, sha256));
        },
      }),
    begin: () => lookAfterHosts(deps),
    async stop() {
      provider.close();
      await hub.close();
      await sightings.stop();
    },
    clusterForRuns: (tx, organizationId, idOrName) => clusterForRuns(deps, tx, organizationId, idOrName),
    clusterForPlans,
    machineFactsFor: (input) => machineFactsFor(deps, input),
    createClusterWithin: (tx, caller, input, machine) => createClusterWithin(deps, tx, caller, input, machine),
    releaseClusterWithin: (tx, cluster) => releaseClusterWithin(deps, tx, cluster),
  };
}
