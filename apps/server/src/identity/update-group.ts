import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { type GroupDetails, readGroup } from './read-people.ts';
import { requireGroup } from './require-found.ts';
import { updateGroup as updateRow } from './store/groups.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldGroup } from './told-changes.ts';

/** Changes a group's name or description. Refuses: group_not_found, group_name_taken. */
export async function updateGroup(
  deps: IdentityDeps,
  caller: Caller,
  {
    groupId,
    ...changes
  }: { readonly groupId: string; readonly name?: string | undefined; readonly description?: string | undefined },
): Promise<GroupDetails> {
  const { organizationId } = caller;
  return changing(deps, caller, {
    fact: 'identity.group_updated',
    async body(tx) {
      const group = await requireGroup(tx, organizationId, groupId);
      if ((await updateRow(tx, group, changes)) === 'name_taken')
        throw refusal('group_name_taken', { name: changes.name ?? group.name });
      const updated = await readGroup(tx, organizationId, group.id);
      noteChanges(tx, { before: toldGroup(group), after: toldGroup(updated) });
      return updated;
    },
  });
}
