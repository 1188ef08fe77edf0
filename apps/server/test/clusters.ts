// Clusters on a real database with a clock that is moved: hosts and agents are values that the test speaks for. What only real
// daemons can show is in test/e2e.
import { join } from 'node:path';
import type { NodeReport } from '@argosy/contract/agent/protocol';
import type { AgentHub } from '../src/clusters/agents/hub.ts';
import { createAgentStreams } from '../src/clusters/agents/streams.ts';
import { clusterWork, type ClustersDeps } from '../src/clusters/clusters-deps.ts';
import { createCluster } from '../src/clusters/create-cluster.ts';
import type { Cluster, NodeAsSeen } from '../src/clusters/domain/cluster.ts';
import type { ReleaseParts } from '../src/clusters/domain/node-spec.ts';
import { createParquetReader } from '../src/clusters/hdfs/read-parquet.ts';
import { clusterReconciler } from '../src/clusters/reconcile/clusters.ts';
import { releaseInstallReconciler } from '../src/clusters/reconcile/release-installs.ts';
import { readCluster } from '../src/clusters/store/clusters.ts';
import { listNodes, nodesAsSeen, recordSeen } from '../src/clusters/store/nodes.ts';
import type { ReleaseShelf } from '../src/clusters/release-shelf.ts';
import { type Caller, SYSTEM } from '../src/platform/caller.ts';
import { openSealer } from '../src/platform/sealing.ts';
import { scheduleWork, startWork, type WorkRunner } from '../src/platform/work.ts';
import { aClusterRequest, aReport } from './a-cluster.ts';
import { startTestPlatform } from './platform.ts';

export const aCaller: Caller = { ...SYSTEM, organizationId: 'org-1' };

/** What the world around the server does; a test changes it. */
interface Answers {
  mayRemove: boolean;
  crashBeforeCommit: number;
  /** Throws where a host cannot be made, or not removed. */
  makeHost: (nodeId: string) => void;
  removeHost: (nodeId: string) => void;
  /** Content of files that an agent is asked for, by their path. */
  files: Readonly<Record<string, string>>;
}

/** No agent is connected that could be told what it is to be: of its files, none is read. */
const someRelease: ReleaseParts = {
  installed: {
    version: '6.0.0',
    directory: '/a-release',
    java: { home: '/a-jdk', build: '17' },
    hadoop: { jars: ['/a-release/hadoop.jar'], nameDirectoryTemplate: '', examplesJar: '' },
    spark: { home: '/a-release/spark', jars: '', pythonLibraries: [], pythonExamples: '', programsJar: '' },
  },
  nameDirectory: [],
};

