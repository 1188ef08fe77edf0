import { allPermissions } from '@argosy/contract/permissions';
import { expect, test } from 'vitest';
import { policy } from '../../../test/policies.ts';
import { isKnownAction, nearestActions, thingNotById, unknownAction } from './policy-meaning.ts';
import { systemPolicies } from './system-policies.ts';

const about = (Resource: string) => thingNotById(policy('p', { Effect: 'Deny', Action: '*', Resource }).document);

test.each([
  ['acs:clusters:*:*:cluster/data-1', 'c-'],
  ['acs:clusters:*:*:cluster/data-*', 'c-'],
  ['acs:workloads:*:*:plan-run/pln-1', 'prn-'],
  ['acs:identity:*:*:user/li', 'usr-'],
  ['acs:identity:*:*:policy/mine', 'pol-'],
])('RAM-1 %s names a thing by what cannot be its id, as %s is missing', (resource, begins) => {
  expect(about(resource)).toMatchObject({ resource, begins });
});

test.each([
  '*',
  'acs:clusters:*:*:cluster/c-1',
  'acs:clusters:*:*:cluster/*',
  'acs:clusters:*:*:cluster/?-1*',
  'acs:identity:*:*:user/us*',
  'acs:identity:*:*:policy/ArgosyFullAccess',
  'acs:identity:*:*:*/li',
  'acs:clusters:*:*:release/6.0.0',
  `acs:workloads:*:*:file/${'a'.repeat(64)}`,
])('RAM-1 %s may hold', (resource) => {
  expect(about(resource)).toBeUndefined();
});

test('RAM-1 what all operations need, and what the policies of the system say, is known', () => {
  expect(allPermissions.filter((each) => !isKnownAction(each))).toEqual([]);
  for (const { name, document } of systemPolicies)
    expect({ name, action: unknownAction(document), thing: thingNotById(document) }).toEqual({ name });
});

test.each([
  ['clusters:ReleaseClustr', 'clusters:ReleaseCluster'],
  ['clusters:Relese*', 'clusters:ReleaseCluster'],
  ['cluster:GetNode?onfiguration', 'clusters:ReadNodeConfiguration'],
])('RAM-1 %s is not known, and %s may have been meant', (action, meant) => {
  expect(isKnownAction(action)).toBe(false);
  expect(nearestActions(action)).toContain(meant);
});
