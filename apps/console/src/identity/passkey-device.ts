// What a device does with passkeys, through the browser: it makes one, or answers with one that it has. What is asked and what is
// answered travel as WebAuthn's own JSON; nothing of it is looked at here.
import { invariant } from '@argosy/kernel/errors';
import { passkeyOffer } from '@argosy/contract/identity/passkeys';
import { callOperation } from '../app/api.ts';
import type { PlainKey } from '../app/text.ts';
import type { identityTexts } from './texts.ts';

interface DeviceAnswer {
  readonly challengeId: string;
  readonly response: { readonly id: string };
}

/** Whether this browser knows of passkeys at all; on plain HTTP to another machine none does. */
export const knowsPasskeys = (): boolean =>
  typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** Lets the device make a passkey, once it has seen its owner. */
export async function makePasskey(begun: {
  readonly challengeId: string;
  readonly options: object;
}): Promise<DeviceAnswer> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    begun.options as PublicKeyCredentialCreationOptionsJSON, // the server's library made it so
  );
  return { challengeId: begun.challengeId, response: answerOf(await navigator.credentials.create({ publicKey })) };
}

/** Lets the device answer with whichever passkey of this address its owner chooses. Throws ApiError too. */
export async function answerWithPasskey(): Promise<DeviceAnswer> {
  const { challengeId, options } = await callOperation(passkeyOffer, { body: {} });
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON, // the server's library made it so
  );
  return { challengeId, response: answerOf(await navigator.credentials.get({ publicKey })) };
}

function answerOf(credential: Credential | null): DeviceAnswer['response'] {
  invariant(credential instanceof PublicKeyCredential, 'a passkey was asked for');
  return credential.toJSON();
}

/** What the browser, not the server, said against it; `undefined` of anything else. */
export function deviceProblemOf(error: unknown): PlainKey<typeof identityTexts> | undefined {
  if (!(error instanceof DOMException)) return undefined;
  if (error.name === 'InvalidStateError') return 'passkeyThereAlready';
  return error.name === 'SecurityError' ? 'passkeyNotHere' : 'passkeyNotGiven';
}
