import type { LinkPurpose } from '@argosy/contract/identity/sign-in';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { publish } from '../platform/events.ts';
import { acrossOrganizations } from '../platform/member-pool.ts';
import { linkHours, purposeFor } from './domain/link-rules.ts';
import { tellOfUser } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireMayActAs } from './may-give.ts';
import { requireUser } from './require-found.ts';
import { newToken, tokenHashOf } from './session-token.ts';
import { findOrganization } from './store/organizations.ts';
import { insertLink, revokeLinks, type SignInLink } from './store/sign-in-links.ts';
import { lockSignInUser, type SignInUser } from './store/sign-in-users.ts';
import { noteChanges } from '../platform/transaction.ts';

export interface NewLink {
  readonly id: string;
  readonly link: SignInLink;
  /** What goes behind the # of the link, told this once. A browser sends it to no server. */
  readonly token: string;
}

/** Makes a one-time link for a user, and ends the one before. Whoever has it is as good as the user, so that nobody makes one for
 *  who may more than they do; an owner's only for themself, and nobody one for themself by a key that was limited. Refuses: user_not_found, owner_only,
 *  link_purpose_unfit, permission_denied, gives_more_than_held. */
export async function createUserLink(
  deps: IdentityDeps,
  caller: Caller,
  { userId, purpose }: { readonly userId: string; readonly purpose?: LinkPurpose | undefined },
): Promise<NewLink> {
  return deps.transaction(caller, async (tx) => {
    const { id } = await requireUser(tx, caller.organizationId, userId);
    const user = await lockSignInUser(tx, { id, organizationId: caller.organizationId });
    if (!user) throw refusal('user_not_found', { userId });
    if (user.isOwner && caller.userId !== user.id) throw refusal('owner_only');
    await requireMayActAs(tx, caller, user);
    const made = await makeLink(deps, tx, { user, purpose, madeBy: caller.userId });
    const { organizationId, name } = user;
    await tellOfUser(tx, deps, 'identity.user_link_created', { organizationId, userId: id, name });
    return made;
  });
}

/** Makes the link with which the owner of another organization signs in for the first time, and ends the one before. Once they
 *  have, nobody else makes any. That only the provider may is a standing policy. Refuses: organization_not_found, owner_only. */
export async function createOwnerLink(deps: IdentityDeps, caller: Caller, organization: string): Promise<NewLink> {
  return deps.transaction(caller, (tx) =>
    acrossOrganizations(tx, async () => {
      const found = await findOrganization(tx, organization);
      if (!found) throw refusal('organization_not_found', { organizationId: organization });
      const user = await lockSignInUser(tx, { id: found.owner.id, organizationId: found.id });
      if (user?.state !== 'invited') throw refusal('owner_only');
      const made = await makeLink(deps, tx, { user, purpose: undefined, madeBy: caller.userId });
      await publish(tx, deps.clock, {
        type: 'identity.owner_link_created', // as that the organization was made, in the provider's feed
        organizationId: caller.organizationId,
        subject: found.id,
        facts: { name: found.name },
      });
      return made;
    }),
  );
}

async function makeLink(
  deps: IdentityDeps,
  tx: Tx,
  {
    user,
    purpose: asked,
    madeBy,
  }: { readonly user: SignInUser; readonly purpose: LinkPurpose | undefined; readonly madeBy: string | undefined },
): Promise<NewLink> {
  const { id: userId, organizationId } = user;
  const fitting = purposeFor({ state: user.state, hasPassword: user.passwordHash !== undefined });
  const purpose = asked ?? fitting;
  if (fitting === undefined || purpose !== fitting)
    throw refusal('link_purpose_unfit', { userId, purpose: purpose ?? 'password_reset' });
  const at = deps.clock.now();
  await revokeLinks(tx, { userId, organizationId, at });
  const token = newToken();
  const link: SignInLink = {
    id: deps.newId('sign_in_link'),
    userId,
    organizationId,
    purpose: fitting,
    madeBy,
    createdAt: at,
    expiresAt: at.add({ hours: linkHours[fitting] }),
    usedAt: undefined,
    revokedAt: undefined,
  };
  await insertLink(tx, link, tokenHashOf(token));
  noteChanges(tx, {
    after: { userId, user: user.name, purpose: fitting, expiresAt: link.expiresAt.toString() },
  });
  return { id: link.id, link, token };
}
