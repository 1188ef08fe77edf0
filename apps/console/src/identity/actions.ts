// Every action that policies can speak of, from the contract's operations.
import * as hdfs from '@argosy/contract/clusters/hdfs-operations';
import * as clusters from '@argosy/contract/clusters/operations';
import * as identity from '@argosy/contract/identity/operations';
import * as organization from '@argosy/contract/identity/organization';
import * as passkeys from '@argosy/contract/identity/passkeys';
import * as people from '@argosy/contract/identity/people';
import * as policies from '@argosy/contract/identity/policies';
import * as signIn from '@argosy/contract/identity/sign-in';
import * as signInSources from '@argosy/contract/identity/sign-in-sources';
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

interface Asking {
  readonly permission: string;
  /** In a browser only of those that have some. */
  readonly fieldPermissions?: Readonly<Record<string, { readonly permission: string }>>;
}

const isAsking = (value: unknown): value is Asking =>
  typeof value === 'object' && value !== null && 'permission' in value && typeof value.permission === 'string';

export const actions: readonly string[] = [
  ...new Set(
    all
      .flatMap((each): readonly unknown[] => Object.values(each))
      .filter(isAsking)
      .flatMap(({ permission, fieldPermissions = {} }) => [
        permission,
        ...Object.values(fieldPermissions).map((further) => further.permission),
      ]),
  ),
].sort();
