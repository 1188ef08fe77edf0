// What Spark's own client would tell YARN about an application in cluster mode, computed instead of run: a client costs a JVM
// and 0.85 to 3 s each time, this costs a millisecond. Pure. The names are those of Spark 4's `deploy.yarn.Client`, which
// writes them, and of `ApplicationMaster`, which reads them; both are private to Spark, so a new Spark release is tried by
// test/e2e/one-node/runs-jobs.ts before it joins the catalogue.
import { zipSync } from 'fflate';
import { createHash } from 'node:crypto';
import type { JobSpec, JobSpecOfKind } from '@argosy/contract/workloads/job-spec';
import { unreachable } from '@argosy/kernel/errors';
import type { HdfsFile, WorkRelease } from '../domain/work-cluster.ts';
import { driverContainerMb } from '../domain/container-sizes.ts';
import { commandArgument, environmentValue } from './container-shell.ts';
import type { YarnSubmission } from './resource-manager.ts';

export type SparkSpec = JobSpecOfKind<'spark-jar' | 'spark-python' | 'spark-sql'>;

export const isSpark = (spec: JobSpec): spec is SparkSpec => spec.kind.startsWith('spark-');

/** What stands around the job: where it runs, who it is, and which of its files lie where in HDFS. */
export interface SparkSurroundings {
  readonly release: WorkRelease;
  /** Who the containers run as. */
  readonly user: string;
  readonly runId: string;
  /** `core-site.xml` and its like, for clients of this cluster. */
  readonly hadoopConfiguration: Readonly<Record<string, string>>;
  /** Files of the job by the name they have in its working directory, `__app__.jar` among them. */
  readonly files: ReadonlyMap<string, HdfsFile>;
  /** The python of the job's environment on every node; the release's own when the job names no requirements. */
  readonly python: string;
  /** Where applications write what the history server shows. */
  readonly eventLog: string | undefined;
}

/** The archive that becomes `__spark_conf__` in the working directory of the driver and of every executor. Equal jobs give
 *  equal archives under an equal `key`, so it is put into HDFS once and used again. */
export interface SparkArchive {
  readonly key: string;
  readonly zip: Uint8Array;
}

const appJar = '__app__.jar';
/** Without one a JVM takes its arguments for ASCII, and every other character in them for a question mark. */
const locale = 'C.UTF-8';
const classPathSeparator = '<CPS>'; // YARN puts the node's own in its place
const archiveDate = new Date(Date.UTC(2000, 0, 1)); // zip keeps a time; equal content has to stay equal bytes

/** Up to this heap a JVM is taken to live for seconds, and what starts it fastest is right. A larger one is asked for by work
 *  that earns the optimizing compiler and the parallel collector back; it keeps the shared archive alone. */
const smallHeapMb = 1024;

export function jvmOptions(heapMb: number, release: WorkRelease): readonly string[] {
  return heapMb <= smallHeapMb ? release.sparkJvmOptions : release.sparkArchiveOptions;
}

/** Spark's properties of a job: ours, then the customer's over them. JVM options are joined, ours first. */
export function sparkProperties(spec: SparkSpec, around: SparkSurroundings): Readonly<Record<string, string>> {
  const { release } = around;
  const jars = release.sparkJars;
  const ours: Record<string, string> = {
    'spark.master': 'yarn',
    'spark.submit.deployMode': 'cluster',
    'spark.app.name': spec.name,
    'spark.driver.memory': `${spec.driver.memoryMb}m`,
    'spark.driver.cores': String(spec.driver.cores),
    'spark.executor.memory': `${spec.executors.memoryMb}m`,
    'spark.executor.cores': String(spec.executors.cores),
    'spark.executor.instances': String(spec.executors.count),
    // the release's jars where they lie on every node: nothing is uploaded
    'spark.yarn.jars': `local:${release.sparkHome}/jars/*`,
    // YARN puts the container's own folder before Spark's jars, and the shared archive needs them first; this comes before it
    'spark.driver.extraClassPath': jars,
    'spark.executor.extraClassPath': jars,
    'spark.driver.extraJavaOptions': '',
    'spark.executor.extraJavaOptions': jvmOptions(spec.executors.memoryMb, release).join(' '),
    'spark.yarn.scheduler.heartbeat.interval-ms': '1000', // executors waited for: from the next line's, doubled up to this
    'spark.yarn.scheduler.initial-allocation.interval': '50ms',
    'spark.yarn.maxAppAttempts': '1', // further attempts are ours to count
    'spark.yarn.preserve.staging.files': 'true', // there is no staging folder to remove
    // Pages of each driver's own cost it half a second, and the history server shows the run while it is under way: who wants
    // them sets this to true, and finds them through the ResourceManager
    'spark.ui.enabled': 'false',
    'spark.yarn.historyServer.allowTracking': 'true',
    'spark.executorEnv.ARGOSY_RUN': around.runId,
    'spark.executorEnv.LANG': locale,
    ...(around.eventLog && {
      'spark.eventLog.enabled': 'true',
      'spark.eventLog.dir': around.eventLog,
      'spark.history.fs.logDirectory': around.eventLog,
    }),
    ...(spec.kind === 'spark-python' && {
      'spark.yarn.isPython': 'true',
      'spark.pyspark.python': around.python,
      'spark.executorEnv.PYTHONPATH': pythonPathOf(spec, release),
    }),
    ...userJarOf(spec, release),
    ...Object.fromEntries(
      Object.entries(spec.environment).flatMap(([name, value]) => [
        [`spark.executorEnv.${name}`, environmentValue(value)],
        [`spark.yarn.appMasterEnv.${name}`, environmentValue(value)],
      ]),
    ),
  };
  return { ...ours, ...spec.configuration, ...joinedOptions(ours, spec.configuration) };
}

