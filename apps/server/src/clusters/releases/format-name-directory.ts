// Lets the release's own NameNode format a name directory, once, as the template of every cluster's.

import { chmod, chown, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invariant } from '@argosy/kernel/errors';
import { flushFileSystem, sizeOf } from './file-store.ts';
import type { Java } from './find-java.ts';
import { HADOOP_OPENS, HADOOP_USER } from './java-command.ts';
import { NAMESPACE_ID_LEAST, namespaceIdOf } from './name-directory.ts';
import type { RunAs } from './run-program.ts';
import { requireDone, runProgram } from './run-program.ts';

/** One format in eight draws an id too small to be replaced in place; twenty in a row do not happen. */
const FORMATS_AT_MOST = 20;

/** Does nothing when the template is there: it was renamed whole. Refuses `disk_full`, `install_failed`. */
export async function formatNameDirectory(input: {
  readonly java: Java;
  readonly classPath: string;
  readonly template: string;
  readonly staging: string;
  readonly runAs: RunAs | undefined;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { runAs, template } = input;
  if ((await sizeOf(template)) !== undefined) return;
  const work = await mkdtemp(join(input.staging, 'format-'));
  const names = join(work, 'names');
  await writeConfiguration(work, names);
  if (runAs !== undefined) await chown(work, runAs.uid, runAs.gid);
  for (let tries = 0; tries < FORMATS_AT_MOST; tries++) {
    await rm(names, { recursive: true, force: true });
    await formatOnce(input, work);
    const current = join(names, 'current');
    const image = (await readdir(current)).find((each) => /^fsimage_\d+$/.test(each));
    invariant(image !== undefined, 'a formatted name directory holds an image');
    if (namespaceIdOf(await readFile(join(current, image))) < NAMESPACE_ID_LEAST) continue;
    // Ours again, and readable by all: the NameNode made it for itself alone.
    for (const path of [...(await readdir(current)).map((each) => join(current, each)), current, names]) {
      if (runAs !== undefined) await chown(path, process.getuid?.() ?? 0, process.getgid?.() ?? 0);
      await chmod(path, path === current || path === names ? 0o755 : 0o644);
    }
    await flushFileSystem(names, input.signal);
    await rename(names, template);
    return;
  }
  throw new Error('the NameNode draws no namespace id that takes five bytes');
}

async function formatOnce(input: Parameters<typeof formatNameDirectory>[0], work: string): Promise<void> {
  const args = [
    ...HADOOP_OPENS,
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '-Xmx128m',
    '-Djava.net.preferIPv4Stack=true',
    `-Djava.io.tmpdir=${work}`,
    `-Dhadoop.log.dir=${work}`,
    `-Dhadoop.home.dir=${work}`,
    '-cp',
    `${input.classPath}:${join(work, 'conf')}`,
    'org.apache.hadoop.hdfs.server.namenode.NameNode',
    '-format',
    '-force',
    '-nonInteractive',
    '-clusterId',
    'CID-template',
  ];
  // Named, as otherwise `/` belonged to whoever happened to install the release.
  const environment = { ...process.env, HADOOP_USER_NAME: HADOOP_USER, HADOOP_CONF_DIR: join(work, 'conf') };
  const { java, runAs, signal } = input;
  const command = java.java;
  const end = await runProgram({ command, args, cwd: work, environment, runAs, signal });
  requireDone(end, { step: 'formatting a name directory', command, folder: work });
}

async function writeConfiguration(work: string, names: string): Promise<void> {
  const conf = join(work, 'conf');
  await mkdir(conf);
  const file = (properties: Readonly<Record<string, string>>) =>
    `<configuration>${Object.entries(properties)
      .map(([name, value]) => `<property><name>${name}</name><value>${value}</value></property>`)
      .join('')}</configuration>`;
  await writeFile(join(conf, 'core-site.xml'), file({ 'fs.defaultFS': 'hdfs://127.0.0.1:8020' }));
  await writeFile(join(conf, 'hdfs-site.xml'), file({ 'dfs.namenode.name.dir': `file://${names}` }));
  await writeFile(
    join(conf, 'log4j.properties'),
    'log4j.rootLogger=WARN,console\nlog4j.appender.console=org.apache.log4j.ConsoleAppender\n' +
      'log4j.appender.console.target=System.err\nlog4j.appender.console.layout=org.apache.log4j.PatternLayout\n' +
      'log4j.appender.console.layout.ConversionPattern=%p %c: %m%n\n',
  );
}
