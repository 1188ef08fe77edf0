import type { Caller } from '../platform/caller.ts';
import { invariant, refusal } from '@argosy/kernel/errors';
import { formatKey } from './domain/key-text.ts';
import { newSecret } from './new-secret.ts';
import { firstBeyond } from './domain/permissions.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { type AccessKey, countAccessKeysLocked, insertAccessKey } from './store/access-keys.ts';

/** A person has a few keys and replaces them; a program that makes them without end is stopped. */
export const keysAtMost = 20;

export interface NewAccessKey {
  readonly id: string;
  readonly key: AccessKey;
  /** The whole text `argosy_<id>_<secret>`, told this once. */
  readonly text: string;
}

/** Makes an access key for the caller's user. It may do what the caller may, or less (RAM-1).
 *  Refuses: permission_denied (with what goes beyond), access_key_limit_reached. */
export async function createAccessKey(
  deps: IdentityDeps,
  caller: Caller,
  input: { readonly description: string; readonly permissions: readonly string[] },
): Promise<NewAccessKey> {
  const beyond = firstBeyond(caller.keyPermissions, input.permissions);
  if (beyond !== undefined) throw refusal('permission_denied', { permission: beyond, resource: '*' });
  const { organizationId, userId } = caller;
  invariant(userId !== undefined, 'who makes a key is a user');
  return deps.transaction(caller, async (tx) => {
    if ((await countAccessKeysLocked(tx, userId)) >= keysAtMost)
      throw refusal('access_key_limit_reached', { limit: keysAtMost });
    const id = deps.newId('access_key');
    const secret = newSecret();
    const key = {
      id,
      userId,
      organizationId,
      sealedSecret: deps.sealer.seal(secret, id),
      description: input.description,
      permissions: input.permissions,
      createdAt: deps.clock.now(),
      role: undefined,
    };
    await insertAccessKey(tx, key);
    return {
      id,
      key: { ...key, lastUsedAt: undefined, lastUsedFrom: undefined, disabledAt: undefined },
      text: formatKey({ accessKeyId: id, secret }),
    };
  });
}
