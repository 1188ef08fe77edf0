// Puts the server together from its modules: the one place that sees them all. Each is given the platform and the doors of
// the modules it may call; each gives its routes, its reconcilers and what it hears.
import { availableParallelism, freemem, totalmem } from 'node:os';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Clock } from '@argosy/kernel/time';
import { clusterWebOpen } from '@argosy/contract/clusters/operations';
import { type Clusters, startClusters } from './clusters/index.ts';
import { auditChange, startIdentity } from './identity/index.ts';
import { claimDatabase } from './platform/claim-database.ts';
import type { PlatformDeps } from './platform/deps.ts';
import { cleaningReconciler } from './platform/cleaning.ts';
import { type Consumer, type Deliveries, startDeliveries } from './platform/events.ts';
import type { Home } from './platform/home.ts';
import type { Binding } from './platform/http/bind.ts';
import type { ResourceFinders } from './platform/http/gate.ts';
import { permit } from './platform/http/permit.ts';
import { consoleBuild } from './platform/http/console-build.ts';
import { platformRoutes } from './platform/http/platform-routes.ts';
import type { Proxies } from './platform/http/proxies.ts';
import { createHttpServer } from './platform/http/server.ts';
import { startPlatform } from './platform/platform.ts';
import { openSealer } from './platform/sealing.ts';
import type { SystemUsers } from './platform/system/users.ts';
import { type Reconciler, startWork, type WorkRunner } from './platform/work.ts';
import { version } from './server-file.ts';
import { startWorkloads } from './workloads/index.ts';

export interface ServerParts {
  readonly home: Home;
  /** A database that is there and migrated. */
  readonly connection: pg.ConnectionConfig;
  readonly database: { readonly kind: 'embedded' | 'external'; readonly version: string };
  readonly clock: Clock;
  readonly log: Logger;
  readonly users: SystemUsers;
  /** The address it will listen on, and the names by which it may be asked beside loopback ones. */
  readonly address: string;
  readonly hosts: readonly string[];
  /** By which address people reach the listener of native pages, where it is not the one that it listens on. */
  readonly webUrl?: string | undefined;
  /** Whose word is taken for where a request came from; nobody's, if left out. */
  readonly proxies?: Proxies;
  /** Whether clusters of several organizations may stand side by side, though nothing separates their nodes. */
  readonly sharesMachine: boolean;
  /** How long logs and outputs are kept; 0: for ever. */
  readonly keepDays: number;
  /** Holds every answer against the contract; in tests. */
  readonly checksAnswers: boolean;
  /** The kinds of work that it does; all, if left out. In tests that write themselves what became of the rest. */
  readonly workKinds?: readonly string[];
}

