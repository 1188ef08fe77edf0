// Nobody gives more than they have, and nobody takes a denial away who may not do everything (RAM-1, docs/decisions/0075): the
// rule at each place where somebody could come by more than they were given.
import { invariant, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import type { NamedPolicy } from './domain/decide.ts';
import { denialsLost, firstBeyond, mayEverything } from './domain/giving.ts';
import { firstBeyond as firstPatternBeyond } from './domain/permissions.ts';
import { ownerPolicy, systemPolicy } from './domain/system-policies.ts';
import { policiesHeldBy } from './store/policies-held.ts';
import { attachedTo } from './store/policy-attachments.ts';
import { rolesTrusting } from './store/roles.ts';
import { groupsOf } from './store/groups.ts';
import type { UserAccount } from './store/user-accounts.ts';

/** These policies come to hold together for somebody. Refuses: gives_more_than_held. */
export function requireMayGive({ authority }: Caller, given: readonly NamedPolicy[]): void {
  const beyond = firstBeyond(
    authority.layers,
    given.map(({ document }) => document),
  );
  const policy = beyond && given[beyond.policy];
  if (policy) throw refusal('gives_more_than_held', { policy: policy.name, statement: beyond.statement });
}

/** What held `before` holds no longer, and `after` instead. Refuses: denial_protected. */
export function requireMayTakeAway(
  { authority }: Caller,
  before: readonly NamedPolicy[],
  after: readonly NamedPolicy[] = [],
): void {
  if (mayEverything(authority.layers)) return;
  const kept = after.map(({ document }) => document);
  const lost = before.find(({ document }) => denialsLost([document], kept));
  if (lost) throw refusal('denial_protected', { policy: lost.name });
}

/** Somebody will be trusted by these roles, and so may become each. Refuses: gives_more_than_held. */
export async function requireMayTrust(tx: Tx, caller: Caller, roleIds: readonly string[]): Promise<void> {
  for (const roleId of roleIds) requireMayGive(caller, await attachedTo(tx, caller.organizationId, [roleId]));
}

/** Who is put into this group gets what it has, and what the roles have that trust it. Refuses: gives_more_than_held. */
export async function requireMayAddTo(tx: Tx, caller: Caller, groupId: string): Promise<void> {
  const { organizationId } = caller;
  requireMayGive(caller, await attachedTo(tx, organizationId, [groupId]));
  await requireMayTrust(tx, caller, await rolesTrusting(tx, organizationId, [groupId]));
}

/** Who holds a key or a link of this user, or says when the user may come in again, is as good as the user, and as the roles that
 *  trust them. For the owner nobody else may so; everybody for themselves, as far as what they come with goes: by a key that was
 *  limited nobody gets at more of themselves than `permissions`, what a key is limited to, says; a link opens all. In a role one is
 *  not oneself. Refuses: permission_denied (with what goes beyond), gives_more_than_held. */
export async function requireMayActAs(
  tx: Tx,
  caller: Caller,
  user: Pick<UserAccount, 'id' | 'isOwner'>,
  permissions: readonly string[] = ['*'],
): Promise<void> {
  const { organizationId } = caller;
  if (user.id === caller.userId && caller.roleId === undefined) return requireWithinKey(caller, permissions);
  if (user.isOwner) throw refusal('gives_more_than_held', { policy: ownerPolicy, statement: 0 });
  requireMayGive(caller, await policiesHeldBy(tx, { organizationId, userId: user.id }));
  const groups = await groupsOf(tx, { organizationId, userId: user.id });
  await requireMayTrust(tx, caller, await rolesTrusting(tx, organizationId, [user.id, ...groups.map(({ id }) => id)]));
}

/** These patterns give no more than what the caller's key was limited to. Refuses: permission_denied. */
export function requireWithinKey({ keyPermissions }: Caller, permissions: readonly string[]): void {
  const beyond = firstPatternBeyond(keyPermissions, permissions);
  if (beyond !== undefined) throw refusal('permission_denied', { permission: beyond, resource: '*' });
}

/** Who says what a sign-in source is says who people are: those who are linked to it today, and whoever links to it or gets more
 *  tomorrow. That is acting as any of them, which who may everything does anyway. And who says who the owner is gives everything
 *  away, which an owner's key that was limited has not. Refuses: gives_more_than_held. */
export function requireMayActAsAnybody(caller: Caller): void {
  const everything = systemPolicy(ownerPolicy);
  invariant(everything, `there is a policy ${ownerPolicy}`);
  requireMayGive(caller, [everything]);
}
