// What a job is (JOB-1). The same form stands in a plan file, where files are paths beside the plan, and in the API, where
// they are content that was uploaded before: the only difference is what a file is, so it is the parameter.
import * as z from 'zod';
import { problemOfSparkProperty } from './spark-properties.ts';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, a letter first, 40 at most');

/** An uploaded file by its content, and the name it has where the job runs. */
export const fileReference = z.strictObject({
  name: z
    .string()
    .max(200)
    .regex(/^(?!\.{1,2}$)[^/\\\0]+$/, 'a plain file name, without folders'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type FileReference = z.infer<typeof fileReference>;

/** A file of a plan file: its path, relative to the folder of the plan. */
export const localFile = z.string().min(1).max(1000);

/** Programs that come with the release, by the kind of job they are for. */
export const releasePrograms = {
  mapreduce: 'release:mapreduce-examples',
  'spark-jar': 'release:spark-examples',
} as const;

/** Pinned, so that the same job finds the same environment: `tpchgen-cli==2.0.1`. */
const pythonRequirement = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*(\[[a-z0-9,_-]+\])?==[A-Za-z0-9.!+_-]+$/,
    'a pinned requirement such as name==1.2.3',
  );

/** With the 384 MB beside each heap, a driver and an executor fit the usual machine type, also where it does everything. */
const sparkHeapMb = 640;

const executors = z.strictObject({
  count: z.int().min(1).max(1000).default(2),
  cores: z.int().min(1).max(64).default(1),
  memoryMb: z.int().min(256).max(1_048_576).default(sparkHeapMb),
});
const driver = z.strictObject({
  cores: z.int().min(1).max(64).default(1),
  memoryMb: z.int().min(256).max(1_048_576).default(sparkHeapMb),
});

export const jobSpecOf = <File extends z.ZodType>(file: File) => {
  const common = {
    name,
    description: z.string().max(500).optional(),
    arguments: z.array(z.string().max(10_000)).max(200).default([]).describe('may hold ${…} parameters'),
    files: z.array(file).max(200).default([]).describe("put into the job's working directory"),
    environment: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(10_000)).default({}),
    python: z
      .strictObject({ requirements: z.array(pythonRequirement).min(1).max(200) })
      .optional()
      .describe('a virtual environment the nodes keep by the hash of these'),
    retries: z.int().min(0).max(10).default(0).describe('further attempts after one that failed'),
    retryDelaySeconds: z.int().min(0).max(3600).default(0),
    timeoutSeconds: z
      .int()
      .min(1)
      .max(7 * 86_400)
      .default(86_400),
  };
  const spark = {
    ...common,
    driver: driver.prefault({}),
    executors: executors.prefault({}),
    configuration: z
      .record(z.string().regex(/^spark\.[A-Za-z0-9._-]+$/), z.string().max(10_000))
      .superRefine((properties, context) => {
        for (const [name, value] of Object.entries(properties)) {
          const message = problemOfSparkProperty(name, value);
          if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
        }
      })
      .default({})
      .describe('Spark properties over the defaults'),
  };
  return z.discriminatedUnion('kind', [
    z.strictObject({
      ...common,
      kind: z.literal('shell'),
      command: z.string().min(1).max(200_000).describe('text of a shell script; may hold ${…} parameters'),
      tasks: z
        .strictObject({
          count: z
            .union([
              z.int().min(1).max(1000),
              z.string().regex(/^\$\{[a-z][A-Za-z0-9_]*\}$/, 'a number, or a parameter such as ${parts}'),
            ])
            .default(1),
          on: z.enum(['master', 'workers']).default('master'),
        })
        .prefault({})
        .describe('equal processes, spread over the nodes; each finds ARGOSY_TASK (1…n) and ARGOSY_TASKS (n)'),
      resources: z
        .strictObject({
          vcores: z.int().min(1).max(64).default(1),
          memoryMb: z.int().min(64).max(1_048_576).default(512),
        })
        .prefault({})
        .describe('of one task'),
    }),
    z.strictObject({
      ...common,
      kind: z.literal('mapreduce'),
      jar: z.union([z.literal(releasePrograms.mapreduce), file]),
      mainClass: z.string().max(300).optional().describe("if the jar's manifest names none"),
      configuration: z
        .record(z.string().regex(/^[A-Za-z][A-Za-z0-9._-]+$/), z.string().max(10_000))
        .default({})
        .describe("Hadoop properties over the cluster's, where every program of the job sees them"),
    }),
    z.strictObject({
      ...spark,
      kind: z.literal('spark-jar'),
      jar: z.union([z.literal(releasePrograms['spark-jar']), file]),
      mainClass: z.string().max(300),
    }),
    z.strictObject({ ...spark, kind: z.literal('spark-python'), program: file }),
    z.strictObject({
      ...spark,
      kind: z.literal('spark-sql'),
      queries: z.array(file).min(1).max(200).describe('SQL files; the last statement of each is its answer'),
      answers: z.string().max(1000).describe('HDFS directory; q1.sql answers into q1.csv, one file with a header line'),
    }),
  ]);
};

export const jobSpec = jobSpecOf(fileReference);
export type JobSpec = z.infer<typeof jobSpec>;
export type JobSpecOfKind<K extends JobSpec['kind']> = Extract<JobSpec, { kind: K }>;
