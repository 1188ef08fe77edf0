import type { Caller } from '../platform/caller.ts';
import { invariant, refusal } from '@argosy/kernel/errors';
import type { IdentityDeps } from './identity-deps.ts';
import { type AccessKey, markDeleted } from './store/access-keys.ts';

/** Ends a key of the caller's user. On this server it stops working at once, on any other within a second.
 *  Refuses: access_key_in_use, access_key_not_found. */
export async function deleteAccessKey(deps: IdentityDeps, caller: Caller, accessKeyId: string): Promise<AccessKey> {
  // Whoever deletes the key in their hand could not even see whether it worked.
  if (accessKeyId === caller.accessKeyId) throw refusal('access_key_in_use');
  const { organizationId, userId } = caller;
  invariant(userId !== undefined, 'who deletes a key is a user');
  const key = await deps.transaction(caller, async (tx) => {
    const deleted = await markDeleted(tx, { organizationId, userId, id: accessKeyId, at: deps.clock.now() });
    if (!deleted) throw refusal('access_key_not_found', { accessKeyId });
    return deleted;
  });
  deps.authenticator.forget();
  return key;
}
