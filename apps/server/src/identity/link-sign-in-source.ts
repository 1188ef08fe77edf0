import { invariant, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { tellOfUser } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireSource } from './open-source.ts';
import { deleteExternalIdentity } from './store/external-identities.ts';
import { tryDirectory } from './try-directory.ts';
import { linkVouched } from './vouch-for-user.ts';
import { noteChanges } from '../platform/transaction.ts';

/** Links who the caller is in a directory to their account: they show both at once.
 *  Refuses: sign_in_source_not_found, sign_in_locked, sign_in_source_unreachable, password_wrong, owner_not_vouched,
 *  external_identity_taken. */
export async function linkDirectory(
  deps: IdentityDeps,
  caller: Caller,
  { sourceId, name, password }: { readonly sourceId: string; readonly name: string; readonly password: string },
): Promise<void> {
  const source = await requireSource(deps, { sourceId, kind: 'ldap' });
  if (source.organizationId !== caller.organizationId) throw refusal('sign_in_source_not_found', { sourceId });
  const { vouched, attempt } = await tryDirectory(deps, source, { name, password, address: caller.address });
  if (!vouched) throw refusal('password_wrong');
  await linkVouched(deps, caller, { source, vouched });
  await attempt.succeed();
}

/** Takes the caller's link to a source away. Refuses: sign_in_source_not_found. */
export async function unlinkSignInSource(deps: IdentityDeps, caller: Caller, sourceId: string): Promise<void> {
  const { organizationId, userId } = caller;
  invariant(userId !== undefined, 'who is linked is a user');
  await deps.transaction(caller, async (tx) => {
    if (!(await deleteExternalIdentity(tx, { sourceId, userId, organizationId })))
      throw refusal('sign_in_source_not_found', { sourceId });
    noteChanges(tx, { before: { sourceId } });
    await tellOfUser(tx, deps, 'identity.sign_in_source_unlinked', { organizationId, userId, sourceId });
  });
}
