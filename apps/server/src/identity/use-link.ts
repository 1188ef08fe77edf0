// One-time links as those see them who open one: nobody knows them before.
import { refusal } from '@argosy/kernel/errors';
import { type Caller, SYSTEM } from '../platform/caller.ts';
import type { Recognise } from '../platform/http/bind.ts';
import { takingBack } from './create-session.ts';
import { needsPassword, problemOfLink } from './domain/link-rules.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { type Browser, openSession, signedInAs, type SignedIn } from './open-session.ts';
import { hashPassword } from './passwords.ts';
import { hasTotp, requireSecondFactor } from './second-factor.ts';
import { tokenHashOf } from './session-token.ts';
import { requireGoodPassword } from './set-password.ts';
import { accountOf, countAttempt, forgetFailures } from './sign-in-attempts.ts';
import { endSessions } from './store/sessions.ts';
import { findLinkByToken, revokeLinks, type SignInLink, takeLink } from './store/sign-in-links.ts';
import { findSignInUserById, lockSignInUser, type SignInUser, updatePassword } from './store/sign-in-users.ts';
import { noteChanges } from '../platform/transaction.ts';

interface OpenLink {
  readonly link: SignInLink;
  readonly user: SignInUser;
}

/** Whom a link is for, and that it opens. Refuses: link_unknown, link_used, link_expired, link_replaced. */
export async function inspectLink(deps: IdentityDeps, recognise: Recognise, token: string): Promise<OpenLink> {
  const link = await deps.read(SYSTEM, (tx) => findLinkByToken(tx, tokenHashOf(token)));
  if (!link) throw refusal('link_unknown');
  const { organizationId, userId } = link;
  recognise({ organizationId }, userId);
  const problem = problemOfLink(link, deps.clock.now());
  if (problem !== undefined) throw refusal(problem);
  const user = await deps.read(SYSTEM, (tx) => findSignInUserById(tx, { id: userId, organizationId }));
  if (!user || user.state === 'suspended') throw refusal('link_replaced');
  return { link, user };
}

/** Signs the user of a link in, once: of two at the same moment one wins. With a new password all sessions that they had end.
 *  Refuses: what `inspectLink` does, password_missing, password_too_short, password_too_common, second_factor_needed, second_factor_wrong,
 *  sign_in_locked, sign_in_busy. */
export async function useLink(
  deps: IdentityDeps,
  { browser, recognise }: { readonly browser: Browser; readonly recognise: Recognise },
  input: { readonly token: string; readonly password?: string | undefined; readonly code?: string | undefined },
): Promise<SignedIn & { readonly caller: Caller }> {
  const { link, user } = await inspectLink(deps, recognise, input.token);
  const { password, code } = input;
  if (password === undefined && needsPassword(link.purpose)) throw refusal('password_missing');
  if (password !== undefined) requireGoodPassword(password, user);
  // The link alone is no guess; a code with it is.
  const attempt = hasTotp(user)
    ? await countAttempt(deps, { account: accountOf(user.id), address: browser.address })
    : { succeed: () => forgetFailures(deps, accountOf(user.id)), takeBack: async () => {} };
  const caller = recognise(signedInAs(user), user.id);
  const signedIn = await takingBack(attempt, async () => {
    if (hasTotp(user) && code === undefined) throw refusal('second_factor_needed');
    const hash = password === undefined ? undefined : await hashPassword(password);
    return deps.transaction(caller, async (tx) => {
      const at = deps.clock.now();
      const present = await lockSignInUser(tx, user);
      if (!present || present.state === 'suspended') throw refusal('link_replaced');
      if (!(await takeLink(tx, { ...link, at }))) throw refusal('link_used');
      const hasSecondFactor = await requireSecondFactor(deps, tx, { user: present, code });
      if (hash !== undefined) {
        await updatePassword(tx, { ...user, hash, at });
        noteChanges(tx, { after: { password: 'set' } });
        await endSessions(tx, { ...link, except: undefined, at });
      }
      await revokeLinks(tx, { ...link, at });
      return openSession(deps, tx, { user, browser, method: 'link', hasSecondFactor });
    });
  });
  await attempt.succeed();
  deps.authenticator.forget();
  return { ...signedIn, caller };
}
