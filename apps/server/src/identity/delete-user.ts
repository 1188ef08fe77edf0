import type { Caller } from '../platform/caller.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireUserLocked } from './require-found.ts';
import { requireOthers } from './update-user.ts';
import { deleteUser as deleteRow, type UserAccount } from './store/user-accounts.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldUser } from './told-changes.ts';

/** Deletes a user: sessions, keys and links end, memberships and attachments go, the name is free. The row stays, because the
 *  trail names it. Refuses: user_not_found, owner_protected, own_user_protected. */
export async function deleteUser(deps: IdentityDeps, caller: Caller, userId: string): Promise<UserAccount> {
  const { organizationId } = caller;
  return changing(deps, caller, {
    fact: 'identity.user_deleted',
    async body(tx) {
      const user = await requireUserLocked(tx, organizationId, userId);
      requireOthers(caller, user);
      noteChanges(tx, { before: toldUser(user) });
      await deleteRow(tx, { ...user, at: deps.clock.now() });
      return { ...user, state: 'deleted' };
    },
  });
}
