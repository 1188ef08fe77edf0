// Counts attempts to sign in, before it is known whether they fail: whoever sends a hundred guesses at once has sent a hundred.
// The count is committed by itself, so that nothing that happens afterwards takes it back but the attempt's own end.
import { createHash } from 'node:crypto';
import { refusal } from '@argosy/kernel/errors';
import type { Instant } from '@argosy/kernel/time';
import { SYSTEM } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { attemptAt, type Failures, failuresFree, networkOf, withoutAttempt } from './domain/sign-in-lock.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { deleteFailures, deleteOldFailures, lockFailures, writeFailures } from './store/sign-in-failures.ts';

export interface SignInAttempt {
  /** It went well: the account's failures are forgotten, and the address is as it was. */
  readonly succeed: () => Promise<void>;
  /** It neither went well nor failed: something more is needed. */
  readonly takeBack: () => Promise<void>;
}

const keptHours = 24;
const removedAtOnce = 100; // by each attempt, which makes at most three: there are never many

/** Counts an attempt on an account from an address, unless that has counted it already. Refuses: sign_in_locked. */
export async function countAttempt(
  deps: IdentityDeps,
  { account, address }: { readonly account: string; readonly address?: string | undefined },
): Promise<SignInAttempt> {
  // Always in this order, so that no two attempts wait for each other.
  const about = [
    { about: account, free: failuresFree.account },
    ...(address === undefined ? [] : [{ about: `address ${networkOf(address)}`, free: failuresFree.address }]),
  ] as const;
  const counts = await deps.transaction(SYSTEM, async (tx) => {
    const now = deps.clock.now();
    const made: Counted[] = [];
    for (const each of about) made.push(await count(tx, each, now));
    await deleteOldFailures(tx, now.subtract({ hours: keptHours }), removedAtOnce);
    return made;
  });
  const takeBack = (those: readonly Counted[]) =>
    deps.transaction(SYSTEM, async (tx) => {
      for (const own of those) {
        const known = await lockFailures(tx, own.about, deps.clock.now());
        await writeFailures(tx, own.about, withoutAttempt(known, own, own.free));
      }
    });
  return {
    async succeed() {
      await takeBack(counts.slice(1));
      await forgetFailures(deps, account);
    },
    takeBack: () => takeBack(counts),
  };
}

/** Of an account that somebody has proven to be theirs. */
export async function forgetFailures({ read }: IdentityDeps, account: string): Promise<void> {
  await read(SYSTEM, (tx) => deleteFailures(tx, account));
}

/** How the attempts on a user's account are called. */
export const accountOf = (userId: string): string => `user ${userId}`;

/** How those on a name are called that nobody has: by a hash, for people type their password there too. */
export const unknownAccount = (name: string): string => `name ${hashOf(name.toLowerCase())}`;

/** Those on a name in a directory, whether or not it has anybody called so. */
export const directoryName = (sourceId: string, name: string): string => `${sourceId} name ${hashOf(folded(name))}`;

/** Those on whom the directory means by it; on nobody as well, so that a clock does not tell who is there. */
export const directoryEntry = (
  sourceId: string,
  { subject, name }: { readonly subject: string | undefined; readonly name: string },
): string =>
  subject === undefined ? `${sourceId} nobody ${hashOf(folded(name))}` : `${sourceId} entry ${hashOf(subject)}`;

/** Names that a directory may take for one are one: that two of them are locked together tells nothing of whether it has them. */
const folded = (name: string): string =>
  name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().trim().replaceAll(/\s+/gu, ' ');

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** What an attempt has changed of what is remembered about something. */
interface Counted extends AboutWhat {
  readonly before: Failures;
  readonly counted: Failures;
}
interface AboutWhat {
  readonly about: string;
  readonly free: number;
}

async function count(tx: Tx, { about, free }: AboutWhat, now: Instant): Promise<Counted> {
  const before = await lockFailures(tx, about, now);
  const attempt = attemptAt(before, free, now);
  if (attempt.kind === 'locked') throw refusal('sign_in_locked', { retryAfterSeconds: attempt.retryAfterSeconds });
  await writeFailures(tx, about, attempt.failures);
  return { about, free, before, counted: attempt.failures };
}
