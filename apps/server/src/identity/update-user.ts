import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireMayActAs } from './may-give.ts';
import { readUser, type UserDetails } from './read-people.ts';
import { requireUserLocked } from './require-found.ts';
import { resumeUser, suspendUser, updateUser as updateRow } from './store/user-accounts.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldUser } from './told-changes.ts';

/** Changes a user; suspended, nothing of theirs works until they are active again, and their browsers are signed out. Who lets
 *  somebody in again gives them what they have. Refuses: user_not_found, user_not_suspended, owner_protected, own_user_protected,
 *  gives_more_than_held. */
export async function updateUser(
  deps: IdentityDeps,
  caller: Caller,
  input: {
    readonly userId: string;
    readonly displayName?: string | undefined;
    readonly email?: string | undefined;
    readonly language?: 'en' | 'zh' | undefined;
    readonly state?: 'active' | 'suspended' | undefined;
  },
): Promise<UserDetails> {
  const { organizationId } = caller;
  return changing(deps, caller, {
    fact: input.state === 'suspended' ? 'identity.user_suspended' : 'identity.user_updated',
    async body(tx) {
      const user = await requireUserLocked(tx, organizationId, input.userId);
      if (input.state === 'suspended') {
        requireOthers(caller, user);
        await suspendUser(tx, { ...user, at: deps.clock.now() });
      }
      if (input.state === 'active' && user.state === 'invited')
        throw refusal('user_not_suspended', { name: user.name });
      if (input.state === 'active' && user.state === 'suspended') {
        await requireMayActAs(tx, caller, user);
        await resumeUser(tx, user);
      }
      await updateRow(tx, user, input);
      const updated = await readUser(tx, organizationId, user.id);
      noteChanges(tx, { before: toldUser(user), after: toldUser(updated) });
      return updated;
    },
  });
}

/** Somebody has to be able to mend it: the owner stays, and nobody locks themselves out by mistake. */
export function requireOthers(
  caller: Caller,
  user: { readonly id: string; readonly name: string; readonly isOwner: boolean },
): void {
  if (user.isOwner) throw refusal('owner_protected', { name: user.name });
  if (user.id === caller.userId) throw refusal('own_user_protected');
}
