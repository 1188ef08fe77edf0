import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { changing } from './changing.ts';
import { groupIds, userIds } from './create-role.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireMayTrust } from './may-give.ts';
import { readRole, type RoleDetails } from './read-people.ts';
import { requireRole } from './require-found.ts';
import { lockRole, type Trusted, updateRole as updateRow } from './store/roles.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldRole } from './told-changes.ts';

/** Changes a role, or whom it trusts: who is trusted anew gets what the role may.
 *  Refuses: role_not_found, role_name_taken, user_not_found, group_not_found, gives_more_than_held. */
export async function updateRole(
  deps: IdentityDeps,
  caller: Caller,
  input: {
    readonly roleId: string;
    readonly name?: string | undefined;
    readonly description?: string | undefined;
    readonly trustedUsers?: readonly string[] | undefined;
    readonly trustedGroups?: readonly string[] | undefined;
    readonly maxSessionSeconds?: number | undefined;
  },
): Promise<RoleDetails> {
  const { organizationId } = caller;
  return changing(deps, caller, {
    fact: 'identity.role_updated',
    async body(tx) {
      const { id } = await requireRole(tx, organizationId, input.roleId);
      await lockRole(tx, { id, organizationId });
      const role = await requireRole(tx, organizationId, id);
      const { trustedUsers, trustedGroups } = input;
      const trusted = [
        ...(trustedUsers ? await userIds(tx, organizationId, trustedUsers) : idsOf(role.trusted, 'user')),
        ...(trustedGroups ? await groupIds(tx, organizationId, trustedGroups) : idsOf(role.trusted, 'group')),
      ];
      if (trusted.some((each) => !role.trusted.some((before) => before.id === each)))
        await requireMayTrust(tx, caller, [role.id]);
      if ((await updateRow(tx, role, { ...input, trusted })) === 'name_taken')
        throw refusal('role_name_taken', { name: input.name ?? role.name });
      const updated = await readRole(tx, organizationId, role.id);
      noteChanges(tx, { before: toldRole(role), after: toldRole(updated) });
      return updated;
    },
  });
}

const idsOf = (trusted: readonly Trusted[], kind: Trusted['kind']): readonly string[] =>
  trusted.filter((each) => each.kind === kind).map(({ id }) => id);
