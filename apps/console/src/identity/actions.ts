// Every action that policies can speak of, from the contract's operations.
import * as hdfs from '@argosy/contract/clusters/hdfs-operations';
import * as clusters from '@argosy/contract/clusters/operations';
import * as identity from '@argosy/contract/identity/operations';
import * as organization from '@argosy/contract/identity/organization';
import * as passkeys from '@argosy/contract/identity/passkeys';
import * as people from '@argosy/contract/identity/people';
import * as policies from '@argosy/contract/identity/policies';
import * as signInSources from '@argosy/contract/identity/sign-in-sources';
import * as signIn from '@argosy/contract/identity/sign-in';
import * as platform from '@argosy/contract/platform/operations';
import * as workloads from '@argosy/contract/workloads/operations';

const all: readonly object[] = [
  clusters,
  hdfs,
  identity,
  organization,
  passkeys,
  people,
  policies,
  signIn,
  signInSources,
  platform,
  workloads,
];

export const actions: readonly string[] = [
  ...new Set(
    all
      .flatMap((each): readonly unknown[] => Object.values(each))
      .flatMap((value) =>
        typeof value === 'object' && value !== null && 'permission' in value && typeof value.permission === 'string'
          ? [value.permission]
          : [],
      ),
  ),
].sort();
