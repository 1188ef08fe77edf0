// Class-data archives: what a JVM would otherwise read, check and lay out again in each daemon and each container is laid out
// once, when a release is installed, and mapped into all of them. Starting a daemon takes half the time with it, a Spark
// application a third. The classes to put in were recorded from real daemons and jobs (tools/record-class-lists.ts).

import { chmod, chown, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { renameFlushed, sizeOf } from './file-store.ts';
import type { Java } from './find-java.ts';
import { HADOOP_OPENS } from './java-command.ts';
import type { RunAs } from './run-program.ts';
import { type ProgramEnd, requireDone, runProgram } from './run-program.ts';

/** Dumps an archive and shows that a JVM accepts it. Returns its path, or `undefined` where this JDK says that it cannot make or
 *  use one: everything runs without, only slower, so that is no reason to refuse a release. Whatever else goes wrong may be
 *  gone the next time, and a release installed without its archives would be slow for ever: it refuses `disk_full`,
 *  `install_failed`. */
export async function makeSharedArchive(input: {
  readonly java: Java;
  readonly classList: URL;
  /** Exactly as the daemons get it; they may have more behind it. */
  readonly classPath: string;
  readonly archive: string;
  readonly staging: string;
  readonly runAs: RunAs | undefined;
  readonly signal: AbortSignal;
}): Promise<string | undefined> {
  const { java, classPath, archive, signal, runAs } = input;
  if ((await sizeOf(archive)) !== undefined) return archive;
  const work = await mkdtemp(join(input.staging, 'archive-'));
  const list = join(work, 'classes.txt');
  await writeFile(list, gunzipSync(await readFile(input.classList)), { mode: 0o644 });
  await chmod(work, 0o755);
  if (runAs !== undefined) await chown(work, runAs.uid, runAs.gid);
  const made = join(work, basename(archive));
  const common = [...HADOOP_OPENS, `-XX:SharedArchiveFile=${made}`, '-cp', classPath];
  // Only G1 can put the heap objects of the JDK into an archive, from where later JDKs' serial collector loads them too.
  const dump = [
    '-Xshare:dump',
    '-XX:+UseG1GC',
    `-XX:SharedClassListFile=${list}`,
    '-Xlog:cds=off',
    '-Xlog:class+load=off',
  ];
  const run = { command: java.java, cwd: work, runAs, signal };
  const dumped = await runProgram({ ...run, args: [...dump, ...common] });
  if (saysThatItCannot(dumped)) return undefined;
  const step = `making the class data archive ${basename(archive)}`;
  requireDone(dumped, { step, command: java.java, folder: work });
  const check = ['-Xshare:on', '-XX:+UseSerialGC', ...common, '-version']; // `on` fails where the usual `auto` goes without
  const accepted = await runProgram({ ...run, args: check });
  if (saysThatItCannot(accepted)) return undefined;
  requireDone(accepted, { step, command: java.java, folder: work });
  await chmod(made, 0o644);
  if (runAs !== undefined) await chown(made, process.getuid?.() ?? 0, process.getgid?.() ?? 0);
  await renameFlushed(made, archive);
  return archive;
}

/** A JVM built without sharing, one that does not know the option, one that does not take what it made itself. */
function saysThatItCannot(end: ProgramEnd): boolean {
  if (end.kind !== 'exited' || end.exitCode === 0) return false;
  const words = end.lastLines.join('\n');
  return /not supported in this VM|[Uu]nrecogni[sz]ed|[Uu]nable to use shared archive/.test(words);
}
