// Who it is that sent a request, and what they may: by an access key, or by the session of a browser. What was recognised is
// remembered for less than a second: a busy client costs a few queries a second, and a key that was deleted, a session that
// was ended, a policy that was taken away, on whichever server, hold nowhere a second later. Whoever is looked up in the same
// moment is looked up together: the server looks at all its open streams each second (docs/decisions/0093).
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Authority } from '@argosy/contract/identity/decision';
import { secondsBetween } from '@argosy/kernel/time';
import { SYSTEM } from '../platform/caller.ts';
import type { PlatformDeps } from '../platform/deps.ts';
import type { Credentials, CredentialsId, KnownCaller } from '../platform/http/gate.ts';
import { SealBroken, type Sealer } from '../platform/sealing.ts';
import { authorityOf, type Narrowing } from './domain/authority.ts';
import { parseKey } from './domain/key-text.ts';
import { standingPolicies } from './domain/standing-policies.ts';
import { gathered } from './gathered.ts';
import { policiesOfEach, type Whose } from './policies-of.ts';
import { type AccessKey, findValidKey, noteUse } from './store/access-keys.ts';
import type { HeldPolicy } from './store/policy-attachments.ts';
import { findOpenSessions, noteSeen, type Session, type SessionName } from './store/sessions.ts';
import { findActivePersons, type Owner, type Person } from './store/users.ts';
import { sessionEndsAt, tokenHashOf } from './session-token.ts';

export interface Authenticator {
  /** The caller that these stand for; `undefined` when they are not, or no longer, valid. */
  readonly authenticate: (credentials: Credentials, address: string) => Promise<KnownCaller | undefined>;
  /** The same for what was recognised before, by its id alone: as long as it holds. Such a look is no use: it neither notes one
   *  nor moves a session's end. */
  readonly recall: (whose: CredentialsId) => Promise<KnownCaller | undefined>;
  /** Something of identity has changed: this server looks again at once. */
  readonly forget: () => void;
}

interface Known {
  /** Of an access key: what its secret must hash to. */
  readonly secretHash: Buffer | undefined;
  readonly caller: KnownCaller;
}

interface Remembered {
  readonly untilMs: number;
  readonly known: Promise<Known | undefined>;
}

type AuthenticatorDeps = Pick<PlatformDeps, 'clock' | 'log' | 'read'> & { readonly sealer: Sealer };

interface Finders {
  readonly session: (which: SessionName) => Promise<Session | undefined>;
  readonly person: (who: Owner) => Promise<Person | undefined>;
  readonly policies: (whose: Whose) => Promise<readonly HeldPolicy[]>;
}

/** What is asked for everybody, asked together. */
const makeFinders = ({ clock, read }: AuthenticatorDeps): Finders => ({
  session: gathered(
    (which) => ('id' in which ? which.id : which.tokenHash.toString('base64')),
    (which) => read(SYSTEM, (tx) => findOpenSessions(tx, which, clock.now())),
  ),
  person: gathered(
    ({ organizationId, userId }) => `${organizationId} ${userId}`,
    (asked) => read(SYSTEM, (tx) => findActivePersons(tx, asked)),
  ),
  policies: gathered(
    (whose) => `${whose.organizationId} ${'roleId' in whose ? whose.roleId : `${whose.userId} ${whose.isOwner}`}`,
    (asked) => read(SYSTEM, (tx) => policiesOfEach(tx, asked)),
  ),
});

const rememberForMs = 900;
const rememberAtMost = 2000; // keys and sessions; beyond it the oldest is looked up again
const noteUseEachSeconds = 60;

