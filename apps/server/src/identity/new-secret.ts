import { randomBytes } from 'node:crypto';

/** The secret of an access key, in the alphabet of `domain/key-text.ts`. 256 random bits: nobody guesses it, so comparing it needs
 *  no slow hash. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
