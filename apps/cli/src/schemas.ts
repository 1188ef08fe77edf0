// The JSON Schemas of the files people write, for their editors: printed by `argosy plan schema`, `argosy job schema` and
// `argosy cluster schema`, and published under docs/schemas/.
import { clusterCreateBody } from '@argosy/contract/clusters/operations';
import { jobSpecOf, localFile } from '@argosy/contract/workloads/job-spec';
import { planFile } from '@argosy/contract/workloads/plan-spec';
import * as z from 'zod';

export const planFileSchema = () =>
  schemaOf(planFile, 'An execution plan of Argosy: jobs in order and the cluster they need');
export const jobFileSchema = () => schemaOf(jobSpecOf(localFile), 'A job of Argosy');
export const clusterFileSchema = () => schemaOf(clusterCreateBody, 'A cluster of Argosy');

function schemaOf(form: z.ZodType, title: string): object {
  // What is written, not what is read out of it: a field with a default may be left out.
  return { ...z.toJSONSchema(form, { io: 'input', unrepresentable: 'any' }), title };
}
