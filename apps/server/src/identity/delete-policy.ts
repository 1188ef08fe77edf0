import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireOwnPolicy } from './read-policies.ts';
import { deletePolicy as deleteRow, lockPolicy, type OwnPolicy } from './store/policies.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldPolicy } from './told-changes.ts';

/** Deletes a policy that holds for nobody. Refuses: policy_not_found, policy_is_system, policy_attached. */
export async function deletePolicy(deps: IdentityDeps, caller: Caller, policyId: string): Promise<OwnPolicy> {
  const { organizationId } = caller;
  return changing(deps, caller, {
    fact: 'identity.policy_deleted',
    async body(tx) {
      const { id } = await requireOwnPolicy(tx, organizationId, policyId);
      await lockPolicy(tx, { id, organizationId });
      const policy = await requireOwnPolicy(tx, organizationId, id);
      if (policy.attachmentCount > 0)
        throw refusal('policy_attached', { policy: policy.name, count: policy.attachmentCount });
      await deleteRow(tx, policy);
      noteChanges(tx, { before: toldPolicy(policy) });
      return policy;
    },
  });
}
