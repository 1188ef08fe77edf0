// Which policies hold for somebody: their own and their groups'; for a role, its own.
import type { Tx } from '../../platform/database.ts';
import { groupsOfEach } from './groups.ts';
import { attachedToEach, type HeldPolicy } from './policy-attachments.ts';

type Holder = { readonly organizationId: string } & ({ readonly userId: string } | { readonly roleId: string });

/** Each once, a user's own first; of each the version that is the default. */
export async function policiesHeldBy(tx: Tx, who: Holder): Promise<readonly HeldPolicy[]> {
  return (await policiesHeldByEach(tx, [who]))[0] ?? [];
}

/** The same of each, by two statements however many they are. */
export async function policiesHeldByEach(
  tx: Tx,
  asked: readonly Holder[],
): Promise<readonly (readonly HeldPolicy[])[]> {
  const users = asked.filter((who) => 'userId' in who);
  const groups = users.length === 0 ? [] : await groupsOfEach(tx, users);
  const groupsOf = new Map(users.map((who, index) => [who, groups[index] ?? []]));
  const holders = asked.map((who) => {
    const { organizationId } = who;
    if ('roleId' in who) return { organizationId, principals: [who.roleId] };
    return { organizationId, principals: [who.userId, ...(groupsOf.get(who) ?? []).map(({ id }) => id)] };
  });
  return attachedToEach(tx, holders);
}
