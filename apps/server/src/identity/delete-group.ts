import type { Caller } from '../platform/caller.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireMayTakeAway } from './may-give.ts';
import { requireGroup } from './require-found.ts';
import { deleteGroup as deleteRow, type Group } from './store/groups.ts';
import { attachedTo } from './store/policy-attachments.ts';
import { noteChanges } from '../platform/transaction.ts';
import { namesOf, toldGroup } from './told-changes.ts';

/** Deletes a group; its members stay, without what held through it. Refuses: group_not_found, denial_protected. */
export async function deleteGroup(deps: IdentityDeps, caller: Caller, groupId: string): Promise<Group> {
  const { organizationId } = caller;
  return changing(deps, caller, {
    fact: 'identity.group_deleted',
    async body(tx) {
      const group = await requireGroup(tx, organizationId, groupId);
      const policies = await attachedTo(tx, organizationId, [group.id]);
      requireMayTakeAway(caller, policies);
      noteChanges(tx, {
        before: { ...toldGroup(group), memberCount: group.memberCount, policies: namesOf(policies) },
      });
      await deleteRow(tx, group);
      return group;
    },
  });
}
