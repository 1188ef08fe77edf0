// Finds what a request names by id or name, within the caller's organization, or says that there is no such thing.
import { refusal } from '@argosy/kernel/errors';
import type { Tx } from '../platform/database.ts';
import { findGroup, type Group } from './store/groups.ts';
import { findRole, type Role } from './store/roles.ts';
import { findUser, lockUser, type UserAccount } from './store/user-accounts.ts';

export async function requireUser(tx: Tx, organizationId: string, userId: string): Promise<UserAccount> {
  const user = await findUser(tx, organizationId, userId);
  if (!user || user.state === 'deleted') throw refusal('user_not_found', { userId });
  return user;
}

/** As it is now, and stays until the transaction ends: nobody else changes or deletes it meanwhile. */
export async function requireUserLocked(tx: Tx, organizationId: string, userId: string): Promise<UserAccount> {
  const { id } = await requireUser(tx, organizationId, userId);
  await lockUser(tx, { id, organizationId });
  return requireUser(tx, organizationId, id);
}

export async function requireGroup(tx: Tx, organizationId: string, groupId: string): Promise<Group> {
  const group = await findGroup(tx, organizationId, groupId);
  if (!group) throw refusal('group_not_found', { groupId });
  return group;
}

export async function requireRole(tx: Tx, organizationId: string, roleId: string): Promise<Role> {
  const role = await findRole(tx, organizationId, roleId);
  if (!role) throw refusal('role_not_found', { roleId });
  return role;
}
