// Records which classes a release's daemons and jobs load, for the class-data archives made when it is installed: starts one
// node of real daemons from an installed release, runs a job of each kind, and writes the two lists beside the release's pins.
//   sh tools/with-node.sh tools/record-class-lists.ts <home with the release installed> [version]
// Run by hand when a release is made or its pins change; installing needs no training run then.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { newestRunnable } from '../apps/server/src/clusters/releases/catalogue.ts';
import { findInstalledRelease } from '../apps/server/src/clusters/releases/install-release-files.ts';
import {
  HADOOP_OPENS,
  NODE_ADDRESS_KEY,
  NODE_SOCKET_FACTORY,
  SPARK_OPENS,
  SQL_RUNNER,
} from '../apps/server/src/clusters/releases/java-command.ts';
import {
  nameDirectoryFor,
  readNameDirectory,
  writeNameDirectory,
} from '../apps/server/src/clusters/releases/name-directory.ts';

const [home, version = newestRunnable().version] = process.argv.slice(2);
if (home === undefined) throw new Error('usage: record-class-lists.ts <home with the release installed> [version]');
const found = await findInstalledRelease(home, version);
if (found === undefined) throw new Error(`release ${version} is not installed in ${home}`);
const release = found;

const ADDRESS = '127.77.9.1';
const USER = 'hadoop';
const FAST = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
const work = mkdtempSync(join(tmpdir(), 'record-class-lists-'));
const lists = { hadoop: join(work, 'lists-hadoop'), spark: join(work, 'lists-spark') };
const record = (of: keyof typeof lists, role: string) => `-XX:DumpLoadedClassList=${join(lists[of], `${role}-%p.lst`)}`;
const java = join(release.java.home, 'bin', 'java');
const hadoopPath = `${release.hadoop.jars.join(':')}:${join(work, 'conf')}`;
const sparkPath = `${release.spark.jars}:${join(work, 'conf')}`;
const environment = {
  ...process.env,
  HADOOP_CONF_DIR: join(work, 'conf'),
  HADOOP_USER_NAME: USER,
  JAVA_HOME: release.java.home,
  SPARK_LOCAL_IP: ADDRESS,
  SPARK_HOME: release.spark.home,
};
const daemons: ChildProcess[] = [];

try {
  for (const folder of [
    'conf',
    'tmp',
    'log',
    'names',
    'jobs',
    ...Object.values(lists).map((each) => each.slice(work.length + 1)),
  ]) {
    mkdirSync(join(work, folder));
  }
  writeConfiguration();
  const ids = {
    namespaceId: 1_000_000_007,
    clusterId: 'CID-recording',
    blockPoolId: `BP-1-${ADDRESS}-1`,
    createdAtMs: 1,
  };
  const template = await readNameDirectory(release.hadoop.nameDirectoryTemplate);
  await writeNameDirectory(join(work, 'names'), nameDirectoryFor(template, ids));

  startDaemon('nn', 'org.apache.hadoop.hdfs.server.namenode.NameNode');
  startDaemon('dn', 'org.apache.hadoop.hdfs.server.datanode.DataNode');
  startDaemon('rm', 'org.apache.hadoop.yarn.server.resourcemanager.ResourceManager');
  startDaemon('nm', 'org.apache.hadoop.yarn.server.nodemanager.NodeManager');
  startDaemon('jhs', 'org.apache.hadoop.mapreduce.v2.hs.JobHistoryServer');
  await serves(
    `http://${ADDRESS}:9870/jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState`,
    /"NumLiveDataNodes" : 1/,
  );
  await serves(`http://${ADDRESS}:8088/ws/v1/cluster/metrics`, /"activeNodes":1/);
  await hadoop('fs', 'org.apache.hadoop.fs.FsShell', '-mkdir', '-p', `/user/${USER}`, '/history', '/tmp');
  startDaemon('history', 'org.apache.spark.deploy.history.HistoryServer', 'spark');
  writeJobs();
  await hadoop('fs', 'org.apache.hadoop.fs.FsShell', '-put', join(work, 'jobs', 'words.txt'), '/words.txt');
  await hadoop('fs', 'org.apache.hadoop.fs.FsShell', '-chmod', '-R', '777', '/tmp', '/history');
  await hadoop('report', 'org.apache.hadoop.hdfs.tools.DFSAdmin', '-report');
  await hadoop('fsck', 'org.apache.hadoop.hdfs.tools.DFSck', '/');
  await hadoop('nodes', 'org.apache.hadoop.yarn.client.cli.NodeCLI', '-list');
  const examples = release.hadoop.examplesJar;
  await hadoop('pi', 'org.apache.hadoop.util.RunJar', examples, 'pi', '2', '10');
  await hadoop('words', 'org.apache.hadoop.util.RunJar', examples, 'wordcount', '/words.txt', '/counts');
  await hadoop('cat', 'org.apache.hadoop.fs.FsShell', '-cat', '/counts/part-r-00000');
  for (const mode of ['cluster', 'client']) {
    await sparkSubmit(mode, '--py-files', join(work, 'jobs', 'extra.py'), join(work, 'jobs', 'report.py'));
  }
  await sparkSubmit(
    'cluster',
    '--files',
    join(work, 'jobs', 'query.sql'),
    '--class',
    SQL_RUNNER,
    `local:${release.spark.programsJar}`,
    '--out',
    '/answers',
    'query.sql',
  );
  await hadoop('cat', 'org.apache.hadoop.fs.FsShell', '-cat', '/answers/query.csv');
  await serves(`http://${ADDRESS}:18080/api/v1/applications`, /"name"/);
} finally {
  for (const daemon of daemons.toReversed()) await stop(daemon);
}
writeList('hadoop');
writeList('spark');
rmSync(work, { recursive: true, force: true });

