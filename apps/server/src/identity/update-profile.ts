import { invariant } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireUser } from './require-found.ts';
import { updateUser, type UserAccount } from './store/user-accounts.ts';

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
      await updateUser(tx, { id: userId, organizationId }, changes);
      return requireUser(tx, organizationId, userId);
    },
  });
}
