// What a component is: data and small pure functions, one file each (hdfs.ts, yarn.ts …). A component says which daemons stand
// where, how their JVMs are sized, what is in their configuration files, when they are ready and how they are stopped. Beside
// that, HDFS and YARN are known by name where others build on them: a cluster serves when these two do (plan-cluster.ts), runs
// go to YARN and files to HDFS. A worker joins by registering with its master, which needs no words here; how one leaves comes
// with the shrinking of clusters (CLU-4).
import type { Probe } from '@argosy/contract/agent/protocol';
import type { MachineType } from '../domain/machine-types.ts';
import type { InstalledRelease } from '../releases/installed-release.ts';
import type { NameDirectoryFile } from '../releases/name-directory.ts';
import type { ComponentName } from '../releases/release.ts';

/** What a node is there for; a role is a set of these (domain/node-duties.ts). */
export type Duty = 'master' | 'data' | 'compute';

/** Everything a template may ask: the cluster as a whole, and the node whose files are written. */
export interface Place {
  readonly clusterId: string;
  /** Names of the cluster's components. */
  readonly components: readonly string[];
  /** Address of the node that has the duty `master`. */
  readonly master: string;
  readonly dataNodeCount: number;
  readonly nodeManagerCount: number;
  /** Memory YARN may give to one container: that of the largest node. */
  readonly largestContainerMb: number;
  readonly largestContainerVcores: number;
  /** Who daemons and programs are to Hadoop. Whoever owns the processes, HDFS has this one superuser. */
  readonly user: string;
  readonly release: InstalledRelease;
  /** The name directory that the release's own NameNode formatted, to be given this cluster's ids. */
  readonly nameDirectory: readonly NameDirectoryFile[];
  readonly node: {
    readonly address: string;
    /** The node's folder as templates write it: `{node}`, which the agent replaces by its path. */
    readonly directory: '{node}';
    readonly machine: MachineType;
    readonly shufflePort: number;
    /** What the daemons leave to YARN's containers. */
    readonly yarnMemoryMb: number;
  };
}

export interface HeapSize {
  readonly leastMb: number;
  readonly mostMb: number;
}

export interface Daemon {
  readonly name: string;
  readonly on: Duty;
  readonly classPath: 'hadoop' | 'spark';
  readonly main: string;
  readonly heap: (machine: MachineType) => HeapSize;
  readonly environment?: (place: Place) => Readonly<Record<string, string>>;
  /** On the node's own address. */
  readonly ports: (place: Place) => readonly number[];
  /** That of them which has pages for people. */
  readonly webPort?: number;
  readonly waitsFor?: (place: Place) => readonly Probe[];
  readonly ready: (place: Place) => Probe;
  readonly readyTimeoutMs: number;
  readonly stopTimeoutMs: number;
  /** Stopped in rising order; equal ones together. */
  readonly stopOrder: number;
  /** Whether a cluster can be RUNNING without it. It starts once what it `waitsFor` serves. */
  readonly isBackground?: true;
  /** Until it is ready it stands behind the customer's jobs in the queue for CPU: no program waits for it. */
  readonly startsBehindOthers?: true;
}

/** A configuration file as keys and values; what the customer sets is merged over them. */
export interface ConfigurationFile {
  readonly name: string;
  readonly format: 'xml' | 'properties';
  readonly entries: (place: Place) => Readonly<Record<string, string>>;
}

/** A small program in the node's `bin` folder, so that scripts can say `hdfs dfs -put`. */
export interface Program {
  readonly name: string;
  readonly classPath: 'hadoop' | 'spark';
  /** Main classes by subcommand; `''` takes whatever is not another's, with all arguments. */
  readonly mains: Readonly<Record<string, string>>;
  /** Put before the caller's arguments. */
  readonly arguments?: readonly string[];
}

export type SmokeTest =
  | { readonly kind: 'shell'; readonly command: string }
  | { readonly kind: 'mapreduce'; readonly jar: 'release:mapreduce-examples'; readonly arguments: string[] }
  | {
      readonly kind: 'spark-jar';
      readonly jar: 'release:spark-examples';
      readonly mainClass: string;
      readonly arguments: string[];
      readonly driver: { readonly memoryMb: number };
      readonly executors: { readonly count: number; readonly memoryMb: number };
    };

export interface Component {
  readonly name: string;
  /** The row of the release catalogue that has its version. */
  readonly partOf: ComponentName;
  readonly needs: readonly string[];
  readonly daemons: readonly Daemon[];
  readonly files: readonly ConfigurationFile[];
  readonly programs: readonly Program[];
  /** Folders of the node, relative to its own. */
  readonly directories: readonly string[];
  /** Files written once and then left to the daemons: a formatted name directory. */
  readonly format?: (place: Place) => readonly { readonly path: string; readonly content: Uint8Array }[];
  /** What shows, asked from the master, that `hdfsDirectories` can be made, which need not wait for the workers. */
  readonly opens?: (place: Place) => Probe;
  /** What shows, asked from the master, that the component serves as a whole. */
  readonly serves?: (place: Place) => Probe;
  /** Folders made in HDFS before the cluster is RUNNING; `mode` in octal digits. */
  readonly hdfsDirectories: readonly { readonly path: string; readonly mode: string }[];
  /** Web pages and services for people, by name. */
  readonly addresses: (master: string) => Readonly<Record<string, string>>;
  /** For programs that are not daemons: jobs and bootstrap scripts. */
  readonly environment: (place: Place) => Readonly<Record<string, string>>;
  /** A job that shows that it does its work, as the API takes one; run for each component by test/e2e/one-node/comes-up.ts. */
  readonly smokeTest: SmokeTest;
}
