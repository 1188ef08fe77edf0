// Users, groups and roles with what belongs to each.
import type { Tx } from '../platform/database.ts';
import { requireGroup, requireRole, requireUser } from './require-found.ts';
import { type Group, groupsOf } from './store/groups.ts';
import { attachedTo, type HeldPolicy } from './store/policy-attachments.ts';
import type { Role } from './store/roles.ts';
import type { UserAccount } from './store/user-accounts.ts';

export interface UserDetails extends UserAccount {
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  /** Attached to them alone, without their groups'. */
  readonly policies: readonly HeldPolicy[];
}

/** Refuses: user_not_found. */
export async function readUser(tx: Tx, organizationId: string, userId: string): Promise<UserDetails> {
  const user = await requireUser(tx, organizationId, userId);
  return {
    ...user,
    groups: await groupsOf(tx, { organizationId, userId: user.id }),
    policies: await attachedTo(tx, organizationId, [user.id]),
  };
}

export interface GroupDetails extends Group {
  readonly policies: readonly HeldPolicy[];
}

/** Refuses: group_not_found. */
export async function readGroup(tx: Tx, organizationId: string, groupId: string): Promise<GroupDetails> {
  const group = await requireGroup(tx, organizationId, groupId);
  return { ...group, policies: await attachedTo(tx, organizationId, [group.id]) };
}

export interface RoleDetails extends Role {
  readonly policies: readonly HeldPolicy[];
}

/** Refuses: role_not_found. */
export async function readRole(tx: Tx, organizationId: string, roleId: string): Promise<RoleDetails> {
  const role = await requireRole(tx, organizationId, roleId);
  return { ...role, policies: await attachedTo(tx, organizationId, [role.id]) };
}
