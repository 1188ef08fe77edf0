import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { type GroupDetails, readGroup } from './read-people.ts';
import { insertGroup } from './store/groups.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldGroup } from './told-changes.ts';

/** Makes a group without members and policies. Refuses: group_name_taken. */
export async function createGroup(
  deps: IdentityDeps,
  caller: Caller,
  input: { readonly name: string; readonly description: string },
): Promise<GroupDetails> {
  const { organizationId } = caller;
  return changing(deps, caller, {
    fact: 'identity.group_created',
    async body(tx) {
      const id = deps.newId('group');
      const inserted = await insertGroup(tx, { id, organizationId, ...input, createdAt: deps.clock.now() });
      if (inserted === 'name_taken') throw refusal('group_name_taken', { name: input.name });
      const made = await readGroup(tx, organizationId, id);
      noteChanges(tx, { after: toldGroup(made) });
      return made;
    },
  });
}
