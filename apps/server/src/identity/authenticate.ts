// Whose key it is that came with a request. A key that was recognised is remembered for less than a second: a busy client
// costs one query a second, and a key that was deleted, on whichever server, works nowhere a second later.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { KnownCaller } from '../platform/http/gate.ts';
import type { PlatformDeps } from '../platform/deps.ts';
import { SealBroken, type Sealer } from '../platform/sealing.ts';
import { secondsBetween } from '@argosy/kernel/time';
import { parseKey } from './domain/key-text.ts';
import { findValidKey, noteUse } from './store/access-keys.ts';

export interface Authenticator {
  /** The caller that this key stands for; `undefined` when it is no valid key. */
  readonly authenticate: (key: string) => Promise<KnownCaller | undefined>;
  /** The same for a key that was recognised before, by its id alone: as long as it holds. */
  readonly recall: (accessKeyId: string) => Promise<KnownCaller | undefined>;
  /** A key was deleted: this server looks again at once. */
  readonly forget: (accessKeyId: string) => void;
}

interface KnownKey {
  readonly secretHash: Buffer;
  readonly caller: KnownCaller;
}

interface Remembered {
  readonly untilMs: number;
  readonly key: Promise<KnownKey | undefined>;
}

const rememberForMs = 900;
const rememberAtMost = 1000; // keys; beyond it the oldest is looked up again
const noteUseEachSeconds = 60;

export function makeAuthenticator(
  deps: Pick<PlatformDeps, 'clock' | 'log' | 'read'> & { readonly sealer: Sealer },
): Authenticator {
  const remembered = new Map<string, Remembered>();

  const known = (accessKeyId: string): Promise<KnownKey | undefined> => {
    const found = remembered.get(accessKeyId);
    if (found && performance.now() < found.untilMs) return found.key;
    remembered.delete(accessKeyId);
    if (remembered.size >= rememberAtMost) remembered.delete(remembered.keys().next().value ?? '');
    const key = load(deps, accessKeyId);
    const entry = { untilMs: performance.now() + rememberForMs, key };
    remembered.set(accessKeyId, entry);
    // Neither an error nor an id that nobody has is remembered: the next request asks again.
    const drop = () => remembered.get(accessKeyId) === entry && remembered.delete(accessKeyId);
    void key.then((one) => one ?? drop(), drop);
    return key;
  };

  return {
    async authenticate(text) {
      const parts = parseKey(text);
      if (!parts) return undefined;
      const key = await known(parts.accessKeyId);
      return key && timingSafeEqual(key.secretHash, hashOf(parts.secret)) ? key.caller : undefined;
    },
    recall: async (accessKeyId) => (await known(accessKeyId))?.caller,
    forget: (accessKeyId) => void remembered.delete(accessKeyId),
  };
}

async function load(
  { clock, log, read, sealer }: Pick<PlatformDeps, 'clock' | 'log' | 'read'> & { readonly sealer: Sealer },
  accessKeyId: string,
): Promise<KnownKey | undefined> {
  const key = await read((tx) => findValidKey(tx, accessKeyId));
  if (!key) return undefined;
  try {
    const secretHash = hashOf(sealer.unseal(key.sealedSecret, key.id));
    const now = clock.now();
    if (!key.lastUsedAt || secondsBetween(key.lastUsedAt, now) > noteUseEachSeconds)
      await read((tx) => noteUse(tx, { id: key.id, at: now }));
    const { organizationId, userId, permissions } = key;
    return { secretHash, caller: { organizationId, userId, accessKeyId: key.id, permissions } };
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    // Its owner must make a new key; an operator learns from the log that the key file is another one.
    log.error({ err: error, accessKeyId }, 'an access key cannot be unsealed');
    return undefined;
  }
}

/** Hashed only so that what is compared in constant time has always one length. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
