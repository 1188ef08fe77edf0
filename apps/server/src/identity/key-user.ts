import { invariant } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { requireUser } from './require-found.ts';
import type { UserAccount } from './store/user-accounts.ts';

/** Whose keys a request is about: the caller's own, unless it names another user. Refuses: user_not_found. */
export async function keyUser(tx: Tx, caller: Caller, userId: string | undefined): Promise<UserAccount> {
  const whose = userId ?? caller.userId;
  invariant(whose !== undefined, 'who asks for keys is a user');
  return requireUser(tx, caller.organizationId, whose);
}
