// Which JDK a release runs on. Found without starting it, because it is asked for each time a release is looked up: a JDK
// says its version in the file `release` of its home.

import { access, readFile, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { refusal } from '@argosy/kernel/errors';

export type Java = {
  /** JAVA_HOME of a whole JDK: it has the compiler. */
  readonly home: string;
  readonly java: string;
  readonly javac: string;
  readonly major: number;
  /** The exact build, as class-data archives are only good for the build that made them. */
  readonly build: string;
};

/** 17 is what Hadoop 3.5 and Spark 4.3 are built for; 21 is the newest both support. */
const SUPPORTED_MAJORS: readonly number[] = [17, 21];

/** The JDK of `JAVA_HOME`, or else the one whose `java` is first in `PATH`.
 *  Refuses `java_missing` (no JDK, or one without its compiler) and `java_version_unsupported`. */
export async function findJava(environment: NodeJS.ProcessEnv = process.env): Promise<Java> {
  const home = await findHome(environment);
  if (home === undefined) throw refusal('java_missing', { program: 'java' });
  const [java, javac] = [join(home, 'bin', 'java'), join(home, 'bin', 'javac')];
  if (!(await exists(java))) throw refusal('java_missing', { program: java });
  const { major, build } = await versionOf(home);
  if (!SUPPORTED_MAJORS.includes(major)) {
    throw refusal('java_version_unsupported', { path: home, found: build, needed: SUPPORTED_MAJORS.join(' / ') });
  }
  if (!(await exists(javac))) throw refusal('java_missing', { program: javac });
  return { home, java, javac, major, build };
}

async function findHome(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (environment['JAVA_HOME']) return environment['JAVA_HOME'];
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    const program = join(folder, 'java');
    if (await exists(program)) return dirname(dirname(await realpath(program))); // distributions link it into /usr/bin
  }
  return undefined;
}

async function versionOf(home: string): Promise<{ major: number; build: string }> {
  const file = await readFile(join(home, 'release'), 'utf8').catch(() => '');
  const value = (key: string) => new RegExp(`^${key}="([^"]+)"`, 'm').exec(file)?.[1];
  const version = value('JAVA_VERSION');
  if (version === undefined) throw refusal('java_missing', { program: join(home, 'release') });
  return { major: Number.parseInt(version, 10), build: value('JAVA_RUNTIME_VERSION') ?? version };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
