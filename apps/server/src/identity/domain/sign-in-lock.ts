// When somebody may try again to sign in. Pure. An attempt counts as failed before the password is looked at, so that many at
// once count too; one that succeeds gives back what it counted. The wait doubles: a person who mistypes hardly notices it, and
// who guesses gets about a hundred guesses a day.
import { type Instant, isBefore, secondsBetween } from '@argosy/kernel/time';
import ipaddr from 'ipaddr.js';

/** What is remembered about an account, or about an address. */
export interface Failures {
  readonly failures: number;
  readonly lastAt: Instant;
  readonly lockedUntil: Instant | undefined;
}

/** So many may fail before the first wait. An address has more: a whole office may share one. */
export const failuresFree = { account: 5, address: 20 } as const;

const forgottenAfterSeconds = 3600;
const longestWaitSeconds = 900;

export type Attempt =
  | { readonly kind: 'counted'; readonly failures: Failures }
  | { readonly kind: 'locked'; readonly retryAfterSeconds: number };

/** What an attempt at `now` meets: a lock, under which it does not count, or the count with it. */
export function attemptAt(known: Failures | undefined, free: number, now: Instant): Attempt {
  if (known?.lockedUntil && isBefore(now, known.lockedUntil))
    return { kind: 'locked', retryAfterSeconds: Math.max(1, Math.ceil(secondsBetween(now, known.lockedUntil))) };
  const isRecent = known !== undefined && secondsBetween(known.lastAt, now) < forgottenAfterSeconds;
  const failures = (isRecent ? known.failures : 0) + 1;
  const waitSeconds = failures < free ? 0 : Math.min(longestWaitSeconds, 2 ** Math.min(failures - free, 30));
  return {
    kind: 'counted',
    failures: { failures, lastAt: now, lockedUntil: waitSeconds === 0 ? undefined : now.add({ seconds: waitSeconds }) },
  };
}

/** What an attempt that did not fail leaves: all as it was before it, where nobody has counted since; else one failure less, and what the
 *  others began. So it takes back no wait but its own, and no failure is forgotten for it: whoever signs in rightly lets others go on
 *  once they are in, and who knows a password does not shorten the waits of guessing the code. */
export function withoutAttempt(
  known: Failures,
  { before, counted }: { readonly before: Failures; readonly counted: Failures },
  free: number,
): Failures {
  const isLast =
    known.failures === counted.failures &&
    isSame(known.lastAt, counted.lastAt) &&
    isSame(known.lockedUntil, counted.lockedUntil);
  if (isLast) return before;
  const failures = Math.max(0, known.failures - 1);
  return { ...known, failures, lockedUntil: failures < free ? undefined : known.lockedUntil };
}

const isSame = (one: Instant | undefined, other: Instant | undefined): boolean =>
  one === undefined || other === undefined ? one === other : one.equals(other);

/** What an address is counted as: of IPv6 the network of 64 bits, of which one subscriber has all addresses. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address); // an IPv4 address in IPv6's clothes is that address
  return parsed.kind() === 'ipv6'
    ? `${parsed.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`
    : parsed.toString();
}
