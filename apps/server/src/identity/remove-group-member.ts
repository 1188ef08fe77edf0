import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireMayTakeAway } from './may-give.ts';
import { type GroupDetails, readGroup } from './read-people.ts';
import { requireUser } from './require-found.ts';
import { deleteMember } from './store/groups.ts';
import { noteChanges } from '../platform/transaction.ts';

/** Takes a user out of a group. Refuses: group_not_found, user_not_found, group_member_not_found, denial_protected. */
export async function removeGroupMember(
  deps: IdentityDeps,
  caller: Caller,
  { groupId, userId }: { readonly groupId: string; readonly userId: string },
): Promise<GroupDetails> {
  const { organizationId } = caller;
  return changing(deps, caller, {
    fact: 'identity.group_member_removed',
    async body(tx) {
      const group = await readGroup(tx, organizationId, groupId);
      const user = await requireUser(tx, organizationId, userId);
      requireMayTakeAway(caller, group.policies);
      const deleted = await deleteMember(tx, { organizationId, groupId: group.id, userId: user.id });
      if (deleted === 'not_a_member') throw refusal('group_member_not_found', { group: group.name, user: user.name });
      noteChanges(tx, { before: { member: { id: user.id, name: user.name } } });
      return readGroup(tx, organizationId, group.id);
    },
  });
}
