// What stands under examples/ is what people begin with: each file has the form of today, and names files that are there.
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterCreateBody } from '@argosy/contract/clusters/operations';
import { policySimulate } from '@argosy/contract/identity/policies';
import { signInSourceCreate } from '@argosy/contract/identity/sign-in-sources';
import { jobSpecOf, localFile } from '@argosy/contract/workloads/job-spec';
import { planFile } from '@argosy/contract/workloads/plan-spec';
import { expect, test } from 'vitest';
import { readYaml } from '../src/read-yaml.ts';
import { resolveJob, resolvePlan } from '../src/run/local-files.ts';
import { sayIn } from '../src/texts.ts';

const say = sayIn('en');
const examples = join(import.meta.dirname, '../../../examples');
const files = (await Array.fromAsync(glob('**/*.yaml', { cwd: examples }))).toSorted();

async function nameIn(file: string): Promise<string | undefined> {
  const path = join(examples, file);
  if (file.startsWith('clusters/')) return (await readYaml(path, clusterCreateBody, say)).value.name;
  if (file.startsWith('jobs/')) {
    return (await resolveJob(path, await readYaml(path, jobSpecOf(localFile), say), say)).spec.name;
  }
  if (file.startsWith('policies/')) return (await readYaml(path, policySimulate.body, say)).value.policies?.[0]?.name;
  if (file.startsWith('sign-in-sources/')) return (await readYaml(path, signInSourceCreate.body, say)).value.name;
  return (await resolvePlan(path, await readYaml(path, planFile, say), say)).spec.name;
}

test('there are examples of clusters, jobs, policies, sign-in sources and plans', () => {
  const folders = new Set(files.map((file) => file.split('/')[0]));
  expect([...folders]).toEqual(['clusters', 'jobs', 'policies', 'sign-in-sources', 'tpch']);
});

test.each(files)('%s can be used as it stands', async (file) => {
  expect(await nameIn(file)).toMatch(/^[a-z]/);
});
