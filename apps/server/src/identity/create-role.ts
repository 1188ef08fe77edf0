import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { readRole, type RoleDetails } from './read-people.ts';
import { requireGroup, requireUser } from './require-found.ts';
import { insertRole } from './store/roles.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldRole } from './told-changes.ts';

/** Makes a role that may nothing yet. Refuses: role_name_taken, user_not_found, group_not_found. */
export async function createRole(
  deps: IdentityDeps,
  caller: Caller,
  input: {
    readonly name: string;
    readonly description: string;
    readonly trustedUsers: readonly string[];
    readonly trustedGroups: readonly string[];
    readonly maxSessionSeconds: number;
  },
): Promise<RoleDetails> {
  const { organizationId } = caller;
  return changing(deps, caller, {
    fact: 'identity.role_created',
    async body(tx) {
      const id = deps.newId('role');
      const inserted = await insertRole(tx, {
        id,
        organizationId,
        name: input.name,
        description: input.description,
        trusted: [
          ...(await userIds(tx, organizationId, input.trustedUsers)),
          ...(await groupIds(tx, organizationId, input.trustedGroups)),
        ],
        maxSessionSeconds: input.maxSessionSeconds,
        createdAt: deps.clock.now(),
      });
      if (inserted === 'name_taken') throw refusal('role_name_taken', { name: input.name });
      const made = await readRole(tx, organizationId, id);
      noteChanges(tx, { after: toldRole(made) });
      return made;
    },
  });
}

/** Refuses: user_not_found. */
export async function userIds(tx: Tx, organizationId: string, users: readonly string[]): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (const user of users) ids.add((await requireUser(tx, organizationId, user)).id);
  return [...ids];
}

/** Refuses: group_not_found. */
export async function groupIds(tx: Tx, organizationId: string, groups: readonly string[]): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (const group of groups) ids.add((await requireGroup(tx, organizationId, group)).id);
  return [...ids];
}
