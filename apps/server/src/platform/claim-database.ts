// One database belongs to one home: the secrets in it are sealed with that home's key, and its clusters' nodes lie in that home's
// folder. A second home on it would share the work and could do its half of it for nobody.
import { invariant, refusal } from '@argosy/kernel/errors';
import { SYSTEM } from './caller.ts';
import type { PlatformDeps } from './deps.ts';
import type { Sealer } from './sealing.ts';

/** Writes down at the first start whose database this is. Refuses: database_of_another_home. A restored backup is nobody's: it
 *  becomes the database of the home that starts on it. */
export async function claimDatabase(
  { home, transaction }: Pick<PlatformDeps, 'home' | 'transaction'>,
  { keyId }: Pick<Sealer, 'keyId'>,
): Promise<void> {
  const owner = await transaction(SYSTEM, async (tx) => {
    await tx.query('insert into platform.seal (key_id) values ($1) on conflict do nothing', [keyId]);
    const { rows } = await tx.query<{ key_id: string }>('select key_id from platform.seal');
    return rows[0]?.key_id;
  });
  invariant(owner !== undefined, 'a database that was claimed has an owner');
  if (owner !== keyId) throw refusal('database_of_another_home', { home: home.path });
}
