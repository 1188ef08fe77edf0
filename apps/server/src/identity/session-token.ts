import { createHash, randomBytes } from 'node:crypto';

/** A session that nobody uses ends after this long; one that is used goes on. */
export const sessionIdleSeconds = 12 * 3600; // a working day: who comes back the next morning signs in again

/** What a browser or a one-time link carries: 256 random bits, so its hash needs neither salt nor cost. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** How a token is kept. */
export function tokenHashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
