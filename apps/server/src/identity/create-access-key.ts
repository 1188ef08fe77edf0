import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { refusal } from '@argosy/kernel/errors';
import { formatKey } from './domain/key-text.ts';
import { tellOfKey } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { keyUser } from './key-user.ts';
import { requireMayActAs, requireWithinKey } from './may-give.ts';
import { newSecret } from './new-secret.ts';
import { type AccessKey, countAccessKeysLocked, insertAccessKey } from './store/access-keys.ts';
import type { UserAccount } from './store/user-accounts.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldKey } from './told-changes.ts';

/** One that is used and one that will take its place; as RAM has it. Keys of roles do not count. */
export const keysAtMost = 2;

export interface NewAccessKey {
  readonly id: string;
  readonly key: AccessKey;
  /** The whole text `argosy_<id>_<secret>`, told this once. */
  readonly text: string;
}

/** Makes an access key, for the caller or for another user. It may do what the caller may, or less (RAM-1).
 *  Refuses: permission_denied (with what goes beyond), access_key_limit_reached, user_not_found, gives_more_than_held. */
export async function createAccessKey(
  deps: IdentityDeps,
  caller: Caller,
  input: {
    readonly userId?: string | undefined;
    readonly description: string;
    readonly permissions: readonly string[];
  },
): Promise<NewAccessKey> {
  return deps.transaction(caller, async (tx) => {
    const user = await keyUser(tx, caller, input.userId);
    const { description, permissions } = input;
    const made = await makeKey(deps, tx, caller, { user, description, permissions });
    await tellOfKey(tx, deps, 'identity.access_key_created', made.key);
    return made;
  });
}

/** A key of this user. Refuses: permission_denied, access_key_limit_reached, gives_more_than_held. */
export async function makeKey(
  deps: IdentityDeps,
  tx: Tx,
  caller: Caller,
  {
    user,
    description,
    permissions,
  }: { readonly user: UserAccount; readonly description: string; readonly permissions: readonly string[] },
): Promise<NewAccessKey> {
  requireWithinKey(caller, permissions);
  await requireMayActAs(tx, caller, user, permissions);
  if ((await countAccessKeysLocked(tx, user.id)) >= keysAtMost)
    throw refusal('access_key_limit_reached', { limit: keysAtMost });
  const id = deps.newId('access_key');
  const secret = newSecret();
  const key = {
    id,
    userId: user.id,
    organizationId: user.organizationId,
    sealedSecret: deps.sealer.seal(secret, id),
    description,
    permissions,
    createdAt: deps.clock.now(),
    role: undefined,
  };
  await insertAccessKey(tx, key);
  noteChanges(tx, { after: toldKey(key) });
  return {
    id,
    key: { ...key, lastUsedAt: undefined, lastUsedFrom: undefined, disabledAt: undefined },
    text: formatKey({ accessKeyId: id, secret }),
  };
}
