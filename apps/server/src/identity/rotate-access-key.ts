import type { Caller } from '../platform/caller.ts';
import { refusal } from '@argosy/kernel/errors';
import { tellOfKey } from './changing.ts';
import { makeKey, type NewAccessKey } from './create-access-key.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { keyUser } from './key-user.ts';
import { type AccessKey, findOwnKey } from './store/access-keys.ts';
import { noteChanges } from '../platform/transaction.ts';

export interface Rotation extends NewAccessKey {
  /** Works on, until it is deleted; when and from where it was last used says whether anything still needs it. */
  readonly replaced: AccessKey;
}

/** Makes a second key that may what the first may. Refuses: access_key_not_found, access_key_limit_reached, permission_denied,
 *  user_not_found, gives_more_than_held. */
export async function rotateAccessKey(
  deps: IdentityDeps,
  caller: Caller,
  { accessKeyId, userId }: { readonly accessKeyId: string; readonly userId?: string | undefined },
): Promise<Rotation> {
  return deps.transaction(caller, async (tx) => {
    const user = await keyUser(tx, caller, userId);
    const replaced = await findOwnKey(tx, { organizationId: user.organizationId, userId: user.id, id: accessKeyId });
    if (!replaced) throw refusal('access_key_not_found', { accessKeyId });
    noteChanges(tx, { after: { replaces: accessKeyId } });
    const made = await makeKey(deps, tx, caller, { user, ...replaced });
    await tellOfKey(tx, deps, 'identity.access_key_rotated', made.key);
    return { ...made, replaced };
  });
}
