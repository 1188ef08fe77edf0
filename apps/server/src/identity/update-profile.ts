import { invariant } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireUser } from './require-found.ts';
import { updateUser, type UserAccount } from './store/user-accounts.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldUser } from './told-changes.ts';

/** Changes how the caller is shown and in which language they are spoken to. */
export async function updateProfile(
  deps: IdentityDeps,
  caller: Caller,
  changes: { readonly displayName?: string | undefined; readonly language?: 'en' | 'zh' | undefined },
): Promise<UserAccount> {
  const { organizationId, userId } = caller;
  invariant(userId !== undefined, 'who has a profile is a user');
  return changing(deps, caller, {
    fact: 'identity.user_updated',
    async body(tx) {
      const before = await requireUser(tx, organizationId, userId);
      await updateUser(tx, before, changes);
      const updated = await requireUser(tx, organizationId, userId);
      noteChanges(tx, { before: toldUser(before), after: toldUser(updated) });
      return updated;
    },
  });
}
