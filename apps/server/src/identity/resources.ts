// The ids of what requests call by name: a policy about a group is about it whatever it is called in a path.
import type { ResourceFinders } from '../platform/http/gate.ts';
import type { PlatformDeps } from '../platform/deps.ts';
import { systemPolicy } from './domain/system-policies.ts';
import { findGroup } from './store/groups.ts';
import { findPolicy } from './store/policies.ts';
import { findRole } from './store/roles.ts';
import { findUser } from './store/user-accounts.ts';

export const identityResources = ({ read }: Pick<PlatformDeps, 'read'>): ResourceFinders => ({
  user: async (organizationId, idOrName) =>
    (await read({ organizationId }, (tx) => findUser(tx, organizationId, idOrName)))?.id,
  group: async (organizationId, idOrName) =>
    (await read({ organizationId }, (tx) => findGroup(tx, organizationId, idOrName)))?.id,
  role: async (organizationId, idOrName) =>
    (await read({ organizationId }, (tx) => findRole(tx, organizationId, idOrName)))?.id,
  policy: async (organizationId, idOrName) =>
    systemPolicy(idOrName)?.name ??
    (await read({ organizationId }, (tx) => findPolicy(tx, organizationId, idOrName)))?.id,
});
