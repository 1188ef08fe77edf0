// What every change of people and policies has in common: its fact commits with it, and this server looks again at once at who
// may what; any other does within a second. No fact holds a secret.
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { publish } from '../platform/events.ts';
import type { IdentityDeps } from './identity-deps.ts';
import type { AccessKey } from './store/access-keys.ts';

/** Carries out a change; `fact` is what has happened to the thing that `body` answers with. */
export async function changing<Thing extends { readonly id: string; readonly name: string }>(
  deps: IdentityDeps,
  caller: Caller,
  { fact, body }: { readonly fact: `identity.${string}`; readonly body: (tx: Tx) => Promise<Thing> },
): Promise<Thing> {
  const thing = await deps.transaction(caller, async (tx) => {
    const changed = await body(tx);
    await publish(tx, deps.clock, {
      type: fact,
      organizationId: caller.organizationId,
      subject: changed.id,
      facts: { name: changed.name },
    });
    return changed;
  });
  deps.authenticator.forget();
  return thing;
}

/** Publishes what has happened to a user, or to what they come in by: a session, a key, a second factor. They hear it themself, and
 *  so does who may read them. */
export async function tellOfUser(
  tx: Tx,
  { clock }: Pick<IdentityDeps, 'clock'>,
  fact: `identity.${string}`,
  {
    organizationId,
    userId,
    ...facts
  }: { readonly organizationId: string; readonly userId: string } & Readonly<Record<string, string>>,
): Promise<void> {
  await publish(tx, clock, { type: fact, organizationId, subject: userId, facts });
}

/** The same of one of their keys. */
export const tellOfKey = (
  tx: Tx,
  deps: Pick<IdentityDeps, 'clock'>,
  fact: `identity.${string}`,
  { organizationId, userId, id }: Pick<AccessKey, 'organizationId' | 'userId' | 'id'>,
): Promise<void> => tellOfUser(tx, deps, fact, { organizationId, userId, accessKeyId: id });