function startDaemon(role: string, main: string, of: keyof typeof lists = 'hadoop'): void {
  const options = of === 'hadoop' ? HADOOP_OPENS : SPARK_OPENS;
  const properties = [
    `-Djava.io.tmpdir=${work}/tmp`,
    `-Dhadoop.log.dir=${work}/log`,
    `-Dhadoop.home.dir=${work}`,
    '-Djava.net.preferIPv4Stack=true',
  ];
  const history =
    of === 'spark'
      ? [
          `-Dspark.history.fs.logDirectory=hdfs://${ADDRESS}:8020/history`,
          `-Dspark.history.ui.bindAddress=${ADDRESS}`,
          '-Xmx512m',
        ]
      : [];
  const args = [
    ...options,
    ...FAST,
    record(of, role),
    ...properties,
    ...history,
    '-cp',
    of === 'hadoop' ? hadoopPath : sparkPath,
    main,
  ];
  daemons.push(spawn(java, args, { cwd: work, env: environment, stdio: ['ignore', 'ignore', 'inherit'] }));
}

async function hadoop(role: string, main: string, ...args: string[]): Promise<void> {
  await run([...HADOOP_OPENS, ...FAST, record('hadoop', role), '-cp', hadoopPath, main, ...args]);
}

async function sparkSubmit(mode: string, ...args: string[]): Promise<void> {
  const containerOptions = (role: string) => [...FAST, record('spark', `${mode}-${role}`)].join(' ');
  const settings: Readonly<Record<string, string>> = {
    'spark.yarn.jars': `local:${release.spark.home}/jars/*`,
    'spark.driver.extraClassPath': release.spark.jars,
    'spark.executor.extraClassPath': release.spark.jars,
    'spark.executor.extraJavaOptions': containerOptions('executor'),
    'spark.yarn.am.extraJavaOptions': containerOptions('am'),
    ...(mode === 'cluster' ? { 'spark.driver.extraJavaOptions': containerOptions('driver') } : {}),
    'spark.driver.memory': '512m',
    'spark.executor.memory': '512m',
    'spark.executor.instances': '1',
    'spark.pyspark.python': 'python3',
    'spark.eventLog.enabled': 'true',
    'spark.eventLog.dir': `hdfs://${ADDRESS}:8020/history`,
  };
  const conf = Object.entries(settings).flatMap(([name, value]) => ['--conf', `${name}=${value}`]);
  const main = ['org.apache.spark.deploy.SparkSubmit', '--master', 'yarn', '--deploy-mode', mode, ...conf, ...args];
  await run([...SPARK_OPENS, ...FAST, record('spark', `${mode}-submit`), '-cp', sparkPath, ...main]);
}

