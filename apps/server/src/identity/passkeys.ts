// Passkeys through @simplewebauthn/server. The device has to see its owner (a finger, a face, a PIN), so that a passkey is both
// factors at once. What it signs names the page's address: a page of somebody else's can ask for nothing that opens here.
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { isIP } from 'node:net';
import * as z from 'zod';
import { invariant, refusal } from '@argosy/kernel/errors';
import { type Caller, SYSTEM } from '../platform/caller.ts';
import type { Recognise } from '../platform/http/bind.ts';
import { networkOf } from './domain/sign-in-lock.ts';
import { tellOfUser } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { type Browser, openSession, signedInAs, type SignedIn } from './open-session.ts';
import { newToken } from './session-token.ts';
import {
  deletePasskey,
  findPasskey,
  insertPasskey,
  listPasskeys,
  notePasskeyUse,
  type Passkey,
} from './store/passkeys.ts';
import { insertChallenge, takeChallenge } from './store/sign-in-challenges.ts';
import { findSignInUserById, lockSignInUser } from './store/sign-in-users.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldPasskey } from './told-changes.ts';

/** Where the page is, as the browser that asked knows it, and the browser. */
export interface PageAddress {
  readonly origin: string;
  readonly hostname: string;
  /** From where it asked. */
  readonly address: string;
}

/** What a device answered, as WebAuthn has it: its library looks at the inside. */
export interface DeviceAnswer {
  readonly challengeId: string;
  readonly response: { readonly id: string } & Readonly<Record<string, unknown>>;
}

const challengeSeconds = 300;
const passkeysAtMost = 20; // one for each device that somebody owns
const challengeFacts = z.object({
  challenge: z.string(),
  origin: z.string(),
  rpId: z.string(),
  userId: z.string().optional(),
});
type ChallengeFacts = z.infer<typeof challengeFacts>;

/** What the browser asks a device to make a passkey of the caller. Refuses: passkey_needs_name, passkey_limit_reached,
 *  sign_in_busy. */
