// Spark on YARN: its programs, and a history server for applications that have ended. Spark's jars are not uploaded with each
// application: the nodes have them (`local:`).
import type { Component, Place } from './component.ts';
import { heapOf, jarsOf, tuning } from './jvm.ts';
import { fileSystemOf, hdfs } from './hdfs.ts';
import { yarn } from './yarn.ts';

const historyPort = 18_080;
/** Where applications write their events, in HDFS. */
export const sparkEventLog = '/spark-history';

export const spark: Component = {
  name: 'spark',
  partOf: 'spark',
  needs: ['hdfs', 'yarn'],
  daemons: [
    {
      name: 'sparkhistoryserver',
      on: 'master',
      classPath: 'spark',
      main: 'org.apache.spark.deploy.history.HistoryServer',
      heap: heapOf({ local: { leastMb: 64, mostMb: 256 }, share: 0.05 }),
      environment: ({ node }) => ({ SPARK_CONF_DIR: `${node.directory}/conf`, SPARK_LOCAL_IP: node.address }),
      ports: () => [historyPort],
      webPort: historyPort,
      waitsFor: (place) => [hdfs, yarn].flatMap((each) => each.serves?.(place) ?? []),
      ready: ({ node }) => ({ kind: 'tcp', host: node.address, port: historyPort }),
      readyTimeoutMs: 600_000, // behind jobs that leave it little; one that hangs is known as late
      stopTimeoutMs: 5000,
      stopOrder: 1,
      isBackground: true,
      startsBehindOthers: true,
    },
  ],
  files: [
    { name: 'spark-defaults.conf', format: 'properties', entries: sparkDefaults },
    { name: 'log4j2.properties', format: 'properties', entries: log4j2 },
  ],
  programs: [
    submitter('spark-submit', []),
    submitter('spark-sql', ['--class', 'org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver', 'spark-internal']),
    submitter('spark-shell', ['--class', 'org.apache.spark.repl.Main', 'spark-shell']),
  ],
  directories: ['spark/work'],
  hdfsDirectories: [{ path: sparkEventLog, mode: '1777' }],
  addresses: (master) => ({ 'spark-history-web': `http://${master}:${historyPort}` }),
  environment: ({ node, release }) => ({
    SPARK_HOME: release.spark.home,
    SPARK_CONF_DIR: `${node.directory}/conf`,
    SPARK_LOCAL_IP: node.address,
    PYTHONPATH: release.spark.pythonLibraries.join(':'),
  }),
  smokeTest: {
    kind: 'spark-jar',
    jar: 'release:spark-examples',
    mainClass: 'argosy.SparkPi', // ours: no package of the release has Spark's own
    arguments: ['4'],
    driver: { memoryMb: 512 }, // with one executor as large, it fits a node of 4 GiB that does everything
    executors: { count: 1, memoryMb: 512 },
  },
};

function submitter(name: string, args: readonly string[]) {
  const mains = { '': 'org.apache.spark.deploy.SparkSubmit' };
  return { name, classPath: 'spark', mains, arguments: args } as const;
}

function sparkDefaults(place: Place) {
  const { master, node } = place;
  const options = tuning(place, 'spark').join(' ');
  const jars = jarsOf(place, 'spark');
  return {
    'spark.master': 'yarn',
    'spark.submit.deployMode': 'client',
    'spark.driver.memory': '512m',
    'spark.executor.memory': '512m',
    'spark.executor.instances': '2',
    'spark.yarn.am.memory': '512m',
    'spark.yarn.jars': `local:${place.release.spark.home}/jars/*`,
    // YARN puts the container's own folder first in the class path, and the shared archive would be refused; these come before.
    'spark.driver.extraClassPath': jars,
    'spark.executor.extraClassPath': jars,
    'spark.driver.extraJavaOptions': options,
    'spark.executor.extraJavaOptions': options,
    'spark.yarn.am.extraJavaOptions': options,
    'spark.local.dir': `${node.directory}/spark/work`,
    'spark.eventLog.enabled': 'true',
    'spark.eventLog.dir': `${fileSystemOf(master)}${sparkEventLog}`,
    'spark.history.fs.logDirectory': `${fileSystemOf(master)}${sparkEventLog}`,
    'spark.history.ui.port': String(historyPort),
    'spark.yarn.historyServer.address': `${master}:${historyPort}`,
    'spark.ui.showConsoleProgress': 'false',
    // applications of seconds: look often
    'spark.yarn.report.interval': '200ms',
    'spark.yarn.scheduler.heartbeat.interval-ms': '1000', // executors waited for: from the next line's, doubled up to this
    'spark.yarn.scheduler.initial-allocation.interval': '50ms',
    'spark.sql.warehouse.dir': '/user/spark/warehouse',
  };
}

function log4j2() {
  return {
    'rootLogger.level': 'warn',
    'rootLogger.appenderRef.stderr.ref': 'stderr',
    'appender.stderr.type': 'Console',
    'appender.stderr.name': 'stderr',
    'appender.stderr.target': 'SYSTEM_ERR',
    'appender.stderr.layout.type': 'PatternLayout',
    'appender.stderr.layout.pattern': '%d{ISO8601} %p %c{2}: %m%n%ex',
  };
}
