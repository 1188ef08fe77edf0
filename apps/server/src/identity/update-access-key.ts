import type { Caller } from '../platform/caller.ts';
import { invariant, refusal } from '@argosy/kernel/errors';
import type { IdentityDeps } from './identity-deps.ts';
import { keyUser } from './key-user.ts';
import { type AccessKey, findAccessKey, findOwnKey, updateAccessKey as updateRow } from './store/access-keys.ts';

/** Says what a key is for, or turns it off or on. On this server that holds at once, on any other within a second.
 *  Refuses: access_key_in_use, access_key_not_found, user_not_found. */
export async function updateAccessKey(
  deps: IdentityDeps,
  caller: Caller,
  input: {
    readonly accessKeyId: string;
    readonly userId?: string | undefined;
    readonly description?: string | undefined;
    readonly state?: 'active' | 'disabled' | undefined;
  },
): Promise<AccessKey> {
  const { accessKeyId, description, state } = input;
  if (state === 'disabled' && accessKeyId === caller.accessKeyId) throw refusal('access_key_in_use');
  const changed = await deps.transaction(caller, async (tx) => {
    const { id: userId, organizationId } = await keyUser(tx, caller, input.userId);
    if (!(await findOwnKey(tx, { organizationId, userId, id: accessKeyId })))
      throw refusal('access_key_not_found', { accessKeyId });
    const isDisabled = state === undefined ? undefined : state === 'disabled';
    await updateRow(tx, { organizationId, id: accessKeyId, at: deps.clock.now() }, { description, isDisabled });
    const key = await findAccessKey(tx, { organizationId, id: accessKeyId });
    invariant(key, 'what was found a moment ago is there');
    return key;
  });
  deps.authenticator.forget();
  return changed;
}