async function run(args: readonly string[]): Promise<void> {
  const child = spawn(java, args, { cwd: work, env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`ended with ${String(code)}: ${args.slice(-6).join(' ')} (logs in ${work})`);
}

/** SIGTERM: the list is only written out when the JVM ends by itself. */
async function stop(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = new Promise((resolve) => daemon.once('exit', resolve));
  daemon.kill('SIGTERM');
  if ((await Promise.race([ended, delay(30_000, 'late')])) === 'late') daemon.kill('SIGKILL');
}

async function serves(url: string, expected: RegExp): Promise<void> {
  const deadline = AbortSignal.timeout(120_000);
  for (;;) {
    const text = await fetch(url, { signal: deadline })
      .then((answer) => answer.text())
      .catch(() => '');
    if (expected.test(text)) return;
    deadline.throwIfAborted();
    await delay(200);
  }
}

/** One list of all roles, each class once. Classes that have a `source` come from loaders of their own and cannot be shared. */
function writeList(of: keyof typeof lists): void {
  const lines = readdirSync(lists[of])
    .sort()
    .flatMap((each) => readFileSync(join(lists[of], each), 'utf8').split('\n').slice(0, -1)) // the last may be cut off
    .filter((line) => line !== '' && !line.startsWith('#') && !line.includes(' source: '));
  const unique = [...new Set(lines.map((line) => line.replace(/ id: \d+.*$/, '')))];
  const target = new URL(`../apps/server/src/clusters/releases/data/${version}/${of}-classes.txt.gz`, import.meta.url);
  writeFileSync(target, gzipSync(`${unique.join('\n')}\n`, { level: 9 }));
  console.log(`${of}: ${unique.length} lines of ${readdirSync(lists[of]).length} JVMs`);
}

function writeJobs(): void {
  writeFileSync(join(work, 'jobs', 'words.txt'), 'to be or not to be\n'.repeat(200));
  writeFileSync(join(work, 'jobs', 'extra.py'), 'def double(n):\n    return 2 * n\n');
  writeFileSync(
    join(work, 'jobs', 'report.py'),
    `from pyspark.sql import SparkSession, functions as f
from extra import double
spark = SparkSession.builder.appName("report").getOrCreate()
print(spark.sparkContext.parallelize(range(100), 2).map(double).sum())
words = spark.read.text("/words.txt").select(f.explode(f.split("value", " ")).alias("word"), f.lit(1.5).cast("decimal(15,2)").alias("price"), f.lit("2001-02-03").cast("date").alias("day"))
words.write.mode("overwrite").parquet("/words.parquet")
stored = spark.read.parquet("/words.parquet")
counts = stored.groupBy("word", f.year("day").alias("year")).agg(f.count("*").alias("n"), f.sum("price").alias("total")).orderBy(f.desc("n"))
print(counts.join(counts.withColumnRenamed("n", "m"), "word").collect())
counts.coalesce(1).write.mode("overwrite").option("header", True).csv("/counts.csv")
spark.stop()
`,
  );
  writeFileSync(
    join(work, 'jobs', 'query.sql'),
    `-- what an analyst writes
CREATE TEMPORARY VIEW words AS SELECT * FROM parquet.\`/words.parquet\`;
SELECT w.word, count(*) AS n, sum(w.price * (1 - 0.1)) AS total, avg(w.price) AS mean,
       sum(CASE WHEN w.day >= date '2001-01-01' AND w.day < date '2001-01-01' + interval '1' year THEN 1 ELSE 0 END) AS recent
  FROM words w JOIN (SELECT DISTINCT word FROM words WHERE word IN ('to', 'be', 'or')) chosen ON w.word = chosen.word
 WHERE EXISTS (SELECT 1 FROM words other WHERE other.word = w.word AND other.price <> 0)
 GROUP BY w.word ORDER BY n DESC, w.word LIMIT 10;
`,
  );
}

function writeConfiguration(): void {
  const containers = [...FAST, ...HADOOP_OPENS, '-Xmx384m'].join(' ');
  const jars = release.hadoop.jars.join(',');
  const files: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'core-site.xml': {
      'fs.defaultFS': `hdfs://${ADDRESS}:8020`,
      'hadoop.tmp.dir': `${work}/tmp`,
      'hadoop.rpc.socket.factory.class.default': NODE_SOCKET_FACTORY,
      [NODE_ADDRESS_KEY]: ADDRESS,
      'ipc.client.connect.retry.interval': '100',
      'ipc.client.connect.max.retries': '300',
      'hadoop.http.staticuser.user': USER,
    },
    'hdfs-site.xml': {
      'dfs.namenode.rpc-address': `${ADDRESS}:8020`,
      'dfs.namenode.http-address': `${ADDRESS}:9870`,
      'dfs.datanode.address': `${ADDRESS}:9866`,
      'dfs.datanode.http.address': `${ADDRESS}:9864`,
      'dfs.datanode.ipc.address': `${ADDRESS}:9867`,
      'dfs.datanode.hostname': ADDRESS,
      'dfs.namenode.datanode.registration.ip-hostname-check': 'false',
      'dfs.namenode.name.dir': `file://${work}/names`,
      'dfs.datanode.data.dir': `file://${work}/blocks`,
      'dfs.replication': '1',
      'dfs.namenode.safemode.extension': '0',
    },
    'yarn-site.xml': {
      'yarn.resourcemanager.hostname': ADDRESS,
      'yarn.resourcemanager.webapp.address': `${ADDRESS}:8088`,
      'yarn.nodemanager.hostname': ADDRESS,
      'yarn.nodemanager.address': `${ADDRESS}:8041`,
      'yarn.nodemanager.localizer.address': `${ADDRESS}:8040`,
      'yarn.nodemanager.webapp.address': `${ADDRESS}:8042`,
      'yarn.nodemanager.aux-services': 'mapreduce_shuffle',
      'yarn.nodemanager.local-dirs': `${work}/nm-local`,
      'yarn.nodemanager.log-dirs': `${work}/nm-log`,
      'yarn.nodemanager.resource.memory-mb': '4096',
      'yarn.nodemanager.vmem-check-enabled': 'false',
      'yarn.nodemanager.pmem-check-enabled': 'false',
      'yarn.nodemanager.env-whitelist': 'JAVA_HOME,HADOOP_CONF_DIR,SPARK_HOME,SPARK_LOCAL_IP,HADOOP_USER_NAME',
      'yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage': '99',
      'yarn.scheduler.minimum-allocation-mb': '256',
      'yarn.log-aggregation-enable': 'true',
      'yarn.nodemanager.remote-app-log-dir': '/logs',
      'yarn.application.classpath': jars,
    },
    'mapred-site.xml': {
      'mapreduce.framework.name': 'yarn',
      'mapreduce.application.classpath': jars,
      'mapreduce.shuffle.port': '13599',
      'mapreduce.jobhistory.address': `${ADDRESS}:10020`,
      'mapreduce.jobhistory.webapp.address': `${ADDRESS}:19888`,
      'mapreduce.jobhistory.admin.address': `${ADDRESS}:10033`,
      'yarn.app.mapreduce.am.resource.mb': '512',
      'mapreduce.map.memory.mb': '512',
      'mapreduce.reduce.memory.mb': '512',
      'yarn.app.mapreduce.am.command-opts': `${containers} ${record('hadoop', 'mr-am')}`,
      'mapred.child.java.opts': `${containers} ${record('hadoop', 'mr-task')}`,
    },
    'capacity-scheduler.xml': {
      'yarn.scheduler.capacity.root.queues': 'default',
      'yarn.scheduler.capacity.root.default.capacity': '100',
      'yarn.scheduler.capacity.maximum-am-resource-percent': '0.8',
    },
  };
  for (const [name, properties] of Object.entries(files)) {
    const lines = Object.entries(properties).map(
      ([key, value]) => `<property><name>${key}</name><value>${value}</value></property>`,
    );
    writeFileSync(join(work, 'conf', name), `<configuration>\n${lines.join('\n')}\n</configuration>\n`);
  }
  writeFileSync(
    join(work, 'conf', 'log4j.properties'),
    'log4j.rootLogger=WARN,console\nlog4j.appender.console=org.apache.log4j.ConsoleAppender\n' +
      'log4j.appender.console.target=System.err\nlog4j.appender.console.layout=org.apache.log4j.SimpleLayout\n',
  );
}
