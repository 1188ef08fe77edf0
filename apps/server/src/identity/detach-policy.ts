import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { noteAttached, requirePrincipal, type Target } from './attach-policy.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireMayTakeAway } from './may-give.ts';
import { type Policy, readPolicy } from './read-policies.ts';
import { lockPolicy } from './store/policies.ts';
import { attachedTo, deleteAttachment } from './store/policy-attachments.ts';

/** Ends that a policy holds for somebody. Refuses: policy_not_found, user_not_found, group_not_found, role_not_found,
 *  policy_not_attached, denial_protected. */
export async function detachPolicy(
  deps: IdentityDeps,
  caller: Caller,
  { policyId, ...target }: Target & { readonly policyId: string },
): Promise<Policy> {
  const { organizationId } = caller;
  return changing(deps, caller, {
    fact: 'identity.policy_detached',
    async body(tx) {
      const { principal, name } = await requirePrincipal(tx, caller, target);
      const { id, kind } = await readPolicy(tx, caller, policyId);
      if (kind === 'own') await lockPolicy(tx, { id, organizationId });
      const policy = await readPolicy(tx, caller, id);
      requireMayTakeAway(caller, [policy]);
      const before = await attachedTo(tx, organizationId, [principal.id]);
      if ((await deleteAttachment(tx, principal, policy.id)) === 'not_attached')
        throw refusal('policy_not_attached', { policy: policy.name, to: name });
      await noteAttached(tx, { principal, name }, before);
      return readPolicy(tx, caller, policy.id);
    },
  });
}
