// A release as the catalogue knows it: what it is called, what became of it, what is in it, and, when it can run here, every
// file it is made of.

/** One file of a Maven repository. Nothing is resolved at install: what a release needs is listed file by file. */
export type MavenFile = {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  readonly classifier?: string;
  readonly sha256: string;
  readonly sizeBytes: number;
};

/** One file of a Python package index. */
export type PythonFile = {
  readonly project: string;
  readonly version: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly sizeBytes: number;
};

/** The exact files of a release (REL-6). */
export type ReleasePackages = {
  /** Hadoop's class path, sorted by file name. */
  readonly classPath: readonly MavenFile[];
  /** Files of Hadoop that are not on its class path: the jar with HDFS's web pages, the MapReduce examples. */
  readonly beside: readonly MavenFile[];
  readonly python: readonly PythonFile[];
};

/** What became of a release (REL-5). `use` names the release to take instead. */
export type ReleaseState =
  | { readonly kind: 'current' }
  | { readonly kind: 'superseded'; readonly by: string }
  | { readonly kind: 'maintenance'; readonly use: string }
  | { readonly kind: 'withdrawn'; readonly use: string };

export type Component = { readonly name: ComponentName; readonly version: string };

/** The rows of the documented matrix (REL-4), in its order. */
export const COMPONENT_NAMES = [
  'hadoop',
  'spark',
  'hive',
  'pig',
  'sqoop',
  'hue',
  'zeppelin',
  'hbase',
  'phoenix',
  'zookeeper',
  'ganglia',
  'presto',
  'storm',
  'oozie',
  'tez',
] as const;
export type ComponentName = (typeof COMPONENT_NAMES)[number];

export type ReleaseNote = { readonly zh: string; readonly en: string };

export type Release = {
  /** `a.b.c` (REL-1). */
  readonly version: string;
  readonly state: ReleaseState;
  /** `YYYY-MM`; absent where the documents name no month. */
  readonly releasedOn?: string;
  /** What is in it, in the order of the matrix; what is not in it is not listed. */
  readonly components: readonly Component[];
  /** The operating system its machines ran; absent where the documents name none, or where it runs on what is there. */
  readonly os?: string;
  readonly notes: readonly ReleaseNote[];
  /** The files to install; absent for a release that is only history. */
  readonly packages?: ReleasePackages;
};

/** A release that clusters can be made of. */
export type RunnableRelease = Release & { readonly packages: ReleasePackages };

/** `avro-1.11.5.jar`: how Maven calls the file, and how it is called on the class path. */
export function mavenFileName({ artifact, version, classifier }: Omit<MavenFile, 'sha256' | 'sizeBytes'>): string {
  return `${artifact}-${version}${classifier === undefined ? '' : `-${classifier}`}.jar`;
}

/** Where the file lies in a repository of Maven's layout. */
export function mavenFilePath(file: Omit<MavenFile, 'sha256' | 'sizeBytes'>): string {
  return `${file.group.replaceAll('.', '/')}/${file.artifact}/${file.version}/${mavenFileName(file)}`;
}
