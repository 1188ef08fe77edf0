// The first start: an organization, its owner, and the key with which the command line of this machine signs in. Safe to die
// anywhere: the database is written first, and as the secret can be unsealed, the next start writes the file that is missing.
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { SYSTEM } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { replaceFile } from '../platform/durable-file.ts';
import { SealBroken } from '../platform/sealing.ts';
import { formatKey } from './domain/key-text.ts';
import { newSecret } from './new-secret.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { insertAccessKey, listAccessKeys, markDeleted } from './store/access-keys.ts';
import { findFirstOwner, insertOrganization, insertOwner, lockOwnership, type Owner } from './store/users.ts';

/** How the key of the profile is found again among the owner's. */
const profileKeyDescription = 'argosy up';

const profileSchema = z.looseObject({ key: z.string() });

/** Sees to it that there is an owner, and that the profile file (mode 0600) holds a key of theirs that works. Other entries
 *  of the file stay. */
export async function ensureOwner(deps: IdentityDeps): Promise<Owner> {
  const { owner, text } = await deps.transaction(SYSTEM, async (tx) => {
    await lockOwnership(tx);
    const owner = (await findFirstOwner(tx)) ?? (await makeOwner(deps, tx));
    return { owner, text: await profileKey(deps, tx, owner) };
  });
  const profile = await readProfile(deps.home.profile);
  if (profile.key === undefined || !(await opens(deps, profile.key)))
    await replaceFile(deps.home.profile, `${JSON.stringify({ ...profile, key: text }, undefined, 2)}\n`);
  return owner;
}

async function makeOwner(deps: IdentityDeps, tx: Tx): Promise<Owner> {
  const organizationId = deps.newId('organization');
  const userId = deps.newId('user');
  const at = deps.clock.now();
  await insertOrganization(tx, { id: organizationId, name: 'default', alias: 'default', isProvider: true, at });
  await insertOwner(tx, { id: userId, organizationId, name: 'owner', at });
  return { organizationId, userId };
}

/** The text of the owner's profile key; one that does not open, because the seal's key was lost, is replaced. */
async function profileKey(deps: IdentityDeps, tx: Tx, owner: Owner): Promise<string> {
  const keys = await listAccessKeys(tx, { ...owner, now: deps.clock.now(), limit: 500 });
  // One that was turned off is as good as none: who may start the server may everything on it.
  const present = keys.find((key) => key.description === profileKeyDescription && !key.disabledAt && !key.role);
  if (present) {
    try {
      return formatKey({ accessKeyId: present.id, secret: deps.sealer.unseal(present.sealedSecret, present.id) });
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      deps.log.warn({ err: error, accessKeyId: present.id }, "the command line's key does not open and is replaced");
      await markDeleted(tx, { ...owner, id: present.id, at: deps.clock.now() });
    }
  }
  const id = deps.newId('access_key');
  const secret = newSecret();
  await insertAccessKey(tx, {
    id,
    ...owner,
    sealedSecret: deps.sealer.seal(secret, id),
    description: profileKeyDescription,
    permissions: ['*'],
    createdAt: deps.clock.now(),
    role: undefined,
  });
  return formatKey({ accessKeyId: id, secret });
}

const opens = async ({ authenticator }: IdentityDeps, key: string): Promise<boolean> =>
  (await authenticator.authenticate({ kind: 'key', key }, '')) !== undefined;

/** What the profile file holds; `{}` when there is none, or none that can be read as one. */
async function readProfile(path: string): Promise<{ readonly key?: string | undefined }> {
  try {
    return profileSchema.partial().parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return {};
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
