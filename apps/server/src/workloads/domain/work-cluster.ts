// What a run needs to know of the cluster it runs on: which nodes there are, what they offer, and where the release's programs
// lie on them. Given by the module clusters; nothing here is kept.
import type { ClusterState, NodeRole } from '@argosy/contract/clusters/vocabulary';

export interface WorkCluster {
  readonly id: string;
  readonly name: string;
  readonly state: ClusterState;
  readonly components: readonly string[];
  /** Who daemons, containers and actions run as; also who owns `/user/<name>` in HDFS. */
  readonly user: string;
  /** All nodes that are there; the master is one of them. */
  readonly nodes: readonly WorkNode[];
  /** `undefined` while it is still being installed. */
  readonly release: WorkRelease | undefined;
  /** Rises with each change of what the nodes should be, their configuration among it. */
  readonly generation: number;
  /** `http://<address>:<port>` of the native services, reached through the master's agent. */
  readonly resourceManager: string | undefined;
  readonly webHdfs: string | undefined;
  /** `hdfs://<address>:<port>`, before each path. */
  readonly fileSystem: string | undefined;
  /** Where Spark applications write their events; `undefined` without Spark's history server. */
  readonly eventLog: string | undefined;
}

export interface WorkNode {
  readonly id: string;
  readonly name: string;
  readonly role: NodeRole;
  readonly address: string;
  /** What tasks and containers may take of it, after its daemons. */
  readonly offeredVcores: number;
  readonly offeredMb: number;
  /** What programs on the node find: JAVA_HOME, HADOOP_CONF_DIR, a PATH with the node's own programs. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Where the programs of the release lie, the same on every node. */
export interface WorkRelease {
  readonly javaHome: string;
  /** Hadoop's jars, explicit and joined: the beginning of a class path that the shared archive fits. */
  readonly hadoopClassPath: string;
  readonly mapreduceExamplesJar: string;
  readonly sparkHome: string;
  /** The class path of every Spark JVM. */
  readonly sparkJars: string;
  /** What Spark needs of the JDK's own packages, in any JVM. */
  readonly sparkModuleOptions: readonly string[];
  /** Compiler, collector and shared archive of a small JVM in a container. */
  readonly sparkJvmOptions: readonly string[];
  /** Of these what makes it use the archive, for a large one too. */
  readonly sparkArchiveOptions: readonly string[];
  /** Our own Spark programs: SqlRunner and SparkPi. */
  readonly programsJar: string;
  /** What PySpark needs in PYTHONPATH. */
  readonly pythonPath: readonly string[];
  /** The python of jobs without requirements. */
  readonly python: string;
}

/** A file in HDFS as YARN wants it named: it refuses to localize one that has changed since. */
export interface HdfsFile {
  readonly uri: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** Where shell tasks, clients and YARN's REST are found. A cluster without its master does not run. */
export function masterOf(cluster: WorkCluster): WorkNode | undefined {
  return cluster.nodes.find(({ role }) => role === 'master');
}

/** The nodes that carry containers: the core and task nodes, or the master where it is alone. */
export function workersOf<Node extends Pick<WorkNode, 'role'>>({
  nodes,
}: {
  readonly nodes: readonly Node[];
}): readonly Node[] {
  const workers = nodes.filter(({ role }) => role === 'core' || role === 'task');
  return workers.length > 0 ? workers : nodes.filter(({ role }) => role === 'master');
}

/** Where YARN writes the logs of an application's containers, relative to a node's folder. */
export const containerLogsOf = (applicationId: string): string => `yarn/log/${applicationId}`;
