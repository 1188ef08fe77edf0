// The door of clusters: what other modules and the composition may use.
import type { Server } from 'node:http';
import type { ClusterSpec } from '@argosy/contract/clusters/operations';
import type { HostUser } from '@argosy/host/user';
import type { Id } from '@argosy/kernel/ids';
import { type Caller, SYSTEM } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import type { PlatformDeps } from '../platform/deps.ts';
import type { Binding } from '../platform/http/bind.ts';
import type { ResourceFinders } from '../platform/http/gate.ts';
import type { Sealer } from '../platform/sealing.ts';
import type { SearchSource } from '../platform/search.ts';
import type { Reconciler } from '../platform/work.ts';
import { type AgentHub, createAgentHub } from './agents/hub.ts';
import { agentRoutes } from './agents/routes.ts';
import { checkCluster, type CheckedCluster } from './check-cluster.ts';
import { createAgentStreams } from './agents/streams.ts';
import { createAgentTerminals } from './agents/terminals.ts';
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
import { createParquetReader } from './hdfs/read-parquet.ts';
import { hdfsRoutes } from './http/hdfs-routes.ts';
import { clustersRoutes } from './http/routes.ts';
import { terminalsRoutes } from './http/terminals.ts';
import { webRoute } from './http/web.ts';
import { createLocalProvider } from './providers/local.ts';
import { clusterReconciler } from './reconcile/clusters.ts';
import { hdfsUploadReconciler } from './reconcile/hdfs-uploads.ts';
import { releaseInstallReconciler } from './reconcile/release-installs.ts';
import { recordSightings } from './reconcile/sightings.ts';
import { releaseClusterWithin } from './release-cluster.ts';
import { clusterSearches } from './search-clusters.ts';
import { openReleaseShelf } from './release-shelf.ts';
import { findCluster } from './store/clusters.ts';
import { findNodeByToken, nodesOf, organizationOfNode } from './store/nodes.ts';
import { createWebListener, type WebListener, type WebListenerParts } from './web/web-listener.ts';
import { createWebTickets } from './web/web-tickets.ts';

export type { CheckedCluster } from './check-cluster.ts';
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
  /** Its things by name, for policies. */
  readonly resources: ResourceFinders;
  readonly reconcilers: readonly Reconciler[];
  readonly searches: readonly SearchSource[];
  /** Carries messages to agents and hears what they say. */
  readonly agents: AgentHub;
  /** Shows native pages of clusters, where main.ts says. */
  readonly web: Pick<WebListener, 'listen' | 'urlFor' | 'stop'>;
  /** Takes agents' connections on this server from now on. */
  readonly attach: (server: Server) => void;
  /** What agents fetch from the server and bring to it, as far as it is their cluster's. */
  readonly agentRoutes: (work: WorkOfNodes) => ReturnType<typeof agentRoutes>;
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
  /** What would be made of it, and what stands against it. */
  readonly checkCluster: (organizationId: string, spec: ClusterSpec) => Promise<CheckedCluster>;
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
  /** Whom daemons and jobs run as, and whom the programs of an install; given when this process is root. */
  readonly users: { readonly node: HostUser | undefined; readonly install: HostUser | undefined };
  readonly sharesMachine: boolean;
  /** Whether those who run things on a leaving cluster have brought away what they keep of it; asked for at most 20 s. */
  readonly mayRemove: (clusterId: string) => Promise<boolean>;
  /** For whom and as whom native pages are shown. */
  readonly web: Pick<WebListenerParts, 'holds' | 'address' | 'hosts' | 'url' | 'proxies'>;
}

export function startClusters(platform: PlatformDeps, parts: ClustersParts): Clusters {
  const { log, home } = platform;
  const authenticate = (token: string) => platform.read(SYSTEM, (tx) => findNodeByToken(tx, tokenHashOf(token)));
  const hub = createAgentHub({ log, authenticate });
  const provider = createLocalProvider({ home, log, user: parts.users.node });
  const deps: ClustersDeps = {
    ...platform,
    sealer: parts.sealer,
    hub,
    streams: createAgentStreams(),
    uploads: new Set(),
    readParquet: createParquetReader(),
    provider,
    sharesMachine: parts.sharesMachine,
    releases: openReleaseShelf(home.path),
    runAs: parts.users.install,
    listeningSince: platform.clock.now(),
    mayRemove: parts.mayRemove,
  };
  const sightings = recordSightings(deps);
  const terminals = createAgentTerminals({ log, hub, authenticate });
  const terminalRoutes = terminalsRoutes({ ...deps, terminals });
  const tickets = createWebTickets(deps);
  const web = createWebListener({ ...parts.web, deps, tickets });
  return {
    routes: [...clustersRoutes(deps), ...hdfsRoutes(deps), ...terminalRoutes.routes, webRoute(deps, { tickets, web })],
    web,
    resources: {
      cluster: async (organizationId, idOrName) =>
        (await deps.read({ organizationId }, (tx) => findCluster(tx, organizationId, idOrName)))?.id,
    },
    reconcilers: [clusterReconciler(deps), releaseInstallReconciler(deps), hdfsUploadReconciler(deps)],
    searches: clusterSearches,
    agents: hub,
    attach(server) {
      hub.attach(server);
      terminals.attach(server);
    },
    agentRoutes: ({ clusterOf, hasFile }) =>
      agentRoutes({
        home,
        authenticate,
        streams: deps.streams,
        mayWrite: async (nodeId, kind, id) => {
          const clusterId = await clusterOf(kind, id);
          if (clusterId === undefined) return false;
          return (await platform.read(SYSTEM, (tx) => nodesOf(tx, clusterId))).some((node) => node.id === nodeId);
        },
        mayRead: async (nodeId, sha256) => {
          const organizationId = await platform.read(SYSTEM, (tx) => organizationOfNode(tx, nodeId));
          return organizationId !== undefined && (await hasFile(organizationId, sha256));
        },
      }),
    async stop() {
      provider.close();
      await terminalRoutes.ended();
      await hub.close();
      await sightings.stop();
    },
    clusterForRuns: (tx, organizationId, idOrName) => clusterForRuns(deps, tx, organizationId, idOrName),
    clusterForPlans,
    machineFactsFor: (input) => machineFactsFor(deps, input),
    createClusterWithin: (tx, caller, input, machine) => createClusterWithin(deps, tx, caller, input, machine),
    checkCluster: (organizationId, spec) => checkCluster(deps, organizationId, spec),
    releaseClusterWithin: (tx, cluster) => releaseClusterWithin(deps, tx, cluster),
  };
}