/** The archive of a job with these properties. The run's own id is not in it, or no two runs would share one. */
export function sparkArchive(spec: SparkSpec, around: SparkSurroundings, directory: string): SparkArchive {
  const { ['spark.executorEnv.ARGOSY_RUN']: _, ...properties } = sparkProperties(spec, around);
  const distributed = [...around.files].map(([name, file]) => ({ name, file }));
  const parts = {
    properties,
    distributed: {
      'spark.yarn.cache.filenames': distributed.map(({ name, file }) => `${file.uri}#${name}`).join(','),
      'spark.yarn.cache.sizes': distributed.map(({ file }) => file.sizeBytes).join(','),
      'spark.yarn.cache.timestamps': distributed.map(({ file }) => file.modifiedMs).join(','),
      'spark.yarn.cache.visibilities': distributed.map(() => 'PRIVATE').join(','),
      'spark.yarn.cache.types': distributed.map(({ name }) => resourceType(name)).join(','),
    },
    hadoop: around.hadoopConfiguration,
  };
  const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const cache: Record<string, string> = {
    ...(distributed.length > 0 ? parts.distributed : {}),
    'spark.yarn.cache.confArchive': archiveUri(directory, key),
  };
  const encoder = new TextEncoder();
  const entries = {
    '__spark_conf__.properties': encoder.encode(javaProperties(properties)),
    '__spark_dist_cache__.properties': encoder.encode(javaProperties(cache)),
    ...Object.fromEntries(
      Object.entries(around.hadoopConfiguration).map(([name, text]) => [
        `__hadoop_conf__/${name}`,
        encoder.encode(text),
      ]),
    ),
  };
  return { key, zip: zipSync(entries, { mtime: archiveDate, level: 6 }) };
}

/** Where the archive of `key` lies below a directory of HDFS. */
export const archiveUri = (directory: string, key: string): string => `${directory}/spark-conf-${key}.zip`;

/** The whole submission: the application master's container and what stands in its folder. */
export function sparkSubmission(
  spec: SparkSpec,
  around: SparkSurroundings,
  wanted: { readonly applicationId: string; readonly tag: string; readonly archive: HdfsFile },
): YarnSubmission {
  const { release } = around;
  const jars = release.sparkJars;
  return {
    'application-id': wanted.applicationId,
    'application-name': spec.name,
    'application-type': 'SPARK',
    'application-tags': [wanted.tag],
    ...(spec.configuration['spark.yarn.queue'] && { queue: spec.configuration['spark.yarn.queue'] }),
    'max-app-attempts': 1,
    'keep-containers-across-application-attempts': false,
    resource: { memory: driverContainerMb(spec), vCores: spec.driver.cores },
    'am-container-spec': {
      'local-resources': [
        resource('__spark_conf__', wanted.archive, 'ARCHIVE'),
        ...[...around.files].map(([name, file]) => resource(name, file, resourceType(name))),
      ],
      environment: {
        ...Object.fromEntries(Object.entries(spec.environment).map(([name, value]) => [name, environmentValue(value)])),
        ...masterEnvironment(spec),
        CLASSPATH: [
          jars, // first, as the shared archive needs them
          ...(spec.configuration['spark.driver.extraClassPath'] ?? '').split(':').filter(Boolean),
          '{{PWD}}',
          '{{PWD}}/__spark_conf__',
          '{{PWD}}/__spark_conf__/__hadoop_conf__',
        ].join(classPathSeparator),
        LANG: locale,
        SPARK_USER: around.user,
        SPARK_HOME: release.sparkHome,
        SPARK_YARN_STAGING_DIR: `/user/${around.user}/.argosy/staging/${wanted.applicationId}`,
        ARGOSY_RUN: around.runId,
        ...(spec.kind === 'spark-python' && {
          PYSPARK_PYTHON: around.python,
          PYSPARK_DRIVER_PYTHON: around.python,
          PYTHONPATH: pythonPathOf(spec, release),
        }),
      },
      command: applicationMasterCommand(spec, release),
    },
  };
}

