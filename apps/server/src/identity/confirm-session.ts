import { invariant, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { type DeviceAnswer, isPasskeyOf } from './passkeys.ts';
import { isPassword } from './passwords.ts';
import { hasTotp, requireSecondFactor } from './second-factor.ts';
import { accountOf, countAttempt } from './sign-in-attempts.ts';
import { confirmSession, type Session } from './store/sessions.ts';
import { findSignInUserById, lockSignInUser } from './store/sign-in-users.ts';

/** The person in the browser shows anew who they are, by password, by code or by passkey. Whoever found the browser open guesses under the
 *  same lock as at the door. Refuses: sign_in_locked, sign_in_busy, password_wrong, second_factor_wrong, passkey_refused. */
export async function confirmOwnSession(
  deps: IdentityDeps,
  caller: Caller,
  {
    password,
    code,
    passkey,
  }: {
    readonly password?: string | undefined;
    readonly code?: string | undefined;
    readonly passkey?: DeviceAnswer | undefined;
  },
): Promise<Session> {
  const { organizationId, userId, sessionId } = caller;
  invariant(userId !== undefined && sessionId !== undefined, 'who confirms a session has one');
  const who = { id: userId, organizationId };
  const user = await deps.read(caller, (tx) => findSignInUserById(tx, who));
  const attempt = await countAttempt(deps, { account: accountOf(userId), address: caller.address });
  if (password !== undefined && !(await isPassword(password, user?.passwordHash))) throw refusal('password_wrong');
  if (passkey && !(await isPasskeyOf(deps, caller, passkey))) throw refusal('passkey_refused');
  const session = await deps.transaction(caller, async (tx) => {
    const present = await lockSignInUser(tx, who);
    if (!present) throw refusal('session_ended');
    const isByCode = password === undefined && !passkey;
    if (isByCode && !hasTotp(present)) throw refusal('second_factor_wrong');
    if (isByCode) await requireSecondFactor(deps, tx, { user: present, code });
    const confirmed = await confirmSession(tx, {
      id: sessionId,
      userId,
      organizationId,
      at: deps.clock.now(),
      hasSecondFactor: password === undefined,
    });
    if (!confirmed) throw refusal('session_ended');
    return confirmed;
  });
  await attempt.succeed();
  deps.authenticator.forget(); // what it remembers was confirmed longer ago
  return session;
}
