// What an execution plan is (JOB-2, CLU-3): parameters, the cluster it needs, inputs, jobs in order, outputs, a schedule.
// `planFile` is what people write; `planSpec` is what the API takes, with the files uploaded and named by content.
import * as z from 'zod';
import { usualZone } from '@argosy/kernel/civil-time';
import { clusterSpec } from '../clusters/operations.ts';
import { fileReference, jobSpecOf, localFile } from './job-spec.ts';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, a letter first, 40 at most');

const hdfsPath = z
  .string()
  .max(1000)
  .regex(/^\/[^\0]*$/, 'an absolute path in HDFS')
  .refine((path) => !path.split('/').includes('..'), 'without ..');

/** What is said of a value that has none of the forms it may have. */
export const formWords = {
  parameter: 'a text, a number, or true or false',
  cluster: 'nodeGroups of a cluster to be made, or the name of a standing one: { name: small }',
} as const;

export const scheduleSpec = z.strictObject({
  cron: z.string().max(100).describe('five fields: minute hour day month weekday'),
  timeZone: z.string().max(60).default(usualZone),
  catchUp: z
    .enum(['none', 'last', 'all'])
    .default('none')
    .describe('what is done about times missed while the server was down; `all` makes at most the last 100'),
  overlap: z
    .enum(['skip', 'queue', 'allow'])
    .default('skip')
    .describe('what is done when the run before is still going'),
});

const planSpecOf = <File extends z.ZodType>(file: File) =>
  z.strictObject({
    name,
    description: z.string().max(500).optional(),
    parameters: z
      .record(
        z.string().regex(/^[a-z][A-Za-z0-9_]{0,39}$/),
        z.union([z.string().max(2000), z.number(), z.boolean()], formWords.parameter),
      )
      .default({})
      .describe('defaults; --set name=value replaces one'),
    cluster: z
      .union(
        [clusterSpec, z.strictObject({ name: z.string().describe('a standing cluster to run on') })],
        formWords.cluster,
      )
      .describe('a cluster made for each run and released after it, or the name of a standing one'),
    inputs: z
      .array(z.strictObject({ from: z.array(file).min(1).max(1000), to: hdfsPath }))
      .max(100)
      .default([])
      .describe('local files, put into an HDFS directory before the jobs'),
    jobs: z
      .array(jobSpecOf(file).and(z.strictObject({ needs: z.array(name).max(100).default([]) })))
      .min(1)
      .max(500),
    outputs: z
      .array(z.strictObject({ name, from: hdfsPath.describe('a file or directory in HDFS') }))
      .max(100)
      .default([])
      .describe('brought out before the cluster is released'),
    schedule: scheduleSpec.optional(),
    maximumAgeSeconds: z
      .int()
      .min(60)
      .max(30 * 86_400)
      .default(6 * 3600)
      .describe('a cluster made for a run is released at this age, whatever happens'),
  });

export const planSpec = planSpecOf(fileReference);
export type PlanSpec = z.infer<typeof planSpec>;
export type PlanJob = PlanSpec['jobs'][number];

/** What stands in a plan.yaml. */
export const planFile = planSpecOf(localFile);
export type PlanFile = z.infer<typeof planFile>;
