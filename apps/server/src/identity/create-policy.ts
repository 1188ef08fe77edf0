import type { PolicyDocument } from '@argosy/contract/identity/policy-document';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireMeaning } from './policy-meaning.ts';
import { requireShortEnough } from './policy-size.ts';
import { type Policy, readPolicy } from './read-policies.ts';
import { insertPolicy } from './store/policies.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldPolicy } from './told-changes.ts';

/** Makes a policy, which holds for nobody yet: whoever attaches it answers for what it gives.
 *  Refuses: policy_name_taken, policy_too_large, action_unknown, thing_not_by_id. */
export async function createPolicy(
  deps: IdentityDeps,
  caller: Caller,
  input: { readonly name: string; readonly description: string; readonly document: PolicyDocument },
): Promise<Policy> {
  requireShortEnough(input.document);
  requireMeaning(input.document);
  return changing(deps, caller, {
    fact: 'identity.policy_created',
    async body(tx) {
      const id = deps.newId('policy');
      const inserted = await insertPolicy(tx, {
        id,
        organizationId: caller.organizationId,
        ...input,
        madeBy: caller.userId,
        createdAt: deps.clock.now(),
      });
      if (inserted === 'name_taken') throw refusal('policy_name_taken', { name: input.name });
      const made = await readPolicy(tx, caller, id);
      noteChanges(tx, { after: toldPolicy(made) });
      return made;
    },
  });
}
