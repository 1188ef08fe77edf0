// The second factor: six digits of an app, made of a shared secret and the half minute (RFC 6238), and the recovery codes for
// whoever has lost the app.
import { randomBytes } from 'node:crypto';
import { generateSecret, generateURI, verifySync } from 'otplib';
import type { Instant } from '@argosy/kernel/time';
import { tokenHashOf } from './session-token.ts';

const stepSeconds = 30;

export const newTotpSecret = (): string => generateSecret();

/** What an app takes, as text or as a QR code. `account` is what it shows beside the digits. */
export const totpUri = (secret: string, account: string): string =>
  generateURI({ issuer: 'Argosy', label: account, secret });

/** The step whose code this is, of the present one and its neighbours, for clocks that differ a little, and after `lastStep`, as
 *  a code opens once; `undefined` when it is none of them. */
export function stepOfCode(
  code: string,
  { secret, lastStep, now }: { readonly secret: string; readonly lastStep: number | undefined; readonly now: Instant },
): number | undefined {
  if (!/^[0-9]{6}$/.test(code)) return undefined;
  const epoch = Math.floor(now.epochMilliseconds / 1000);
  const found = verifySync({
    secret,
    token: code,
    epoch,
    epochTolerance: stepSeconds,
    ...(lastStep !== undefined && { afterTimeStep: lastStep }),
  });
  return found.valid && 'timeStep' in found ? found.timeStep : undefined;
}

/** `123 456` as people copy it. */
export const withoutBlanks = (code: string): string => code.replaceAll(/\s/g, '');

const recoveryCodesMade = 10;
const alphabet = 'abcdefghjkmnpqrstvwxyz23456789'; // none that is mistaken for another

/** New recovery codes: 16 characters each, 78 random bits, so that a plain hash keeps them. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: recoveryCodesMade }, () => Array.from({ length: 4 }, () => randomPart(4)).join('-'));
}

/** How a recovery code is kept; with or without its hyphens. */
export const recoveryCodeHash = (code: string): Buffer => tokenHashOf(code.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));

/** Each byte that would favour some characters is thrown away. */
function randomPart(length: number): string {
  let text = '';
  while (text.length < length)
    for (const byte of randomBytes(16)) if (byte < 240 && text.length < length) text += alphabet.charAt(byte % 30);
  return text;
}
