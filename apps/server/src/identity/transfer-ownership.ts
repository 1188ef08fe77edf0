import { invariant, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { changing } from './changing.ts';
import { ownerPolicy } from './domain/system-policies.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireMayActAsAnybody } from './may-give.ts';
import { requireUserLocked } from './require-found.ts';
import { findOrganization, lockOrganization, type Organization, setOwner } from './store/organizations.ts';
import { insertAttachment } from './store/policy-attachments.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldOrganization } from './told-changes.ts';

/** Makes another user the owner. Who was it until now keeps what the owner may as a policy, so that nothing of theirs stops; the
 *  new owner takes it away, or not. That only the owner may is a standing policy; by a key that was limited they may not. Refuses:
 *  gives_more_than_held, user_not_found, user_not_active. */
export async function transferOwnership(deps: IdentityDeps, caller: Caller, userId: string): Promise<Organization> {
  requireMayActAsAnybody(caller);
  const { organizationId } = caller;
  return changing(deps, caller, {
    fact: 'identity.ownership_transferred',
    async body(tx) {
      await lockOrganization(tx, organizationId);
      const before = await findOrganization(tx, organizationId);
      // Two at once: the second came in as an owner and is none any more.
      if (!before || before.owner.id !== caller.userId)
        throw refusal('permission_denied', { permission: 'identity:TransferOwnership', resource: 'organization/*' });
      const user = await requireUserLocked(tx, organizationId, userId);
      if (user.state !== 'active') throw refusal('user_not_active', { name: user.name });
      await setOwner(tx, { organizationId, userId: user.id });
      await insertAttachment(
        tx,
        { organizationId, kind: 'user', id: before.owner.id },
        { policyId: ownerPolicy, at: deps.clock.now() },
      );
      const organization = await findOrganization(tx, organizationId);
      invariant(organization, 'who asks has an organization');
      noteChanges(tx, { before: toldOrganization(before), after: toldOrganization(organization) });
      return organization;
    },
  });
}
