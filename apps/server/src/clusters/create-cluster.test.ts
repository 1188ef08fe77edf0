// Asking for a cluster: what is taken at once, and what a second request meets.
import { expect, test } from 'vitest';
import { aCaller, startTestClusters } from '../../test/clusters.ts';
import { aClusterRequest } from '../../test/a-cluster.ts';
import { checkClusterDraft } from './check-cluster.ts';
import { createCluster, createClusterWithin, machineFactsFor } from './create-cluster.ts';
import { releaseCluster } from './release-cluster.ts';

test('CLU-1 two clusters share no address and no shuffle port, and a released one gives its own back', async () => {
  await using clusters = await startTestClusters();
  const one = await clusters.create({ name: 'one', nodeGroups: [{ role: 'master' }, { role: 'core', count: 2 }] });
  const two = await clusters.create({ name: 'two' });
  const taken = [...(await clusters.nodes(one.id)), ...(await clusters.nodes(two.id))];
  expect(new Set(taken.map((node) => node.address)).size).toBe(4);
  expect(new Set(taken.map((node) => node.shufflePort)).size).toBe(4);
  await releaseCluster(clusters.deps, aCaller, { clusterId: one.id });
  await clusters.settle();
  expect(clusters.hosts.size).toBe(1);
  const three = await clusters.create({ name: 'one' });
  expect(three.slot).toBe(one.slot);
});

test('a name is taken while its cluster is not gone', async () => {
  await using clusters = await startTestClusters();
  await clusters.create({ name: 'nightly' });
  await expect(clusters.create({ name: 'nightly' })).rejects.toMatchObject({ code: 'cluster_name_taken' });
});

test('memory is that of the machine less what other clusters have', async () => {
  await using clusters = await startTestClusters({ memoryMb: 7000 });
  await clusters.create({ name: 'one' });
  await expect(clusters.create({ name: 'two' })).rejects.toMatchObject({
    code: 'memory_not_enough',
    facts: { neededMb: 4096, freeMb: 2904 },
  });
});

test('RAM-2 where another organization has clusters none is made, as nothing separates nodes of one machine; unless who runs the server said so', async () => {
  await using clusters = await startTestClusters({ memoryMb: 20_000 });
  const { deps } = clusters;
  const one = await clusters.create({ name: 'one' });
  const customer = { ...aCaller, organizationId: 'org-2' };
  const ask = (sharesMachine: boolean) =>
    createCluster({ ...deps, sharesMachine }, customer, aClusterRequest({ name: 'theirs' }));
  const check = () => checkClusterDraft(deps, customer, { nodeGroups: [{ role: 'master' }] });
  await expect(ask(false)).rejects.toMatchObject({ code: 'machine_of_another_organization' });
  expect((await check()).problems.map(({ path, code }) => `${path} ${code}`)).toEqual([
    'region machine_of_another_organization',
  ]);
  await releaseCluster(deps, aCaller, { clusterId: one.id });
  await clusters.settle();
  expect((await check()).ok).toBe(true);
  expect((await ask(false)).organizationId).toBe('org-2');
  await expect(clusters.create({ name: 'two' })).rejects.toMatchObject({ code: 'machine_of_another_organization' });
  expect((await createCluster({ ...deps, sharesMachine: true }, aCaller, aClusterRequest())).state).toBe('STARTING');
});

test('CLU-3 asked for twice under one id, it is one cluster', async () => {
  await using clusters = await startTestClusters();
  const { deps } = clusters;
  const input = { ...aClusterRequest({ name: 'of-a-plan' }), id: deps.newId('cluster') };
  const machine = await machineFactsFor(deps, input);
  const ask = () => deps.transaction(aCaller, (tx) => createClusterWithin(deps, tx, aCaller, input, machine));
  const [first, second] = [await ask(), await ask()];
  expect(second.id).toBe(first.id);
  expect(await clusters.nodes(first.id)).toHaveLength(1);
});

test('two bootstrap scripts of one name are refused, whenever they run: each is known by its name', () => {
  const script = { name: 'setup', script: 'true' };
  const bootstrapScripts = [script, { ...script, moment: 'AFTER_STARTED' as const }];
  expect(() => aClusterRequest({ bootstrapScripts })).toThrow('no two scripts of one name');
});
