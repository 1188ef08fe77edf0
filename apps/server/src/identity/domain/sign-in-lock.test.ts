import { Instant } from '@argosy/kernel/time';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { attemptAt, type Failures, failuresFree, withoutAttempt } from './sign-in-lock.ts';

const start = Instant.from('2026-03-06T02:00:00Z');

/** Fails so often in a row, each time as soon as it may. */
function failTimes(times: number, free: number): { known: Failures | undefined; waits: number[] } {
  let known: Failures | undefined;
  let now = start;
  const waits: number[] = [];
  for (let count = 0; count < times; count += 1) {
    const attempt = attemptAt(known, free, now);
    if (attempt.kind === 'locked') throw new Error('asked too early');
    known = attempt.failures;
    const until = known.lockedUntil ?? now;
    waits.push((until.epochMilliseconds - now.epochMilliseconds) / 1000);
    now = until;
  }
  return { known, waits };
}

test('after five failures the next attempt waits a second, then twice as long each time, and at last a quarter of an hour', () => {
  const { waits } = failTimes(17, failuresFree.account);
  expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  expect(failTimes(21, failuresFree.address).waits.slice(18)).toEqual([0, 1, 2]);
});

test('under a lock an attempt does not count, and is told how long it has to wait', () => {
  const { known } = failTimes(7, failuresFree.account);
  expect(known?.lockedUntil).toBeDefined();
  const before = known?.lockedUntil?.subtract({ milliseconds: 1500 }) ?? start;
  expect(attemptAt(known, failuresFree.account, before)).toEqual({ kind: 'locked', retryAfterSeconds: 2 });
});

test('failures of more than an hour ago are forgotten', () => {
  const { known } = failTimes(15, failuresFree.account);
  const later = known?.lastAt.add({ hours: 1 }) ?? start;
  expect(attemptAt(known, failuresFree.account, later)).toMatchObject({ failures: { failures: 1 } });
});

test('an attempt that did not fail leaves all as it was: neither a wait of its own, nor one of before taken back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 25 }), (times) => {
      const { known: before } = failTimes(times, failuresFree.account);
      if (before === undefined) throw new Error('it has failed at least once');
      const attempt = attemptAt(before, failuresFree.account, before.lockedUntil ?? start);
      if (attempt.kind === 'locked') throw new Error('asked too early');
      const own = { before, counted: attempt.failures };
      expect(withoutAttempt(attempt.failures, own, failuresFree.account)).toEqual(before);
      // Another has failed meanwhile: it is counted still, and its wait stays.
      const other = attemptAt(attempt.failures, failuresFree.account, attempt.failures.lockedUntil ?? start);
      if (other.kind === 'locked') throw new Error('asked too early');
      const after = withoutAttempt(other.failures, own, failuresFree.account);
      expect(after).toEqual({
        failures: times + 1,
        lastAt: other.failures.lastAt,
        lockedUntil: times + 1 < failuresFree.account ? undefined : other.failures.lockedUntil,
      });
    }),
  );
});

test('what others have failed at the same moment is not forgotten with an attempt that did not fail', () => {
  const before = { failures: 3, lastAt: start.subtract({ hours: 2 }), lockedUntil: undefined };
  const counted = [before];
  for (let count = 0; count < 10; count += 1) {
    const attempt = attemptAt(counted.at(-1), failuresFree.address, start);
    if (attempt.kind === 'counted') counted.push({ ...attempt.failures, lockedUntil: undefined });
  }
  const [, own = before] = counted;
  const known = withoutAttempt(counted.at(-1) ?? before, { before, counted: own }, failuresFree.address);
  expect(known).toMatchObject({ failures: 9 });
  expect(attemptAt(known, failuresFree.address, start.add({ seconds: 1 }))).toMatchObject({
    failures: { failures: 10 },
  });
});
