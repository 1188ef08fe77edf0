import { expect, test } from 'vitest';
import { anOwner, aPlan, startTestPlans } from '../../test/plans.ts';
import { createPlan } from './create-plan.ts';
import { runPlan } from './run-plan.ts';

test('JOB-2 a plan with a job that its own cluster can never hold is neither kept nor run', async () => {
  await using plans = await startTestPlans();
  const small = { kind: 'shell', name: 'small', command: 'true' };
  const large = { ...small, name: 'large', needs: ['small'], resources: { memoryMb: 4096 } };
  const spec = aPlan({ jobs: [small, large] });
  const refused = { code: 'job_too_large', facts: { job: 'large', fits: 'local.large' } };
  await expect(createPlan(plans.deps, anOwner, { spec, replace: false })).rejects.toMatchObject(refused);
  const run = runPlan(plans.deps, anOwner, { planId: spec.name, spec, parameters: {}, keepCluster: false });
  await expect(run).rejects.toMatchObject(refused);
  const standing = { ...spec, cluster: { name: 'standing' } }; // has the nodes it has, and may have others by then
  await expect(createPlan(plans.deps, anOwner, { spec: standing, replace: false })).resolves.toMatchObject({
    spec: standing,
  });
});
