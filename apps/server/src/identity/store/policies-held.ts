// Which policies hold for somebody: their own and their groups'; for a role, its own.
import type { Tx } from '../../platform/database.ts';
import { groupsOf } from './groups.ts';
import { attachedTo, type HeldPolicy } from './policy-attachments.ts';

/** Each once, a user's own first; of each the version that is the default. */
export async function policiesHeldBy(
  tx: Tx,
  who: { readonly organizationId: string } & ({ readonly userId: string } | { readonly roleId: string }),
): Promise<readonly HeldPolicy[]> {
  if ('roleId' in who) return attachedTo(tx, who.organizationId, [who.roleId]);
  const groups = await groupsOf(tx, who);
  return attachedTo(tx, who.organizationId, [who.userId, ...groups.slice(1).map(({ id }) => id)]);
}
