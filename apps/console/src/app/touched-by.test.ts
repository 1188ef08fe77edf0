// Which queries a fact makes new.
import type { Query } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { clusterGet, clusterList, nodeList, releaseList } from '@argosy/contract/clusters/operations';
import { groupList, userList } from '@argosy/contract/identity/people';
import { permissionCheck } from '@argosy/contract/identity/policies';
import { sessionList } from '@argosy/contract/identity/sign-in';
import type { Operation } from '@argosy/contract/operation';
import { eventList } from '@argosy/contract/platform/operations';
import { runList } from '@argosy/contract/workloads/operations';
import { touchedBy } from './touched-by.ts';

const fact = (type: string, subject = 'c-1') => ({ id: '1.1', occurredAt: '', type, subject, facts: {} });
/** As `queryOf` makes it; of a query only these two are looked at. */
const query = (operation: Operation, input: object = {}) =>
  ({ queryKey: [operation.id, input], meta: { operation } }) as unknown as Query;
const isTouched = (type: string, ...of: Parameters<typeof query>) => touchedBy(fact(type))(query(...of));

test('a fact about a cluster touches the lists and that cluster, and no other', () => {
  expect(isTouched('clusters.cluster_running', clusterList)).toBe(true);
  expect(isTouched('clusters.cluster_running', clusterGet, { params: { clusterId: 'c-1' } })).toBe(true);
  expect(isTouched('clusters.cluster_running', clusterGet, { params: { clusterId: 'c-2' } })).toBe(false);
  expect(isTouched('clusters.cluster_running', releaseList)).toBe(false);
});

test('the longest name that fits speaks for a fact', () => {
  expect(isTouched('clusters.node_running', nodeList, { params: { clusterId: 'c-1' } })).toBe(true);
  expect(isTouched('clusters.node_used', nodeList, { params: { clusterId: 'c-1' } })).toBe(false);
});

test('a fact that no table knows touches all of its module, and nothing of another', () => {
  expect(isTouched('clusters.moon_risen', clusterList)).toBe(true);
  expect(isTouched('clusters.moon_risen', runList)).toBe(false);
});

test('the list of facts is touched by each of them that can stand in it', () => {
  expect(isTouched('clusters.node_used', eventList)).toBe(true);
  expect(isTouched('other.thing_made', eventList)).toBe(true);
  const some = { query: { modules: 'clusters,workloads' } };
  expect(isTouched('clusters.node_used', eventList, some)).toBe(true);
  expect(isTouched('other.thing_made', eventList, some)).toBe(false);
  expect(isTouched('identity.session_created', eventList, some)).toBe(false);
});

test.each(['session_created', 'session_ended', 'role_assumed', 'access_key_created', 'sign_in_source_linked'])(
  'identity.%s touches what tells of signing in, and not what anybody may',
  (type) => {
    expect(isTouched(`identity.${type}`, sessionList)).toBe(true);
    expect(isTouched(`identity.${type}`, userList)).toBe(true);
    expect(isTouched(`identity.${type}`, permissionCheck)).toBe(false);
    expect(isTouched(`identity.${type}`, groupList)).toBe(false);
  },
);

test.each(['policy_attached', 'group_member_added', 'role_updated', 'user_suspended', 'sign_in_source_updated'])(
  'identity.%s touches all of identity, and with it what people may',
  (type) => {
    expect(isTouched(`identity.${type}`, permissionCheck)).toBe(true);
    expect(isTouched(`identity.${type}`, userList)).toBe(true);
  },
);