/** `spark.yarn.appMasterEnv.NAME`, which Spark's client gives to the container of the driver. */
function masterEnvironment({ configuration }: SparkSpec): Record<string, string> {
  const prefix = 'spark.yarn.appMasterEnv.';
  const own = Object.entries(configuration).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), environmentValue(value)]));
}

function applicationMasterCommand(spec: SparkSpec, release: WorkRelease): string {
  const conf = '{{PWD}}/__spark_conf__';
  return [
    '{{JAVA_HOME}}/bin/java',
    '-server',
    `-Xmx${spec.driver.memoryMb}m`,
    '-Djava.io.tmpdir={{PWD}}/tmp',
    '-XX:+IgnoreUnrecognizedVMOptions', // as Spark does: jobs bring options of older JVMs along
    ...release.sparkModuleOptions,
    ...jvmOptions(spec.driver.memoryMb, release),
    ...(spec.configuration['spark.driver.extraJavaOptions'] ?? '').split(/\s+/).filter(Boolean).map(commandArgument),
    '-Dspark.yarn.app.container.log.dir=<LOG_DIR>',
    'org.apache.spark.deploy.yarn.ApplicationMaster',
    ...programOf(spec),
    ...argumentsOf(spec).flatMap((each) => ['--arg', commandArgument(each)]),
    '--properties-file',
    `${conf}/__spark_conf__.properties`,
    '--dist-cache-conf',
    `${conf}/__spark_dist_cache__.properties`,
    '1><LOG_DIR>/stdout',
    '2><LOG_DIR>/stderr',
  ].join(' ');
}

function programOf(spec: SparkSpec): readonly string[] {
  switch (spec.kind) {
    case 'spark-jar':
      return ['--class', commandArgument(spec.mainClass), '--jar', appJar];
    case 'spark-python':
      return [
        '--class',
        'org.apache.spark.deploy.PythonRunner',
        '--primary-py-file',
        commandArgument(spec.program.name),
      ];
    case 'spark-sql':
      return ['--class', 'argosy.SqlRunner', '--jar', appJar];
    default:
      return unreachable(spec);
  }
}

function argumentsOf(spec: SparkSpec): readonly string[] {
  if (spec.kind !== 'spark-sql') return spec.arguments;
  return ['--out', spec.answers, ...spec.arguments, ...spec.queries.map((each) => each.name)];
}

/** Which jar Spark's class loader of the user takes: the release's where it lies, or the one put into the folder. */
function userJarOf(spec: SparkSpec, release: WorkRelease): Record<string, string> {
  switch (spec.kind) {
    case 'spark-jar':
      return { 'spark.yarn.user.jar': typeof spec.jar === 'string' ? `local:${release.programsJar}` : appJar };
    case 'spark-sql':
      return { 'spark.yarn.user.jar': `local:${release.programsJar}` };
    case 'spark-python':
      return {};
    default:
      return unreachable(spec);
  }
}

/** PySpark of the release, and the job's own `.py` and `.zip` files, which programs import as if they lay beside them. */
function pythonPathOf(spec: SparkSpec, release: WorkRelease): string {
  const own = spec.files.filter(({ name }) => /\.(py|zip|egg)$/.test(name)).map(({ name }) => `{{PWD}}/${name}`);
  return ['{{PWD}}', ...own, ...release.pythonPath].join(classPathSeparator);
}

function joinedOptions(ours: Record<string, string>, theirs: Readonly<Record<string, string>>): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [key, separator] of [
    ['spark.driver.extraJavaOptions', ' '],
    ['spark.executor.extraJavaOptions', ' '],
    ['spark.driver.extraClassPath', ':'],
    ['spark.executor.extraClassPath', ':'],
  ] as const) {
    const value = [ours[key], theirs[key]].filter(Boolean).join(separator);
    if (value !== '') joined[key] = value;
  }
  return joined;
}

/** Archives that the customer names are unpacked beside the program, under their own name; all else is left as it is. */
function resourceType(name: string): 'FILE' | 'ARCHIVE' {
  return /\.(zip|tar\.gz|tgz)$/.test(name) ? 'ARCHIVE' : 'FILE';
}

function resource(name: string, file: HdfsFile, type: 'FILE' | 'ARCHIVE') {
  return {
    key: name,
    value: { resource: file.uri, type, visibility: 'PRIVATE', size: file.sizeBytes, timestamp: file.modifiedMs },
  } as const;
}

/** Java's properties format: what is not plain ASCII is escaped, and so are the signs that mean something in it. */
function javaProperties(entries: Readonly<Record<string, string>>): string {
  const escaped = (text: string) =>
    text
      .replaceAll(/[\\=:#!]/g, (sign) => `\\${sign}`)
      .replaceAll('\n', '\\n')
      .replaceAll('\r', '\\r')
      .replaceAll('\t', '\\t')
      .replace(/^ /, '\\ ')
      .replaceAll(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return Object.entries(entries)
    .map(([key, value]) => `${escaped(key)}=${escaped(value)}\n`)
    .join('');
}
