// What is refused before anything is made, and with which facts.
import { expect, test } from 'vitest';
import { Refusal } from '@argosy/kernel/errors';
import { aClusterRequest } from '../../../test/a-cluster.ts';
import { validateCluster } from './validate-cluster.ts';

const machine = { freeMb: 24_000, mostNodes: 240 };

function refusalOf(request: Parameters<typeof aClusterRequest>[0], on = machine): Pick<Refusal, 'code' | 'facts'> {
  const { name: _, deletionProtection: __, ...spec } = aClusterRequest(request);
  try {
    validateCluster(spec, on);
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, facts: error.facts };
    throw error;
  }
  throw new Error('it was not refused');
}

test('REL-5 a withdrawn release makes no cluster, and the refusal names the one to use', () => {
  expect(refusalOf({ release: '1.0.0' })).toMatchObject({
    code: 'release_withdrawn',
    facts: { release: '1.0.0', use: expect.any(String) },
  });
});

test('REL-6 a release that is only history is refused with the one that runs today', () => {
  expect(refusalOf({ release: '3.2.0' })).toMatchObject({ code: 'release_not_runnable', facts: { use: '6.0.0' } });
  expect(refusalOf({ release: '9.9.9' })).toMatchObject({ code: 'release_unknown', facts: { runnable: ['6.0.0'] } });
});

test('REL-2 components are those of the release, and none comes without what it needs', () => {
  expect(refusalOf({ components: ['hdfs', 'hive'] })).toMatchObject({
    code: 'component_unknown',
    facts: { component: 'hive' },
  });
  expect(refusalOf({ components: ['hdfs', 'spark'] })).toEqual({
    code: 'component_missing',
    facts: { component: 'spark', needs: 'yarn' },
  });
});

test('CLU-2 there is exactly one master', () => {
  expect(refusalOf({ nodeGroups: [{ role: 'core', count: 3 }] })).toMatchObject({ code: 'node_groups_invalid' });
  expect(refusalOf({ nodeGroups: [{ role: 'master', count: 2 }] })).toMatchObject({ code: 'node_groups_invalid' });
  expect(refusalOf({ nodeGroups: [{ role: 'master' }, { role: 'core', name: 'master' }] })).toMatchObject({
    code: 'node_groups_invalid',
  });
});

test('CLU-1 a machine type has to have room for the services of its nodes', () => {
  expect(refusalOf({ nodeGroups: [{ role: 'master', machineType: 'huge' }] })).toMatchObject({
    code: 'machine_type_unknown',
  });
  const small = refusalOf({ nodeGroups: [{ role: 'master', machineType: 'local.small' }] }); // alone it does all the work
  expect(small).toMatchObject({ code: 'machine_type_too_small', facts: { group: 'master', memoryMb: 2048 } });
  const { nodeGroups } = aClusterRequest({
    nodeGroups: [
      { role: 'master', machineType: 'local.small' },
      { role: 'core', count: 1 },
    ],
  });
  const { name: _, deletionProtection: __, ...spec } = aClusterRequest({ nodeGroups });
  expect(validateCluster(spec, machine).neededMb).toBe(2048 + 4096);
});

test('a cluster for which there is no memory is refused with what would fit', () => {
  const nodeGroups = [{ role: 'master' as const }, { role: 'core' as const, count: 10 }];
  expect(refusalOf({ nodeGroups }, { ...machine, freeMb: 10_000 })).toEqual({
    code: 'memory_not_enough',
    facts: { neededMb: 45_056, freeMb: 10_000, fits: 'master 1 x local.small, core 3 x local.small' },
  });
  expect(refusalOf({ nodeGroups }, { ...machine, freeMb: 100 })).toMatchObject({
    facts: { fits: expect.stringContaining('nothing') },
  });
});

test('configuration is set in files that a chosen component has', () => {
  const set = (component: string, file: string, key = 'a.b') => ({
    configuration: [{ component, file, key, value: '1' }],
  });
  expect(refusalOf(set('hive', 'hive-site.xml'))).toMatchObject({
    code: 'configuration_invalid',
    facts: { component: 'hive' },
  });
  expect(refusalOf(set('hdfs', 'yarn-site.xml'))).toMatchObject({
    facts: { problem: expect.stringContaining('hdfs-site.xml') },
  });
  expect(refusalOf(set('hdfs', 'hdfs-site.xml', 'a b'))).toMatchObject({ code: 'configuration_invalid' });
});
