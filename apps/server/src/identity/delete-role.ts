import type { Caller } from '../platform/caller.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireRole } from './require-found.ts';
import { deleteRole as deleteRow, type Role } from './store/roles.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldRole } from './told-changes.ts';

/** Deletes a role; keys that were given out with it end at once. Refuses: role_not_found. */
export async function deleteRole(deps: IdentityDeps, caller: Caller, roleId: string): Promise<Role> {
  const { organizationId } = caller;
  return changing(deps, caller, {
    fact: 'identity.role_deleted',
    async body(tx) {
      const role = await requireRole(tx, organizationId, roleId);
      await deleteRow(tx, role);
      noteChanges(tx, { before: toldRole(role) });
      return role;
    },
  });
}
