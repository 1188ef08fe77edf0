import type { PolicyDocument } from '@argosy/contract/identity/policy-document';
import { invariant, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { formatKey } from './domain/key-text.ts';
import { tellOfUser } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { newSecret } from './new-secret.ts';
import { requireMeaning } from './policy-meaning.ts';
import { requireShortEnough } from './policy-size.ts';
import { requireRole } from './require-found.ts';
import { countRoleKeysLocked, insertAccessKey, type RoleOfKey, sweepRoleKeys } from './store/access-keys.ts';
import { groupsOf } from './store/groups.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldKey } from './told-changes.ts';

/** A program asks for a key an hour or so and lets it end; one that asks each time is stopped before its keys are a burden. */
const roleKeysAtMost = 50;
const keepEndedDays = 30; // the trail names the user and the role themselves

export interface RoleKey extends RoleOfKey {
  readonly id: string;
  readonly roleName: string;
  /** The whole text `argosy_<id>_<secret>`, told this once. */
  readonly text: string;
}

/** Gives the caller a key that may what the role may, narrowed by `sessionPolicy` and by what their own key was limited to, and
 *  that ends by itself. Refuses: role_not_found, role_not_trusting, role_session_too_long, role_keys_limit_reached,
 *  policy_too_large, action_unknown, thing_not_by_id. */
export async function assumeRole(
  deps: IdentityDeps,
  caller: Caller,
  input: {
    readonly roleId: string;
    readonly seconds: number;
    readonly sessionPolicy?: PolicyDocument | undefined;
  },
): Promise<RoleKey> {
  const { organizationId, userId } = caller;
  invariant(userId !== undefined, 'who assumes a role is a user');
  if (input.sessionPolicy) {
    requireShortEnough(input.sessionPolicy);
    requireMeaning(input.sessionPolicy);
  }
  return deps.transaction(caller, async (tx) => {
    const role = await requireRole(tx, organizationId, input.roleId);
    const groups = await groupsOf(tx, { organizationId, userId });
    const may = new Set([userId, ...groups.map(({ id }) => id)]);
    if (!role.trusted.some(({ id }) => may.has(id))) throw refusal('role_not_trusting', { role: role.name });
    if (input.seconds > role.maxSessionSeconds)
      throw refusal('role_session_too_long', { role: role.name, limitSeconds: role.maxSessionSeconds });
    const now = deps.clock.now();
    const keysOf = { organizationId, userId, now };
    if ((await countRoleKeysLocked(tx, keysOf)) >= roleKeysAtMost)
      throw refusal('role_keys_limit_reached', { limit: roleKeysAtMost });
    await sweepRoleKeys(tx, { ...keysOf, endedBefore: now.subtract({ hours: keepEndedDays * 24 }) });
    const id = deps.newId('access_key');
    const secret = newSecret();
    const ofRole = {
      roleId: role.id,
      expiresAt: now.add({ seconds: input.seconds }),
      sessionPolicy: input.sessionPolicy,
    };
    const key = {
      id,
      userId,
      organizationId,
      sealedSecret: deps.sealer.seal(secret, id),
      description: role.name,
      permissions: caller.keyPermissions,
      createdAt: now,
      role: ofRole,
    };
    await insertAccessKey(tx, key);
    noteChanges(tx, { after: toldKey(key) });
    const facts = { roleId: role.id, name: role.name, accessKeyId: id };
    await tellOfUser(tx, deps, 'identity.role_assumed', { organizationId, userId, ...facts });
    return { id, ...ofRole, roleName: role.name, text: formatKey({ accessKeyId: id, secret }) };
  });
}
