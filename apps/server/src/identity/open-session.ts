// What every way of signing in ends with: a session of the browser that asked.
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { acrossOrganizations } from '../platform/member-pool.ts';
import { tellOfUser } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { newToken, sessionEndsAt, tokenHashOf } from './session-token.ts';
import {
  deleteOldSessions,
  endSessionOfToken,
  insertSession,
  type Session,
  type SignInMethod,
} from './store/sessions.ts';
import type { SignInUser } from './store/sign-in-users.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldSession } from './told-changes.ts';

/** What a request shows of the browser it comes from. */
export interface Browser {
  readonly address: string;
  readonly userAgent: string;
  /** Of the session that it has already, which the new one takes the place of. */
  readonly token: string | undefined;
}

export interface SignedIn {
  readonly id: string;
  readonly session: Session;
  /** For the browser alone. */
  readonly token: string;
}

const keepEndedDays = 90;

/** Opens a session of `user`. Its token is always a new one: nobody can have known it before. */
export async function openSession(
  deps: IdentityDeps,
  tx: Tx,
  {
    user,
    browser,
    method,
    hasSecondFactor,
  }: {
    readonly user: Pick<SignInUser, 'id' | 'organizationId'>;
    readonly browser: Browser;
    readonly method: SignInMethod;
    readonly hasSecondFactor: boolean;
  },
): Promise<SignedIn> {
  const now = deps.clock.now();
  const token = newToken();
  const session: Session = {
    id: deps.newId('session'),
    userId: user.id,
    organizationId: user.organizationId,
    method,
    hasSecondFactor,
    address: browser.address,
    userAgent: browser.userAgent,
    createdAt: now,
    confirmedAt: now,
    lastSeenAt: now,
    expiresAt: sessionEndsAt(now, now),
    endedAt: undefined,
  };
  const { token: before } = browser;
  // Whoever's it was, of whichever organization: the browser forgets it now.
  if (before !== undefined)
    await acrossOrganizations(tx, async () => {
      const ended = await endSessionOfToken(tx, tokenHashOf(before), now);
      if (ended) await tellOfUser(tx, deps, 'identity.session_ended', ended);
    });
  await deleteOldSessions(tx, { ...session, before: now.subtract({ hours: 24 * keepEndedDays }) });
  await insertSession(tx, session, tokenHashOf(token));
  noteChanges(tx, { after: toldSession(session) });
  const { id: sessionId, userId, organizationId } = session;
  await tellOfUser(tx, deps, 'identity.session_created', { organizationId, userId, sessionId, method });
  return { id: session.id, session, token };
}

/** Who is signed in, as a caller. */
export const signedInAs = (user: SignInUser): Pick<Caller, 'organizationId' | 'userId' | 'userName'> => ({
  organizationId: user.organizationId,
  userId: user.id,
  userName: user.name,
});
