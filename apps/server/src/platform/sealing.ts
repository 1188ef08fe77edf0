// Secrets at rest: sealed with AES-256-GCM under a key that lies in a file, outside the database, so that a copy of the
// database alone gives nobody a secret. A sealed value is bound to the row it belongs to: moved to another row it does not open.
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invariant } from '@argosy/kernel/errors';
import { makeFile } from './durable-file.ts';
import type { Home } from './home.ts';

export interface Sealer {
  /** Tells this key from others; says nothing about it. */
  readonly keyId: string;
  readonly seal: (secret: string, rowId: string) => Buffer;
  /** The secret; throws `SealBroken` when the envelope was made with another key, for another row, or was changed. */
  readonly unseal: (envelope: Buffer, rowId: string) => string;
  /** HMAC-SHA-256 of `data` under a key derived for this purpose alone: what nobody makes who has only the database. */
  readonly mac: (purpose: string, data: Buffer) => Buffer;
}

/** The envelope does not open: the key file is not the one it was sealed with, or the row is not as it was written. */
export class SealBroken extends Error {}

/* version 1 │ id of the key 4 │ nonce 12 │ tag 16 │ sealed octets. The id is there for the day when there are two keys. */
const version = 1;
const keyIdBytes = 4;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + keyIdBytes + nonceBytes + tagBytes;

/** Opens the seal of this home; makes its key at first use. */
export async function openSealer(home: Pick<Home, 'secrets'>): Promise<Sealer> {
  const key = await readOrMakeKey(home);
  const keyId = createHash('sha256').update(key).digest().subarray(0, keyIdBytes);
  const derived = new Map<string, Buffer>();
  const keyFor = (purpose: string): Buffer => {
    const known = derived.get(purpose) ?? Buffer.from(hkdfSync('sha256', key, '', `argosy ${purpose}`, 32));
    derived.set(purpose, known);
    return known;
  };
  return {
    keyId: keyId.toString('hex'),
    seal(secret, rowId) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(rowId));
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(version), keyId, nonce, cipher.getAuthTag(), sealed]);
    },
    mac: (purpose, data) => createHmac('sha256', keyFor(purpose)).update(data).digest(),
    unseal(envelope, rowId) {
      if (envelope[0] !== version || !envelope.subarray(1, 1 + keyIdBytes).equals(keyId))
        throw new SealBroken(`${rowId} was sealed with another key`);
      const nonce = envelope.subarray(1 + keyIdBytes, 1 + keyIdBytes + nonceBytes);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
        .setAAD(Buffer.from(rowId))
        .setAuthTag(envelope.subarray(headBytes - tagBytes, headBytes));
      try {
        return Buffer.concat([decipher.update(envelope.subarray(headBytes)), decipher.final()]).toString('utf8');
      } catch (error) {
        throw new SealBroken(`the sealed secret of ${rowId} was changed`, { cause: error });
      }
    },
  };
}

async function readOrMakeKey({ secrets }: Pick<Home, 'secrets'>): Promise<Buffer> {
  const path = join(secrets, 'seal.key');
  await mkdir(secrets, { recursive: true, mode: 0o700 });
  let text = await readIfThere(path);
  if (text === undefined) {
    // Two that start at once each offer a key; the file that is there afterwards is the key of both.
    await makeFile(path, `${randomBytes(32).toString('base64url')}\n`);
    text = await readFile(path, 'utf8');
  }
  const key = Buffer.from(text.trim(), 'base64url');
  invariant(key.length === 32, `${path} holds a key of 32 octets`);
  return key;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
