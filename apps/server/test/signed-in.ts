// Browsers in which somebody is signed in, as many as wanted: users and sessions as signing in leaves them, without the second
// that each password costs.
import { newId } from '@argosy/kernel/ids';
import { systemClock } from '@argosy/kernel/time';
import { cookieName } from '../src/platform/http/session-cookie.ts';
import type { Tx } from '../src/platform/database.ts';
import { newToken, sessionEndsAt, tokenHashOf } from '../src/identity/session-token.ts';
import { insertAttachment } from '../src/identity/store/policy-attachments.ts';
import { insertSession } from '../src/identity/store/sessions.ts';
import { insertInvitedUser } from '../src/identity/store/user-accounts.ts';

export interface SignedInBrowser {
  readonly userId: string;
  readonly sessionId: string;
  /** What it sends as Cookie. */
  readonly cookie: string;
}

/** `count` browsers of as many users, who read everything of the organization by a policy of their own. */
export async function signInMany(
  tx: Tx,
  {
    organizationId,
    serverId,
    count,
  }: { readonly organizationId: string; readonly serverId: string; readonly count: number },
): Promise<readonly SignedInBrowser[]> {
  const now = systemClock.now();
  const browsers: SignedInBrowser[] = [];
  for (let index = 0; index < count; index += 1) {
    const userId = newId('user', now.epochMilliseconds);
    const user = { displayName: '', email: undefined, language: undefined, isOwner: false, createdAt: now };
    await insertInvitedUser(tx, { id: userId, organizationId, name: `user-${index}`, ...user });
    await tx.query(`update identity.app_user set state = 'active' where id = $1`, [userId]);
    await insertAttachment(
      tx,
      { organizationId, kind: 'user', id: userId },
      { policyId: 'ArgosyReadOnlyAccess', at: now },
    );
    const token = newToken();
    const sessionId = newId('session', now.epochMilliseconds);
    const session = {
      id: sessionId,
      userId,
      organizationId,
      method: 'password' as const,
      hasSecondFactor: false,
      address: '127.0.0.1',
      userAgent: 'a browser',
      createdAt: now,
      confirmedAt: now,
      lastSeenAt: now,
      expiresAt: sessionEndsAt(now, now),
      endedAt: undefined,
    };
    await insertSession(tx, session, tokenHashOf(token));
    browsers.push({ userId, sessionId, cookie: `${cookieName(serverId, false)}=${token}` });
  }
  return browsers;
}
