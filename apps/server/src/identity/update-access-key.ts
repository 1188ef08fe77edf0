import type { Caller } from '../platform/caller.ts';
import { invariant, refusal } from '@argosy/kernel/errors';
import { tellOfKey } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { keyUser } from './key-user.ts';
import { requireMayActAs } from './may-give.ts';
import { type AccessKey, findAccessKey, findOwnKey, updateAccessKey as updateRow } from './store/access-keys.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldKey } from './told-changes.ts';

/** Says what a key is for, or turns it off or on. On this server that holds at once, on any other within a second. Turning one on
 *  that was turned off, because it was lost perhaps, is giving it out. Refuses: access_key_in_use, access_key_not_found,
 *  user_not_found, permission_denied, gives_more_than_held. */
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
    const user = await keyUser(tx, caller, input.userId);
    const { id: userId, organizationId } = user;
    const before = await findOwnKey(tx, { organizationId, userId, id: accessKeyId });
    if (!before) throw refusal('access_key_not_found', { accessKeyId });
    if (state === 'active') await requireMayActAs(tx, caller, user, before.permissions);
    const isDisabled = state === undefined ? undefined : state === 'disabled';
    await updateRow(tx, { organizationId, id: accessKeyId, at: deps.clock.now() }, { description, isDisabled });
    const key = await findAccessKey(tx, { organizationId, id: accessKeyId });
    invariant(key, 'what was found a moment ago is there');
    noteChanges(tx, { before: toldKey(before), after: toldKey(key) });
    await tellOfKey(tx, deps, 'identity.access_key_updated', key);
    return key;
  });
  deps.authenticator.forget();
  return changed;
}
