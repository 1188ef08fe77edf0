// Plans whose jobs their own clusters can never hold are refused before anything is made.
import { planSpec } from '@argosy/contract/workloads/plan-spec';
import { expect, test } from 'vitest';
import { clusterOffers } from '../../clusters/index.ts';
import { clusterOf } from './plan.ts';
import { requireRoom } from './room-for-jobs.ts';

const pi = { kind: 'spark-jar', name: 'pi', jar: 'release:spark-examples', mainClass: 'argosy.SparkPi' };

function refusalOf(cluster: object, job: object): unknown {
  const spec = planSpec.parse({ name: 'p', cluster, jobs: [job] });
  const own = clusterOf(spec);
  const offers = own.kind === 'transient' ? clusterOffers(own.spec) : undefined;
  try {
    if (offers) requireRoom(spec.jobs, offers);
    return 'nothing';
  } catch (error) {
    return error;
  }
}

const single = { nodeGroups: [{ role: 'master' }] };

test('JOB-2 a job larger than the nodes of its plan is refused by name, with the machine type on which it fits', () => {
  expect(refusalOf(single, { ...pi, executors: { memoryMb: 1024 } })).toMatchObject({
    code: 'job_too_large',
    facts: { job: 'pi', neededMb: [1024, 1408], offeredMb: 2048, fits: 'local.large' },
  });
  const anywhere = refusalOf(single, { ...pi, driver: { memoryMb: 1_000_000 } });
  expect(anywhere).toMatchObject({ code: 'job_too_large' });
  expect(anywhere).not.toHaveProperty('facts.fits');
  const onMaster = { kind: 'shell', name: 'a', command: 'true', resources: { memoryMb: 3000 } };
  expect(refusalOf(single, onMaster)).toMatchObject({ facts: { job: 'a', neededMb: [3000], offeredMb: 2048 } });
});

test('JOB-1 the usual sizes of a Spark job fit the usual machine, also where one node does everything', () => {
  expect(refusalOf(single, pi)).toBe('nothing');
});

test('JOB-2 driver and executor may lie on two nodes of a group', () => {
  const cores = (count: number) => ({
    nodeGroups: [{ role: 'master' }, { role: 'core', machineType: 'local.small', count }],
  });
  const job = { ...pi, driver: { memoryMb: 1024 }, executors: { memoryMb: 1024 } };
  expect(refusalOf(cores(1), job)).toMatchObject({ facts: { fits: 'local.medium' } });
  expect(refusalOf(cores(2), job)).toBe('nothing');
});

test('JOB-2 what a parameter sizes, and a cluster that cannot be made, are not judged here', () => {
  const large = { ...pi, executors: { memoryMb: 4000 } };
  const configuration = { 'spark.executor.memoryOverhead': '${overhead}' };
  expect(refusalOf(single, { ...large, configuration })).toBe('nothing');
  expect(refusalOf({ nodeGroups: [{ role: 'master', machineType: 'local.tiny' }] }, large)).toBe('nothing');
  expect(refusalOf({ nodeGroups: [{ role: 'master', machineType: 'local.small' }] }, large)).toBe('nothing');
});