export async function startTestClusters({
  memoryMb = 64_000,
  releases,
}: { readonly memoryMb?: number; readonly releases?: ReleaseShelf } = {}) {
  const platform = await startTestPlatform();
  const hosts = new Set<string>();
  const answers: Answers = {
    mayRemove: true,
    crashBeforeCommit: 0,
    makeHost: () => {},
    removeHost: () => {},
    files: {},
  };
  const deps: ClustersDeps = {
    ...platform.deps,
    /** A process that dies after its last statement and before its commit: nothing of it is there afterwards. */
    transaction: (caller, body) =>
      platform.deps.transaction(caller, async (tx) => {
        const result = await body(tx);
        if (caller === SYSTEM && answers.crashBeforeCommit > 0) {
          answers.crashBeforeCommit -= 1;
          throw new Error('killed');
        }
        return result;
      }),
    sealer: await openSealer(platform.deps.home),
    hub: {
      ...silentHub,
      request: async (nodeId, wanted) => {
        if (wanted.kind !== 'read') return silentHub.request(nodeId, wanted);
        const bytes = Buffer.from(answers.files[wanted.path] ?? '');
        const piece = bytes.subarray(wanted.offset, wanted.offset + wanted.limit);
        return { kind: 'read', base64: piece.toString('base64'), sizeBytes: bytes.length };
      },
    },
    streams: createAgentStreams(),
    uploads: new Set(),
    readParquet: createParquetReader(),
    provider: {
      name: 'test',
      memoryMb: () => memoryMb,
      make: async ({ nodeId }) => {
        answers.makeHost(nodeId);
        hosts.add(nodeId);
      },
      replaceAgent: async () => {},
      remove: async ({ nodeId }) => {
        answers.removeHost(nodeId);
        hosts.delete(nodeId);
      },
      directoryOf: ({ nodeId }) => join(platform.deps.home.nodes, nodeId),
      close: () => {},
    },
    releases: releases ?? { find: async () => someRelease, of: async () => someRelease },
    sharesMachine: false,
    runAs: undefined,
    listeningSince: platform.clock.now(),
    mayRemove: async () => answers.mayRemove,
  };
  let work: WorkRunner;
  const begin = () => {
    work = startWork(platform.deps, platform.signals, [clusterReconciler(deps), releaseInstallReconciler(deps)]);
  };
  begin();
  const look = (clusterId: string) =>
    platform.deps.transaction(SYSTEM, (tx) => scheduleWork(tx, clusterWork, clusterId, platform.clock.now()));
  const nodes = (clusterId: string): Promise<readonly NodeAsSeen[]> =>
    platform.deps.read(SYSTEM, (tx) => nodesAsSeen(tx, clusterId));

  return {
    deps,
    clock: platform.clock,
    hosts,
    answers,
    settle: () => work.settle(),
    /** Lets the back-off of a round that failed pass, so many times. */
    async tries(count: number) {
      for (let tried = 0; tried < count; tried += 1) {
        platform.clock.advance({ seconds: 5 });
        await work.settle();
      }
    },
    /** The server dies and another one begins. */
    async restart() {
      await work.stop();
      begin();
    },
    create: (request: Parameters<typeof aClusterRequest>[0] = {}) =>
      createCluster(deps, aCaller, aClusterRequest(request)),
    cluster: (id: string): Promise<Cluster | undefined> => platform.deps.read(SYSTEM, (tx) => readCluster(tx, id)),
    nodes,
    allNodes: (clusterId: string) =>
      platform.deps.read(SYSTEM, (tx) => listNodes(tx, { clusterId, all: true, after: -1, limit: 100 })),
    /** Every agent of the cluster says that all is well, but for what `change` makes of it. */
    async report(cluster: Cluster, change: (report: NodeReport, node: NodeAsSeen) => NodeReport = (report) => report) {
      const at = platform.clock.now();
      await platform.deps.transaction(SYSTEM, async (tx) => {
        const sightings = (await nodesAsSeen(tx, cluster.id)).map((node) => ({
          nodeId: node.id,
          at,
          report: change(aReport(cluster, node), node),
          actions: {},
        }));
        await recordSeen(tx, sightings);
      });
      await look(cluster.id);
    },
    /** Straight from the table: the feed holds back what follows a transaction that is still open. */
    async events(cluster: Cluster, type: string) {
      const { rows } = await platform.deps.pool.query<{ facts: Record<string, unknown> }>(
        'select facts from platform.event where subject = $1 and type = $2 order by id',
        [cluster.id, `clusters.${type}`],
      );
      return rows;
    },
    async [Symbol.asyncDispose]() {
      await work.stop();
      await platform[Symbol.asyncDispose]();
    },
  };
}

/** No agent is connected, so nobody is told anything; folders in HDFS are made by whoever is asked. */
const silentHub: AgentHub = {
  attach: () => {},
  isConnected: () => false,
  sendSpec: () => 'not_connected',
  act: () => 'not_connected',
  kill: () => 'not_connected',
  forget: () => 'not_connected',
  askForTerminal: () => 'not_connected',
  request: async () => ({ kind: 'http', status: 200, headers: {}, base64: '' }),
  latestReport: () => undefined,
  listen: () => {},
  close: async () => {},
};
