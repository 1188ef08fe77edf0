// What is summed up of running time, from the rows of nodes.
import { expect, test } from 'vitest';
import { aCaller, startTestClusters } from '../../../test/clusters.ts';
import { releaseCluster } from '../release-cluster.ts';
import { sumUsage } from './usage.ts';
import { SYSTEM } from '../../platform/caller.ts';

test('nodes count within the period from when they did their work to their end, and for their own organization', async () => {
  await using clusters = await startTestClusters();
  const { deps, clock } = clusters;
  const sum = (organizationId: string, from = clock.now().subtract({ hours: 100 })) =>
    deps.read(SYSTEM, (tx) => sumUsage(tx, { organizationId, from, to: clock.now(), now: clock.now() }));
  const made = await clusters.create({ nodeGroups: [{ role: 'master', machineType: 'local.medium' }] });
  await clusters.settle();
  expect(await sum('org-1')).toMatchObject({ nodeSeconds: 0, running: { clusters: 0, nodes: 0 } }); // asked for, and of no use yet
  await clusters.report(made);
  await clusters.settle();
  clock.advance({ hours: 2 });
  const twoHours = { nodeSeconds: 7200, vcpuSeconds: 14_400, memoryMbSeconds: 7200 * 4096 };
  expect(await sum('org-1')).toEqual({ ...twoHours, running: { clusters: 1, nodes: 1, vcpus: 2, memoryMb: 4096 } });
  expect(await sum('org-1', clock.now().subtract({ minutes: 30 }))).toMatchObject({ nodeSeconds: 1800 });
  expect(await sum('org-2')).toMatchObject({ nodeSeconds: 0, running: { clusters: 0, nodes: 0 } });
  await releaseCluster(deps, aCaller, { clusterId: made.id });
  await clusters.settle();
  clock.advance({ hours: 1 });
  expect(await sum('org-1')).toEqual({ ...twoHours, running: { clusters: 0, nodes: 0, vcpus: 0, memoryMb: 0 } });
});
