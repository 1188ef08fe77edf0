import type { LinkPurpose } from '@argosy/contract/identity/sign-in';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { linkHours, purposeFor } from './domain/link-rules.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { newToken, tokenHashOf } from './session-token.ts';
import { insertLink, revokeLinks, type SignInLink } from './store/sign-in-links.ts';
import { lockSignInUser } from './store/sign-in-users.ts';

export interface NewLink {
  readonly id: string;
  readonly link: SignInLink;
  /** What goes behind the # of the link, told this once. A browser sends it to no server. */
  readonly token: string;
}

/** Makes a one-time link for a user, and ends the one before. An owner's only for themself: whoever may make links could else make
 *  themself the owner. Refuses: user_not_found, owner_only, link_purpose_unfit. */
export async function createUserLink(
  deps: IdentityDeps,
  caller: Caller,
  { userId, purpose: asked }: { readonly userId: string; readonly purpose?: LinkPurpose | undefined },
): Promise<NewLink> {
  return deps.transaction(caller, async (tx) => {
    const { organizationId } = caller;
    const user = await lockSignInUser(tx, { id: userId, organizationId });
    if (!user) throw refusal('user_not_found', { userId });
    if (user.isOwner && caller.userId !== userId) throw refusal('owner_only');
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
      madeBy: caller.userId,
      createdAt: at,
      expiresAt: at.add({ hours: linkHours[fitting] }),
      usedAt: undefined,
      revokedAt: undefined,
    };
    await insertLink(tx, link, tokenHashOf(token));
    return { id: link.id, link, token };
  });
}
