import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { attachPolicyTo } from './attach-policy.ts';
import { joinGroup } from './add-group-member.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { readUser, type UserDetails } from './read-people.ts';
import { requireGroup } from './require-found.ts';
import { insertInvitedUser } from './store/user-accounts.ts';
import { noteChanges } from '../platform/transaction.ts';
import { namesOf, toldUser } from './told-changes.ts';

/** Makes a user of the caller's organization, who is invited: a link (`user_link_create`) lets them sign in for the first time.
 *  Refuses: user_name_taken, group_not_found, policy_not_found, gives_more_than_held. */
export async function createUser(
  deps: IdentityDeps,
  caller: Caller,
  input: {
    readonly name: string;
    readonly displayName: string;
    readonly email?: string | undefined;
    readonly language?: 'en' | 'zh' | undefined;
    readonly groups: readonly string[];
    readonly policies: readonly string[];
  },
): Promise<UserDetails> {
  const { organizationId } = caller;
  return changing(deps, caller, {
    fact: 'identity.user_created',
    async body(tx) {
      const { groups, policies, ...user } = input;
      const id = deps.newId('user');
      const at = deps.clock.now();
      const inserted = await insertInvitedUser(tx, {
        id,
        organizationId,
        isOwner: false,
        createdAt: at,
        name: user.name,
        displayName: user.displayName,
        email: user.email,
        language: user.language,
      });
      if (inserted === 'name_taken') throw refusal('user_name_taken', { name: user.name });
      for (const groupId of new Set(groups)) {
        const group = await requireGroup(tx, organizationId, groupId);
        await joinGroup(tx, caller, { group, user: { id, name: user.name }, at });
      }
      for (const policyId of new Set(policies))
        await attachPolicyTo(tx, caller, { policyId, principal: { organizationId, kind: 'user', id }, at });
      const made = await readUser(tx, organizationId, id);
      noteChanges(tx, {
        after: { ...toldUser(made), groups: namesOf(made.groups), policies: namesOf(made.policies) },
      });
      return made;
    },
  });
}
