import type { Instant } from '@argosy/kernel/time';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireMayAddTo } from './may-give.ts';
import { type GroupDetails, readGroup } from './read-people.ts';
import { requireGroup, requireUserLocked } from './require-found.ts';
import { groupsOf, insertMember } from './store/groups.ts';
import { noteChanges } from '../platform/transaction.ts';

/** As RAM has it: more would make what holds for somebody long, and hard to understand. */
const groupsAtMost = 10;

/** Puts a user into a group; twice is once. Refuses: group_not_found, user_not_found, groups_limit_reached,
 *  gives_more_than_held. */
export async function addGroupMember(
  deps: IdentityDeps,
  caller: Caller,
  { groupId, userId }: { readonly groupId: string; readonly userId: string },
): Promise<GroupDetails> {
  const { organizationId } = caller;
  return changing(deps, caller, {
    fact: 'identity.group_member_added',
    async body(tx) {
      const group = await requireGroup(tx, organizationId, groupId);
      const user = await requireUserLocked(tx, organizationId, userId);
      const joined = await joinGroup(tx, caller, { group, user, at: deps.clock.now() });
      const member = { id: user.id, name: user.name };
      noteChanges(tx, { before: joined === 'was_member' ? { member } : {}, after: { member } });
      return readGroup(tx, organizationId, group.id);
    },
  });
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** The user is new, or locked. Refuses: groups_limit_reached, gives_more_than_held. */
export async function joinGroup(
  tx: Tx,
  caller: Caller,
  { group, user, at }: { readonly group: Named; readonly user: Named; readonly at: Instant },
): Promise<'joined' | 'was_member'> {
  const { organizationId } = caller;
  const before = await groupsOf(tx, { organizationId, userId: user.id });
  if (before.some(({ id }) => id === group.id)) return 'was_member';
  if (before.length >= groupsAtMost) throw refusal('groups_limit_reached', { user: user.name, limit: groupsAtMost });
  await requireMayAddTo(tx, caller, group.id);
  await insertMember(tx, { organizationId, groupId: group.id, userId: user.id, at });
  return 'joined';
}
