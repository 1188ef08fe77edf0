// A cluster as those see it who run something on it: where its services are, whom to speak to, how JVMs are started there.
import type { ClusterState, NodeRole } from '@argosy/contract/clusters/vocabulary';
import type { Tx } from '../platform/database.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import { fileSystemOf, webHdfsOf } from './components/hdfs.ts';
import { sharedArchiveOptions, tuning } from './components/jvm.ts';
import { sparkEventLog } from './components/spark.ts';
import { resourceManagerOf } from './components/yarn.ts';
import type { Cluster, Node } from './domain/cluster.ts';
import { nodeMemoryOf, placeOf, programEnvironment, type ReleaseParts } from './domain/node-spec.ts';
import type { InstalledRelease } from './releases/installed-release.ts';
import { HADOOP_USER, SPARK_OPENS } from './releases/java-command.ts';
import { findCluster } from './store/clusters.ts';
import { nodesOf } from './store/nodes.ts';

export interface NodeForRuns {
  readonly id: string;
  readonly name: string;
  readonly role: NodeRole;
  readonly address: string;
  /** What containers and tasks may take of it, after its daemons. */
  readonly offeredVcores: number;
  readonly offeredMb: number;
  /** For a program on this node: PATH with `hdfs`, `yarn`, `spark-submit`; HADOOP_CONF_DIR, JAVA_HOME, SPARK_HOME … `{node}`
   *  in it is for the agent to replace. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface ClusterForRuns {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly state: ClusterState;
  readonly generation: number;
  readonly components: readonly string[];
  /** Who applications and files in HDFS belong to: `user.name` of WebHDFS and YARN. */
  readonly user: string;
  /** Those that are not gone, the master first. */
  readonly nodes: readonly NodeForRuns[];
  /** `undefined` while its release is still being installed. */
  readonly installed: InstalledRelease | undefined;
  /** Of the native services, without a slash at the end; `undefined` without the component. */
  readonly resourceManager: string | undefined;
  readonly webHdfs: string | undefined;
  readonly fileSystem: string | undefined;
  /** Where Spark applications write their events. */
  readonly eventLog: string | undefined;
  /** What Spark needs of the JDK's own packages, in any JVM. */
  readonly sparkModuleOptions: readonly string[];
  /** Compiler, collector and shared archive, for small JVMs of Spark in containers. */
  readonly sparkJvmOptions: readonly string[];
  /** Of these what makes them use the archive, for large ones too. */
  readonly sparkArchiveOptions: readonly string[];
}

/** By id or name; `undefined` when the organization has no such cluster. */
export async function clusterForRuns(
  deps: ClustersDeps,
  tx: Tx,
  organizationId: string,
  idOrName: string,
): Promise<ClusterForRuns | undefined> {
  const cluster = await findCluster(tx, organizationId, idOrName);
  if (cluster === undefined) return undefined;
  return describe(cluster, await nodesOf(tx, cluster.id), await deps.releases.of(cluster));
}

function describe(cluster: Cluster, nodes: readonly Node[], parts: ReleaseParts | undefined): ClusterForRuns {
  const master = nodes.find((each) => each.role === 'master');
  const addressIf = (component: string, addressOf: (master: string) => string) =>
    master !== undefined && cluster.spec.components.includes(component) ? addressOf(master.address) : undefined;
  const place = parts && master && placeOf(cluster, nodes, master, parts);
  const node = (each: Node): NodeForRuns => ({
    id: each.id,
    name: each.name,
    role: each.role,
    address: each.address,
    offeredVcores: each.vcpus,
    offeredMb: nodeMemoryOf(cluster, each).leftMb,
    environment: parts ? programEnvironment(cluster, nodes, each, parts) : {},
  });
  return {
    id: cluster.id,
    organizationId: cluster.organizationId,
    name: cluster.name,
    state: cluster.state,
    generation: cluster.generation,
    components: cluster.spec.components,
    user: HADOOP_USER,
    nodes: master ? nodes.map(node) : [],
    installed: parts?.installed,
    resourceManager: addressIf('yarn', resourceManagerOf),
    webHdfs: addressIf('hdfs', webHdfsOf),
    fileSystem: addressIf('hdfs', fileSystemOf),
    eventLog: addressIf('spark', (address) => `${fileSystemOf(address)}${sparkEventLog}`),
    sparkModuleOptions: SPARK_OPENS,
    sparkJvmOptions: place ? tuning(place, 'spark') : [],
    sparkArchiveOptions: place ? sharedArchiveOptions(place, 'spark') : [],
  };
}