export interface ComposedServer {
  /** Listens where main.ts says; what it answers at `/v1/server` as its own place is what `listen` gave. */
  readonly app: FastifyInstance;
  readonly deps: PlatformDeps;
  /** The second listener, which shows native pages of clusters; ended by `stop`. */
  readonly web: Clusters['web'];
  /** Begins the loops, once it listens: agents need somewhere to dial. */
  begin(): Promise<void>;
  /** Resolves when nothing is due and every fact is heard; for tests that move the clock. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export async function composeServer(parts: ServerParts): Promise<ComposedServer> {
  const { home, clock, log } = parts;
  const platform = startPlatform({ home, connection: parts.connection, clock, log, audit: auditChange(clock) });
  const { deps, signals } = platform;
  const sealer = await openSealer(home);
  await claimDatabase(deps, sealer);
  const identity = await startIdentity({
    ...deps,
    sealer,
    idOf: async (kind, organizationId, idOrName) => resources[kind]?.(organizationId, idOrName),
    mayHaveCustomers: parts.users.node !== undefined || parts.sharesMachine,
  });
  const clusters = startClusters(deps, {
    sealer,
    users: parts.users,
    sharesMachine: parts.sharesMachine,
    mayRemove: (clusterId) => workloads.mayRemoveCluster(clusterId),
    web: {
      holds: async ({ clusterId, ...credentials }, from) => {
        const known = await identity.gate.recall(credentials);
        if (!known) return undefined;
        const { decision } = permit({ ...known, ...from }, clusterWebOpen, { clusterId }, clock.now());
        return decision.effect === 'allow' ? known.organizationId : undefined;
      },
      address: parts.address,
      hosts: [...parts.hosts, ...(parts.webUrl === undefined ? [] : [new URL(parts.webUrl).hostname])],
      url: parts.webUrl,
      proxies: parts.proxies ?? { networks: [] },
    },
  });
  const workloads = startWorkloads({ ...deps, clusters, agents: clusters.agents, keepDays: parts.keepDays });
  const resources: ResourceFinders = { ...identity.resources, ...clusters.resources, ...workloads.resources };
  clusters.agents.listen({ onAction: workloads.hearAction });
  const serverFacts = {
    version,
    startedAt: clock.now().toString(),
    database: parts.database,
    url: () => urlOf(app),
    capacity: () => ({
      memoryMb: Math.round(totalmem() / 2 ** 20),
      memoryFreeMb: Math.round(freemem() / 2 ** 20),
      vcpus: availableParallelism(),
    }),
  };
  const bindings: readonly Binding[] = [
    ...platformRoutes(deps, signals, serverFacts, [...clusters.searches, ...workloads.searches, ...identity.searches]),
    ...identity.routes,
    ...clusters.routes,
    ...workloads.routes,
  ];
  const reconcilers: readonly Reconciler[] = [
    cleaningReconciler(deps),
    ...identity.reconcilers,
    ...clusters.reconcilers,
    ...workloads.reconcilers,
  ].filter(({ kind }) => parts.workKinds?.includes(kind) ?? true);
  const consumers: readonly Consumer[] = [...workloads.consumers];
  const browserConsole = consoleBuild({ folder: home.console, log, clock });
  const app = createHttpServer({
    deps,
    bindings,
    gate: identity.gate,
    resources,
    serverId: sealer.keyId,
    console: browserConsole,
    address: parts.address,
    hosts: parts.hosts,
    ...(parts.proxies && { proxies: parts.proxies }),
    checksAnswers: parts.checksAnswers,
  });
  clusters.attach(app.server);
  void app.register(
    clusters.agentRoutes({
      clusterOf: (kind, id) => (kind === 'run' ? workloads.clusterOfRun(id) : workloads.clusterOfPlanRun(id)),
      hasFile: workloads.hasFile,
    }),
  );
  let work: WorkRunner | undefined;
  let deliveries: Deliveries | undefined;
  return {
    app,
    deps,
    web: clusters.web,
    async begin() {
      deliveries = await startDeliveries(deps, signals, consumers);
      for (const reconciler of reconcilers) await reconciler.begin?.();
      work = startWork(deps, signals, reconcilers);
    },
    async settle() {
      await work?.settle();
      await deliveries?.settle();
    },
    // In the order of who still needs whom: requests, loops, the audit trail of both, and at last the database.
    async stop() {
      await clusters.web.stop();
      browserConsole.stop();
      // Closing waits for every socket, also for those of agents, which are no requests: they dial the next server.
      await Promise.all([app.close(), clusters.agents.close()]);
      await Promise.all([work?.stop(), deliveries?.stop()]);
      await clusters.stop();
      await workloads.stop();
      await identity.stop();
      await platform.stop();
    },
  };
}

/** Where the server listens, as others on this machine reach it. */
export function urlOf(app: FastifyInstance): string {
  const first = app.server.address();
  if (first === null || typeof first === 'string') return ''; // not listening yet; it never listens on a pipe
  return first.family === 'IPv6' ? `http://[${first.address}]:${first.port}` : `http://${first.address}:${first.port}`;
}
