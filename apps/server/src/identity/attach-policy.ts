import { refusal } from '@argosy/kernel/errors';
import type { Instant } from '@argosy/kernel/time';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireMayGive } from './may-give.ts';
import { type Policy, readPolicy } from './read-policies.ts';
import { requireGroup, requireRole, requireUserLocked } from './require-found.ts';
import { lockPolicy } from './store/policies.ts';
import { attachedTo, type HeldPolicy, insertAttachment, type Principal } from './store/policy-attachments.ts';
import { noteChanges } from '../platform/transaction.ts';
import { namesOf } from './told-changes.ts';

/** As RAM has it; several can be put into one. */
const attachedAtMost = 20;

/** For whom a policy shall hold, or hold no longer: exactly one of them. */
export interface Target {
  readonly userId?: string | undefined;
  readonly groupId?: string | undefined;
  readonly roleId?: string | undefined;
}

/** Makes a policy hold for somebody; twice is once. Refuses: policy_not_found, user_not_found, group_not_found, role_not_found,
 *  policy_attachments_limit_reached, gives_more_than_held. */
export async function attachPolicy(
  deps: IdentityDeps,
  caller: Caller,
  { policyId, ...target }: Target & { readonly policyId: string },
): Promise<Policy> {
  return changing(deps, caller, {
    fact: 'identity.policy_attached',
    async body(tx) {
      const { principal, name } = await requirePrincipal(tx, caller, target);
      const before = await attachedTo(tx, caller.organizationId, [principal.id]);
      const policy = await attachPolicyTo(tx, caller, { policyId, principal, at: deps.clock.now() });
      await noteAttached(tx, { principal, name }, before);
      return policy;
    },
  });
}

/** Refuses: policy_not_found, policy_attachments_limit_reached, gives_more_than_held. */
export async function attachPolicyTo(
  tx: Tx,
  caller: Caller,
  { policyId, principal, at }: { readonly policyId: string; readonly principal: Principal; readonly at: Instant },
): Promise<Policy> {
  const { organizationId } = caller;
  const { id, kind } = await readPolicy(tx, caller, policyId);
  if (kind === 'own') await lockPolicy(tx, { id, organizationId });
  const policy = await readPolicy(tx, caller, id); // what it says now is what is given
  requireMayGive(caller, [policy]);
  const before = await attachedTo(tx, organizationId, [principal.id]);
  if (before.length >= attachedAtMost && !before.some((each) => each.id === policy.id))
    throw refusal('policy_attachments_limit_reached', { limit: attachedAtMost });
  await insertAttachment(tx, principal, { policyId: policy.id, at });
  return readPolicy(tx, caller, policy.id);
}

/** Tells what is attached to somebody now, and what was. */
export async function noteAttached(
  tx: Tx,
  { principal, name }: { readonly principal: Principal; readonly name: string },
  before: readonly HeldPolicy[],
): Promise<void> {
  const { kind, id, organizationId } = principal;
  const policies = namesOf(await attachedTo(tx, organizationId, [id]));
  noteChanges(tx, { before: { policies: namesOf(before) }, after: { of: { kind, id, name }, policies } });
}

/** Refuses: user_not_found, group_not_found, role_not_found. */
export async function requirePrincipal(
  tx: Tx,
  { organizationId }: Caller,
  { userId, groupId, roleId }: Target,
): Promise<{ readonly principal: Principal; readonly name: string }> {
  if (userId !== undefined) return principalOf('user', await requireUserLocked(tx, organizationId, userId));
  if (groupId !== undefined) return principalOf('group', await requireGroup(tx, organizationId, groupId));
  return principalOf('role', await requireRole(tx, organizationId, roleId ?? ''));
}

const principalOf = (
  kind: Principal['kind'],
  { id, organizationId, name }: { readonly id: string; readonly organizationId: string; readonly name: string },
) => ({ principal: { kind, id, organizationId }, name });
