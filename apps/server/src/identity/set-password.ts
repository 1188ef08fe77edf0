import { invariant, refusal, unreachable } from '@argosy/kernel/errors';
import { passwordLeast } from '@argosy/contract/identity/vocabulary';
import type { Caller } from '../platform/caller.ts';
import { problemOfPassword } from './domain/password-rules.ts';
import { tellOfUser } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { hashPassword } from './passwords.ts';
import { accountOf, forgetFailures } from './sign-in-attempts.ts';
import { endSessions, findSession, type Session } from './store/sessions.ts';
import { revokeLinks } from './store/sign-in-links.ts';
import { findSignInUserById, type SignInUser, updatePassword } from './store/sign-in-users.ts';
import { noteChanges } from '../platform/transaction.ts';

/** Sets the caller's password. All their other sessions end, and links that would open the account: whoever else had got in is out.
 *  Refuses: password_too_short, password_too_common, sign_in_busy. */
export async function setOwnPassword(deps: IdentityDeps, caller: Caller, password: string): Promise<Session> {
  const { organizationId, userId, sessionId } = caller;
  invariant(userId !== undefined && sessionId !== undefined, 'who sets a password has a session');
  const who = { id: userId, organizationId };
  const user = await deps.read(caller, (tx) => findSignInUserById(tx, who));
  if (!user) throw refusal('session_ended');
  requireGoodPassword(password, user);
  const hash = await hashPassword(password);
  const session = await deps.transaction(caller, async (tx) => {
    const at = deps.clock.now();
    await updatePassword(tx, { ...who, hash, at });
    noteChanges(tx, {
      before: { password: user.passwordHash === undefined ? 'none' : 'set' },
      after: { password: 'set anew' },
    });
    await endSessions(tx, { userId, organizationId, except: sessionId, at });
    await revokeLinks(tx, { userId, organizationId, at });
    const own = await findSession(tx, { id: sessionId, userId, organizationId });
    if (!own) throw refusal('session_ended');
    await tellOfUser(tx, deps, 'identity.password_set', { organizationId, userId, name: user.name });
    return own;
  });
  await forgetFailures(deps, accountOf(userId));
  deps.authenticator.forget();
  return session;
}

/** Refuses: password_too_short, password_too_common. */
export function requireGoodPassword(
  password: string,
  { name, displayName, email, organizationName, organizationAlias }: SignInUser,
): void {
  const mailbox = email?.split('@')[0] ?? '';
  const problem = problemOfPassword(password, [name, displayName, mailbox, organizationName, organizationAlias]);
  switch (problem) {
    case undefined:
      return;
    case 'password_too_short':
      throw refusal(problem, { least: passwordLeast });
    case 'password_too_common':
      throw refusal(problem);
    default:
      unreachable(problem);
  }
}
