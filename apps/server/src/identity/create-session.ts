import { Refusal, refusal } from '@argosy/kernel/errors';
import { type Caller, SYSTEM } from '../platform/caller.ts';
import type { Recognise } from '../platform/http/bind.ts';
import { parseAccount } from './domain/parse-account.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { type Browser, openSession, signedInAs, type SignedIn } from './open-session.ts';
import { hashPassword, isOutdated, isPassword } from './passwords.ts';
import { requireSecondFactor } from './second-factor.ts';
import { accountOf, countAttempt, type SignInAttempt, unknownAccount } from './sign-in-attempts.ts';
import { findOrganizationId, findSignInUser, lockSignInUser, replaceHash } from './store/sign-in-users.ts';

/** Signs a person in by password, and by a code where they have a second factor (RAM-1). Whether the name, the password or the
 *  state of the account is the reason why not is neither said nor to be told by a clock.
 *  Refuses: sign_in_locked, sign_in_busy, credentials_wrong, second_factor_needed, second_factor_wrong. */
export async function createSession(
  deps: IdentityDeps,
  { browser, recognise }: { readonly browser: Browser; readonly recognise: Recognise },
  input: { readonly account: string; readonly password: string; readonly code?: string | undefined },
): Promise<SignedIn & { readonly caller: Caller }> {
  const asked = parseAccount(input.account);
  const organizationId = await deps.read(SYSTEM, (tx) => findOrganizationId(tx, asked.alias));
  const user = await deps.read(SYSTEM, (tx) => findSignInUser(tx, asked));
  if (organizationId !== undefined) recognise({ organizationId }, user?.id);
  const attempt = await countAttempt(deps, {
    account: user ? accountOf(user.id) : unknownAccount(input.account),
    address: browser.address,
  });
  const kept = user?.state === 'active' ? user.passwordHash : undefined;
  const isRight = await isPassword(input.password, kept);
  if (!user || kept === undefined || !isRight) throw refusal('credentials_wrong');
  const renewed = isOutdated(kept) ? await hashPassword(input.password) : undefined;
  const caller = recognise(signedInAs(user), user.id);
  const signedIn = await takingBack(attempt, () =>
    deps.transaction(caller, async (tx) => {
      const present = await lockSignInUser(tx, user);
      const isStill = present?.state === 'active' && String(present.passwordSetAt) === String(user.passwordSetAt);
      if (!isStill) throw refusal('credentials_wrong'); // changed while it was compared
      const hasSecondFactor = await requireSecondFactor(deps, tx, { user: present, code: input.code });
      if (renewed !== undefined) await replaceHash(tx, { ...user, was: kept, hash: renewed });
      return openSession(deps, tx, { user, browser, method: 'password', hasSecondFactor });
    }),
  );
  await attempt.succeed();
  return { ...signedIn, caller };
}

/** Runs `body`; that a code is needed is no failure of who did not know it. */
export async function takingBack<T>(attempt: SignInAttempt, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof Refusal && error.code === 'second_factor_needed') await attempt.takeBack();
    throw error;
  }
}
