import { expect, test } from 'vitest';
import { aCaller, startTestClusters } from '../../test/clusters.ts';
import { checkClusterDraft } from './check-cluster.ts';

test('CLU-1 a wish for a cluster is checked as it is written: what would be made, at which addresses, of how much memory', async () => {
  await using clusters = await startTestClusters({ memoryMb: 20_000 });
  await clusters.create({ name: 'one' });
  const { problems, ...planned } = await checkClusterDraft(clusters.deps, aCaller, {
    name: 'two',
    nodeGroups: [{ role: 'master' }, { role: 'core', count: 2 }],
  });
  expect(problems).toEqual([]);
  expect(planned).toMatchObject({ ok: true, release: '6.0.0', neededMb: 3 * 4096, freeMb: 20_000 - 4096 });
  expect(planned.nodes.map(({ name, address }) => `${name} ${address?.split('.').slice(2).join('.')}`)).toEqual([
    'master-1 1.10',
    'core-1 1.11',
    'core-2 1.12',
  ]);
  expect(planned.nodes.every(({ offeredMb, memoryMb }) => offeredMb > 0 && offeredMb < memoryMb)).toBe(true);
  const two = await clusters.create({ name: 'two', nodeGroups: [{ role: 'master' }, { role: 'core', count: 2 }] });
  expect((await clusters.nodes(two.id)).map(({ address }) => address)).toEqual(
    planned.nodes.map(({ address }) => address),
  );
});

test('CLU-1 everything that is wrong is told at once, each thing at its field, in the language of who asks', async () => {
  await using clusters = await startTestClusters({ memoryMb: 5000 });
  await clusters.create({ name: 'one' });
  const check = async (draft: object, language: 'en' | 'zh' = 'en') => {
    const { ok, problems } = await checkClusterDraft(clusters.deps, { ...aCaller, language }, draft);
    expect(ok).toBe(false);
    return problems;
  };
  const wrong = {
    name: 'one',
    release: '6.0.0',
    components: ['hdfs', 'yarn'],
    nodeGroups: [{ role: 'master', machineType: 'none' }, { role: 'core' }],
    configuration: [
      { component: 'hdfs', file: 'hdfs-site.xml', key: 'a', value: 'b' },
      { component: 'spark', file: 'x.xml', key: 'a', value: 'b' },
    ],
  };
  expect((await check(wrong)).map(({ path, code }) => `${path} ${code}`)).toEqual([
    'name cluster_name_taken',
    'nodeGroups.0.machineType machine_type_unknown',
    'configuration.1 configuration_invalid',
  ]);
  expect((await check({ nodeGroups: [{ role: 'master' }] })).map(({ path, code }) => `${path} ${code}`)).toEqual([
    'nodeGroups memory_not_enough',
  ]);
  expect((await check({ nodeGroups: [{ role: 'king' }], more: 1 })).map(({ path }) => path)).toEqual([
    'nodeGroups.0.role',
    'more',
  ]);
  const [zh] = await check({ nodeGroups: [{ role: 'master' }] }, 'zh');
  expect(zh?.message).toMatch(/内存/);
});
