import { createHash, randomBytes } from 'node:crypto';
import { type Instant, isBefore } from '@argosy/kernel/time';

/** A session that nobody uses ends after this long; one that is used goes on. */
const sessionIdleSeconds = 12 * 3600; // a working day: who comes back the next morning signs in again

/** At the latest a session ends after this long, however much it is used. */
export const sessionLongestSeconds = 30 * 24 * 3600;

/** Until when a session goes on that is in use `now`. */
export function sessionEndsAt(createdAt: Instant, now: Instant): Instant {
  const longest = createdAt.add({ seconds: sessionLongestSeconds });
  const idle = now.add({ seconds: sessionIdleSeconds });
  return isBefore(idle, longest) ? idle : longest;
}

/** What a browser or a one-time link carries: 256 random bits, so its hash needs neither salt nor cost. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** How a token is kept. */
export function tokenHashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