export function makeAuthenticator(deps: AuthenticatorDeps): Authenticator {
  const remembered = new Map<string, Remembered>();
  const find = makeFinders(deps);

  const recall = (name: string, load: () => Promise<Known | undefined>): Promise<Known | undefined> => {
    const found = remembered.get(name);
    if (found && performance.now() < found.untilMs) return found.known;
    remembered.delete(name);
    if (remembered.size >= rememberAtMost) remembered.delete(remembered.keys().next().value ?? '');
    const known = load();
    const entry = { untilMs: performance.now() + rememberForMs, known };
    remembered.set(name, entry);
    // Neither an error nor what nobody has is remembered: the next request asks again.
    const drop = () => remembered.get(name) === entry && remembered.delete(name);
    void known.then((one) => one ?? drop(), drop);
    return known;
  };

  return {
    async authenticate(credentials, address) {
      if (credentials.kind === 'session') {
        const hash = tokenHashOf(credentials.token);
        const known = await recall(hash.toString('base64'), () => loadSession(deps, find, { tokenHash: hash }));
        return known?.caller;
      }
      const parts = parseKey(credentials.key);
      if (!parts) return undefined;
      const known = await recall(parts.accessKeyId, () => loadKey(deps, find, parts.accessKeyId, address));
      return known?.secretHash && timingSafeEqual(known.secretHash, hashOf(parts.secret)) ? known.caller : undefined;
    },
    async recall({ accessKeyId, sessionId }) {
      if (sessionId !== undefined)
        return (await recall(sessionId, () => loadSession(deps, find, { id: sessionId })))?.caller;
      if (accessKeyId === undefined) return undefined;
      const look = () => loadKey(deps, find, accessKeyId, undefined);
      return (await recall(`look ${accessKeyId}`, look))?.caller;
    },
    forget: () => remembered.clear(),
  };
}

/** `usedFrom`: of a request; `undefined` when the server itself looks. */
async function loadKey(
  deps: AuthenticatorDeps,
  find: Finders,
  accessKeyId: string,
  usedFrom: string | undefined,
): Promise<Known | undefined> {
  const { clock, log, read, sealer } = deps;
  const key = await read(SYSTEM, (tx) => findValidKey(tx, accessKeyId, clock.now()));
  if (!key) return undefined;
  const secretHash = secretHashOf(key, sealer, log);
  const person = await find.person(key);
  if (!secretHash || !person) return undefined;
  const now = clock.now();
  const isNoted = key.lastUsedAt && secondsBetween(key.lastUsedAt, now) <= noteUseEachSeconds;
  if (usedFrom !== undefined && !isNoted)
    await read(SYSTEM, (tx) => noteUse(tx, { id: key.id, at: now, from: usedFrom }));
  const narrowing = { key, sessionPolicy: key.role?.sessionPolicy };
  return {
    secretHash,
    caller: {
      ...callerOf(person),
      accessKeyId: key.id,
      ...(key.role && { roleId: key.role.roleId }),
      hasSecondFactor: false,
      keyPermissions: key.permissions,
      authority: await authority(find, person, { roleId: key.role?.roleId, narrowing }),
    },
  };
}

/** A request names a session by its token; the server itself, when it looks, by its id. */
async function loadSession(deps: AuthenticatorDeps, find: Finders, which: SessionName): Promise<Known | undefined> {
  const { clock, read } = deps;
  const session = await find.session(which);
  const person = session && (await find.person(session));
  if (!session || !person) return undefined;
  const now = clock.now();
  if ('tokenHash' in which && secondsBetween(session.lastSeenAt, now) > noteUseEachSeconds)
    await read(SYSTEM, (tx) =>
      noteSeen(tx, { id: session.id, at: now, expiresAt: sessionEndsAt(session.createdAt, now) }),
    );
  return {
    secretHash: undefined, // the token was found by its hash, which is as good
    caller: {
      ...callerOf(person),
      sessionId: session.id,
      confirmedAt: session.confirmedAt,
      hasSecondFactor: session.hasSecondFactor,
      keyPermissions: ['*'],
      authority: await authority(find, person, { roleId: undefined, narrowing: {} }),
    },
  };
}

const callerOf = ({ organizationId, userId, userName }: Person) => ({ organizationId, userId, userName });

async function authority(
  find: Finders,
  { organizationId, userId, isOwner, isProvider }: Person,
  { roleId, narrowing }: { readonly roleId: string | undefined; readonly narrowing: Narrowing },
): Promise<Authority> {
  const isInRole = roleId !== undefined;
  const whose = isInRole ? { organizationId, roleId } : { organizationId, userId, isOwner };
  const held = await find.policies(whose);
  return authorityOf({ held, standing: standingPolicies({ userId, isOwner, isProvider, isInRole }) }, narrowing);
}

function secretHashOf(key: AccessKey, sealer: Sealer, log: AuthenticatorDeps['log']): Buffer | undefined {
  try {
    return hashOf(sealer.unseal(key.sealedSecret, key.id));
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    // Its owner must make a new key; an operator learns from the log that the key file is another one.
    log.error({ err: error, accessKeyId: key.id }, 'an access key cannot be unsealed');
    return undefined;
  }
}

/** Hashed only so that what is compared in constant time has always one length. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
