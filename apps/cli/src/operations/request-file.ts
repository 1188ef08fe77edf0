// `--file`: a whole request as people write it. A plan or a job names files beside it, which are sent first; anything else
// has the form of the request itself.
import type { Client } from '@argosy/client';
import type { Operation } from '@argosy/contract/operation';
import { jobSpecOf, localFile } from '@argosy/contract/workloads/job-spec';
import { jobCreate, planCreate } from '@argosy/contract/workloads/operations';
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
  if (operation.id === planCreate.id) {
    const { spec, files } = await resolvePlan(file, await readYaml(file, planFile, say), say);
    await uploadMissing(client, files);
    return { spec };
  }
  if (operation.id === jobCreate.id) {
    const { spec, files } = await resolveJob(file, await readYaml(file, jobSpecOf(localFile), say), say);
    await uploadMissing(client, files);
    return spec;
  }
  if (operation.body instanceof z.ZodObject && 'document' in operation.body.shape) {
    const { value } = await readYaml(file, z.looseObject({}), say);
    return policyFile.safeParse(value).success && 'Statement' in value ? { document: value } : value;
  }
  const form = flagged ? z.looseObject({}) : operation.body;
  const { value } = await readYaml(file, form as z.ZodType<object>, say); // operations with a body take objects
  return value;
}
