// How JVMs are started on a node. Nodes that share a machine start many small JVMs at once, so what counts is CPU time at
// start: the first compiler only, one collector thread, the release's archive of class data, capped heaps (measured: a third
// of the CPU seconds of stock options). A node with a machine to itself gets what a long-lived server wants.
import type { MachineType } from '../domain/machine-types.ts';
import { HADOOP_OPENS, SPARK_OPENS } from '../releases/java-command.ts';
import type { HeapSize, Place } from './component.ts';

/** JVM memory beside the heap: code, class data, threads, buffers. RSS measured on idle daemons less their heap. */
export const besideHeapMb = 128;

/** Where a JVM finds its options: `java @<file>` keeps the 190 jars of the class path out of every command line. */
export const optionsFile = (classPath: 'hadoop' | 'spark') => `conf/${classPath}.options`;

/** A heap for a daemon by the machine type: `local` as given, `general` the given share of the machine's memory. */
export function heapOf({ local, share }: { local: HeapSize; share: number }): (machine: MachineType) => HeapSize {
  return ({ family, memoryMb }) => {
    if (family === 'local') return local;
    const mostMb = Math.max(local.mostMb, Math.floor((memoryMb * share) / 256) * 256);
    return { leastMb: mostMb, mostMb };
  };
}

/** Compiler, collector and archive for a JVM of this class path. Containers take these too, so that one archive serves all. */
export function tuning(place: Place, classPath: 'hadoop' | 'spark'): readonly string[] {
  if (place.node.machine.family === 'general') return ['-XX:+UseG1GC', '-XX:+ExitOnOutOfMemoryError'];
  return [
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '-XX:-UsePerfData', // leaves no files in /tmp
    ...sharedArchiveOptions(place, classPath),
  ];
}

/** What makes a JVM use the release's archive; nothing where there is none, or the machine is one of its own. */
export function sharedArchiveOptions({ node, release }: Place, classPath: 'hadoop' | 'spark'): readonly string[] {
  const { sharedArchive } = release[classPath];
  if (node.machine.family === 'general' || sharedArchive === undefined) return [];
  return [
    `-XX:SharedArchiveFile=${sharedArchive}`,
    // At the address it was made for. By default a JDK 17 moves it to a random one, which rewrites all of its pages: 0.1 s and
    // 100 MB in each daemon, 0.2 s and 150 MB in each JVM of Spark (docs/decisions/0012).
    '-XX:+UnlockDiagnosticVMOptions',
    '-XX:ArchiveRelocationMode=0',
  ];
}

/** The class path of a JVM, without the folder of its configuration. */
export function jarsOf({ release }: Place, classPath: 'hadoop' | 'spark'): string {
  return classPath === 'hadoop' ? release.hadoop.jars.join(':') : release.spark.jars;
}

/** The options file. Class path: jars first and the configuration last, else the archive is silently refused. */
export function jvmOptions(place: Place, classPath: 'hadoop' | 'spark'): string {
  const { directory } = place.node;
  return [
    ...(classPath === 'spark' ? SPARK_OPENS : HADOOP_OPENS),
    ...tuning(place, classPath),
    '-Djava.net.preferIPv4Stack=true',
    `-Djava.io.tmpdir=${directory}/tmp`,
    `-Dhadoop.log.dir=${directory}/tmp`,
    `-Dhadoop.home.dir=${directory}`,
    '-cp',
    `${jarsOf(place, classPath)}:${directory}/conf`,
  ]
    .map((option) => `"${option.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"\n`)
    .join('');
}
