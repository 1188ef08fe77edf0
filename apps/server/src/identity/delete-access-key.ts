import type { Caller } from '../platform/caller.ts';
import { refusal } from '@argosy/kernel/errors';
import { tellOfKey } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { keyUser } from './key-user.ts';
import { type AccessKey, markDeleted } from './store/access-keys.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldKey } from './told-changes.ts';

/** Ends a key of the caller's user, or of another; also one that was given out with a role, before it ends by itself. On this server it stops working at once, on any other within a second.
 *  Refuses: access_key_in_use, access_key_not_found, user_not_found. */
export async function deleteAccessKey(
  deps: IdentityDeps,
  caller: Caller,
  input: { readonly accessKeyId: string; readonly userId?: string | undefined },
): Promise<AccessKey> {
  const { accessKeyId } = input;
  // Whoever deletes the key in their hand could not even see whether it worked.
  if (accessKeyId === caller.accessKeyId) throw refusal('access_key_in_use');
  const key = await deps.transaction(caller, async (tx) => {
    const { id: userId, organizationId } = await keyUser(tx, caller, input.userId);
    const deleted = await markDeleted(tx, { organizationId, userId, id: accessKeyId, at: deps.clock.now() });
    if (!deleted) throw refusal('access_key_not_found', { accessKeyId });
    noteChanges(tx, { before: toldKey(deleted) });
    await tellOfKey(tx, deps, 'identity.access_key_deleted', deleted);
    return deleted;
  });
  deps.authenticator.forget();
  return key;
}
