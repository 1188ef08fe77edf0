// `--file`: a whole request as people write it. A plan or a job is taken as it stands in its file by every command that takes one,
// wherever the request has it; the files that it names beside it are sent first. Anything else has the form of the request itself.
import type { Client } from '@argosy/client';
import type { Operation } from '@argosy/contract/operation';
import { jobSpecOf, localFile } from '@argosy/contract/workloads/job-spec';
import { jobCreate } from '@argosy/contract/workloads/operations';
import { planFile } from '@argosy/contract/workloads/plan-spec';
import * as z from 'zod';
import { readYaml } from '../read-yaml.ts';
import { resolveJob, resolvePlan, uploadMissing } from '../run/local-files.ts';
import type { Say } from '../texts.ts';

/** A policy as RAM writes it, which is most of a request that makes one. */
const policyFile = z.looseObject({ Version: z.unknown(), Statement: z.unknown() });

/** The body in `file`. What flags give may be missing in it, so only its being an object is checked here; the server names
 *  every wrong field. Where the file is all there is (a plan, a job), it is checked whole, with line and column. */
export async function bodyFromFile(
  operation: Operation,
  {
    file,
    client,
    say,
    flagged,
  }: { readonly file: string; readonly client: Client; readonly say: Say; readonly flagged: boolean },
): Promise<object> {
  const kind = writtenIn(operation);
  if (kind !== undefined && !(await isRequest(operation, { file, kind, say }))) {
    const { spec, files } =
      kind === 'plan'
        ? await resolvePlan(file, await readYaml(file, planFile, say), say)
        : await resolveJob(file, await readYaml(file, jobSpecOf(localFile), say), say);
    await uploadMissing(client, files);
    return operation.id === jobCreate.id ? spec : { spec };
  }
  if (operation.body instanceof z.ZodObject && 'document' in operation.body.shape) {
    const { value } = await readYaml(file, z.looseObject({}), say);
    return policyFile.safeParse(value).success && 'Statement' in value ? { document: value } : value;
  }
  const form = flagged ? z.looseObject({}) : operation.body;
  const { value } = await readYaml(file, form as z.ZodType<object>, say); // operations with a body take objects
  return value;
}

/** What of an operation people write in a file of its own, which is its `spec`, or of one that makes a job all of it. */
export function writtenIn({ id, body }: Pick<Operation, 'id' | 'body'>): 'plan' | 'job' | undefined {
  if (id === jobCreate.id) return 'job';
  if (!(body instanceof z.ZodObject) || !('spec' in body.shape)) return undefined;
  return id.startsWith('plan_') ? 'plan' : 'job';
}

/** By which a plan or a job is known: what no request has beside its `spec`. */
const marks = { plan: ['name', 'jobs', 'cluster'], job: ['name', 'kind'] } as const;

/** Whether the request itself stands there, and not the plan or job alone. A request that makes a job is one. */
async function isRequest(
  { id }: Operation,
  { file, kind, say }: { readonly file: string; readonly kind: 'plan' | 'job'; readonly say: Say },
): Promise<boolean> {
  if (id === jobCreate.id) return false;
  const { value } = await readYaml(file, z.looseObject({}), say);
  return 'spec' in value || !marks[kind].some((mark) => mark in value);
}
