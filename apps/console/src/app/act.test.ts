// What is asked of the policies before somebody tries: about the same thing that the call itself would be about.
import { allOperations } from '@argosy/contract';
import { clusterList, clusterRelease } from '@argosy/contract/clusters/operations';
import { policyAttach } from '@argosy/contract/identity/policies';
import { organizationUpdate } from '@argosy/contract/identity/organization';
import { expect, test } from 'vitest';
import { actOf, fieldActOf } from './act.ts';

test('it names the thing', () => {
  expect(actOf(clusterRelease, { clusterId: 'c-1' })).toEqual({
    action: 'clusters:ReleaseCluster',
    resource: 'cluster/c-1',
  });
  expect(actOf(clusterList)).toEqual({ action: 'clusters:ListClusters', resource: 'cluster/*' });
  expect(actOf(organizationUpdate).resource).toBe('organization/*');
});

test('without the thing it does not compile', () => {
  // @ts-expect-error: which cluster?
  expect(actOf(clusterRelease).resource).toBe('cluster/*');
});

test('of what is given to somebody, it names them', () => {
  expect(fieldActOf(policyAttach, { userId: 'u-1' })).toEqual({
    action: 'identity:AttachPolicy',
    resource: 'user/u-1',
  });
});

test('RAM-1 the ids of a path are enough to name what any operation is about', () => {
  const unnamed = allOperations.filter(({ resource, params }) =>
    [...resource.matchAll(/\{([A-Za-z0-9]+)\}/g)].some(([, name]) => !(String(name) in params.shape)),
  );
  expect(unnamed.map(({ id }) => id)).toEqual([]);
});
