// What a person is shown of a node's configuration is what its daemons read.
import { expect, test } from 'vitest';
import { aCaller, startTestClusters } from '../../test/clusters.ts';
import { readNodeConfiguration } from './read-node-configuration.ts';

test('defaults and what the customer set over them, told apart', async () => {
  await using clusters = await startTestClusters();
  const own = { component: 'hdfs', file: 'hdfs-site.xml', key: 'dfs.replication', value: '3' };
  const { id } = await clusters.create({ configuration: [own] });
  await clusters.settle();
  const read = (caller = aCaller, nodeId = 'master-1') =>
    readNodeConfiguration(clusters.deps, caller, { clusterId: id, nodeId });
  const shown = await read();
  expect(shown.filter(({ isOwn }) => isOwn)).toEqual([{ ...own, isOwn: true }]);
  expect(shown).toContainEqual(expect.objectContaining({ key: 'fs.defaultFS', isOwn: false }));
  await expect(read(aCaller, 'core-9')).rejects.toMatchObject({ code: 'node_not_found' });
  await expect(read({ ...aCaller, organizationId: 'org-2' })).rejects.toMatchObject({ code: 'cluster_not_found' });
});