export async function beginPasskey(
  deps: IdentityDeps,
  caller: Caller,
  page: PageAddress,
): Promise<{ challengeId: string; options: Record<string, unknown> }> {
  const rpId = rpIdOf(page);
  const { organizationId, userId, userName } = caller;
  invariant(userId !== undefined && userName !== undefined, 'who makes a passkey is a user');
  const own = await deps.read(caller, (tx) => listPasskeys(tx, { userId, organizationId, limit: passkeysAtMost }));
  if (own.length >= passkeysAtMost) throw refusal('passkey_limit_reached', { limit: passkeysAtMost });
  const options = await generateRegistrationOptions({
    rpName: 'Argosy',
    rpID: rpId,
    userName,
    userID: new TextEncoder().encode(userId),
    attestationType: 'none',
    excludeCredentials: own.map(({ id, transports }) => ({ id, transports: [...transports] })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    timeout: challengeSeconds * 1000,
  });
  const facts = { challenge: options.challenge, origin: page.origin, rpId, userId };
  return { challengeId: await keep(deps, page, 'passkey_registration', facts), options: { ...options } };
}

/** Refuses: passkey_refused, passkey_limit_reached. */
export async function createPasskey(
  deps: IdentityDeps,
  caller: Caller,
  { challengeId, response, name }: DeviceAnswer & { readonly name: string },
): Promise<Passkey> {
  const { organizationId, userId } = caller;
  invariant(userId !== undefined, 'who makes a passkey is a user');
  const facts = await take(deps, 'passkey_registration', challengeId);
  if (facts?.userId !== userId) throw refusal('passkey_refused');
  const { registrationInfo } = await verified(() =>
    verifyRegistrationResponse({
      response: response as never, // the library takes it apart and checks it
      expectedChallenge: facts.challenge,
      expectedOrigin: facts.origin,
      expectedRPID: facts.rpId,
      requireUserVerification: true,
    }),
  );
  if (!registrationInfo) throw refusal('passkey_refused');
  const { credential } = registrationInfo;
  const passkey: Passkey = {
    id: credential.id,
    userId,
    organizationId,
    name,
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: credential.transports ?? [],
    createdAt: deps.clock.now(),
    lastUsedAt: undefined,
  };
  return deps.transaction(caller, async (tx) => {
    await lockSignInUser(tx, { id: userId, organizationId }); // two at once count each other
    const own = await listPasskeys(tx, { userId, organizationId, limit: passkeysAtMost });
    if (own.length >= passkeysAtMost) throw refusal('passkey_limit_reached', { limit: passkeysAtMost });
    if ((await insertPasskey(tx, passkey)) === 'taken') throw refusal('passkey_refused');
    noteChanges(tx, { after: toldPasskey(passkey) });
    await tellOfUser(tx, deps, 'identity.passkey_created', { organizationId, userId, passkey: name });
    return passkey;
  });
}

/** Refuses: passkey_not_found. */
export async function deleteOwnPasskey(deps: IdentityDeps, caller: Caller, passkeyId: string): Promise<Passkey> {
  const { organizationId, userId } = caller;
  invariant(userId !== undefined, 'who deletes a passkey is a user');
  return deps.transaction(caller, async (tx) => {
    const passkey = await deletePasskey(tx, { id: passkeyId, userId, organizationId });
    if (!passkey) throw refusal('passkey_not_found');
    noteChanges(tx, { before: toldPasskey(passkey) });
    await tellOfUser(tx, deps, 'identity.passkey_deleted', { organizationId, userId, passkey: passkey.name });
    return passkey;
  });
}

/** What the browser asks a device to sign in with whichever passkey it has for this address.
 *  Refuses: passkey_needs_name, sign_in_busy. */
export async function offerPasskey(
  deps: IdentityDeps,
  page: PageAddress,
): Promise<{ challengeId: string; options: Record<string, unknown> }> {
  const rpId = rpIdOf(page);
  const options = await generateAuthenticationOptions({
    rpID: rpId,
    userVerification: 'required',
    timeout: challengeSeconds * 1000,
  });
  const facts = { challenge: options.challenge, origin: page.origin, rpId };
  return { challengeId: await keep(deps, page, 'passkey_sign_in', facts), options: { ...options } };
}

/** Signs in whoever's passkey answered. Refuses: passkey_refused. */
export async function usePasskey(
  deps: IdentityDeps,
  { browser, recognise }: { readonly browser: Browser; readonly recognise: Recognise },
  answer: DeviceAnswer,
): Promise<SignedIn & { readonly caller: Caller }> {
  const passkey = await deps.read(SYSTEM, (tx) => findPasskey(tx, answer.response.id));
  if (passkey) recognise({ organizationId: passkey.organizationId }, passkey.userId);
  const counter = await counterOf(deps, passkey, answer);
  if (!passkey) throw refusal('passkey_refused');
  const { organizationId, userId } = passkey;
  const user = await deps.read(SYSTEM, (tx) => findSignInUserById(tx, { id: userId, organizationId }));
  if (user?.state !== 'active') throw refusal('passkey_refused');
  const caller = recognise(signedInAs(user), user.id);
  const signedIn = await deps.transaction(caller, async (tx) => {
    const present = await lockSignInUser(tx, user);
    if (present?.state !== 'active') throw refusal('passkey_refused');
    if (!(await notePasskeyUse(tx, { ...passkey, counter, at: deps.clock.now() }))) throw refusal('passkey_refused');
    return openSession(deps, tx, { user, browser, method: 'passkey', hasSecondFactor: true });
  });
  return { ...signedIn, caller };
}

/** Whether a passkey of this user answered what was asked, once: to confirm a session. */
export async function isPasskeyOf(deps: IdentityDeps, caller: Caller, answer: DeviceAnswer): Promise<boolean> {
  const passkey = await deps.read(caller, (tx) => findPasskey(tx, answer.response.id));
  if (!passkey || passkey.userId !== caller.userId) return false;
  const counter = await counterOf(deps, passkey, answer);
  return deps.read(caller, (tx) => notePasskeyUse(tx, { ...passkey, counter, at: deps.clock.now() }));
}

/** The device's count in an answer that is good. Refuses: passkey_refused. */
async function counterOf(
  deps: IdentityDeps,
  passkey: Passkey | undefined,
  { challengeId, response }: DeviceAnswer,
): Promise<number> {
  const facts = await take(deps, 'passkey_sign_in', challengeId); // used up also by an answer that is none
  if (!facts || !passkey) throw refusal('passkey_refused');
  const { isGood, counter } = await verified(async () => {
    const { verified: isGood, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as never, // the library takes it apart and checks it
      expectedChallenge: facts.challenge,
      expectedOrigin: facts.origin,
      expectedRPID: facts.rpId,
      credential: {
        id: passkey.id,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.counter,
        transports: [...passkey.transports],
      },
      requireUserVerification: true,
    });
    return { isGood, counter: authenticationInfo.newCounter };
  });
  if (!isGood) throw refusal('passkey_refused');
  return counter;
}

/** The library throws whatever is wrong with an answer. Refuses: passkey_refused. */
async function verified<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (error) {
    throw refusal('passkey_refused', {}, { cause: error });
  }
}

/** What a passkey is for: the name of the server, which browsers take for no address but a name. Refuses: passkey_needs_name. */
function rpIdOf({ hostname }: PageAddress): string {
  if (isIP(hostname.replace(/^\[|\]$/g, ''))) throw refusal('passkey_needs_name', { address: hostname });
  return hostname;
}

async function keep(
  deps: IdentityDeps,
  { address }: PageAddress,
  kind: 'passkey_registration' | 'passkey_sign_in',
  facts: ChallengeFacts,
): Promise<string> {
  const id = newToken();
  const now = deps.clock.now();
  const expiresAt = now.add({ seconds: challengeSeconds });
  await deps.read(SYSTEM, (tx) =>
    insertChallenge(tx, { id, kind, facts, network: networkOf(address), now, expiresAt }),
  );
  return id;
}

async function take(
  deps: IdentityDeps,
  kind: 'passkey_registration' | 'passkey_sign_in',
  id: string,
): Promise<ChallengeFacts | undefined> {
  const facts = await deps.read(SYSTEM, (tx) => takeChallenge(tx, { id, kind, now: deps.clock.now() }));
  return facts === undefined ? undefined : challengeFacts.parse(facts);
}
