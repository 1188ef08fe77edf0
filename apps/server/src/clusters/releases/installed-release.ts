// What installing a release leaves behind, as its manifest says it and everything that starts a JVM needs it.

import * as z from 'zod';

/** Where the parts of an installed release are. All paths are absolute, readable by everybody, and never change. */
export type InstalledRelease = {
  readonly version: string;
  readonly directory: string;
  /** The JDK that it was installed for; its class-data archives are only good for this one. */
  readonly java: { readonly home: string; readonly build: string };
  readonly hadoop: {
    /** The class path of every Hadoop JVM, in this order, with nothing before it: joined by `:`, then `:` and the folder of
     *  the configuration. Another order or another beginning silently loses the shared archive. */
    readonly jars: readonly string[];
    /** For `-XX:SharedArchiveFile`, with the serial collector. Absent where this JDK could not make one. */
    readonly sharedArchive?: string | undefined;
    /** For `readNameDirectory`; its files get a cluster's own ids by `nameDirectoryFor`. */
    readonly nameDirectoryTemplate: string;
    readonly examplesJar: string;
  };
  readonly spark: {
    /** SPARK_HOME. */
    readonly home: string;
    /** The class path of every Spark JVM, our jar and `<home>/jars/*`, with nothing before it. */
    readonly jars: string;
    /** For PYTHONPATH: PySpark and Py4J as the archives that YARN containers get. */
    readonly pythonLibraries: readonly string[];
    /** Those of them that no Python here could compile: PySpark starts slowly. */
    readonly uncompiledLibraries?: readonly string[] | undefined;
    readonly sharedArchive?: string | undefined;
    /** The folder of the Python examples (`pi.py`, `wordcount.py`). */
    readonly pythonExamples: string;
    /** Our own Spark programs: `argosy.SqlRunner` and `argosy.SparkPi`. */
    readonly programsJar: string;
  };
};

/** What a manifest holds. */
export const installedRelease = z.object({
  version: z.string(),
  directory: z.string(),
  java: z.object({ home: z.string(), build: z.string() }),
  hadoop: z.object({
    jars: z.array(z.string()),
    sharedArchive: z.string().optional(),
    nameDirectoryTemplate: z.string(),
    examplesJar: z.string(),
  }),
  spark: z.object({
    home: z.string(),
    jars: z.string(),
    pythonLibraries: z.array(z.string()),
    uncompiledLibraries: z.array(z.string()).optional(),
    sharedArchive: z.string().optional(),
    pythonExamples: z.string(),
    programsJar: z.string(),
  }),
}) satisfies z.ZodType<InstalledRelease>;
