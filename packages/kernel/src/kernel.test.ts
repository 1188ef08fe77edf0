import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { dayAt, periodOfDay } from './civil-time.ts';
import { isId, newId } from './ids.ts';
import { formatMinor, parseMinor, splitMoney } from './money.ts';
import { earliest, Instant, isBefore, secondsBetween } from './time.ts';

test('splitting money loses nothing and gives nobody less than its floor', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -1_000_000_000_000n, max: 10n ** 12n }),
      fc
        .array(fc.bigInt({ min: 0n, max: 1000n }), { minLength: 1, maxLength: 8 })
        .filter((all) => all.some((w) => w > 0n)),
      (amountMinor, weights) => {
        const parts = splitMoney({ amountMinor, currency: 'CNY' }, weights);
        expect(parts.reduce((sum, each) => sum + each.amountMinor, 0n)).toBe(amountMinor);
      },
    ),
  );
});

test('an amount survives being written and read', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -10_000_000_000_000_000n, max: 10n ** 16n }),
      (minor) => parseMinor(formatMinor(minor)) === minor,
    ),
  );
  expect(parseMinor('1.234')).toBe('not_an_amount');
});

test('ids of later milliseconds sort later and carry their kind', () => {
  const earlier = newId('cluster', 1_700_000_000_000);
  const later = newId('cluster', 1_700_000_000_001);
  expect(earlier < later).toBe(true);
  expect(isId('cluster', earlier)).toBe(true);
  expect(isId('run', earlier)).toBe(false);
});

test('the earliest of instants leaves out those not given', () => {
  const one = Instant.from('2026-01-01T00:00:00Z');
  const two = Instant.from('2026-01-02T00:00:00Z');
  expect(earliest(undefined, two, one)?.equals(one)).toBe(true);
  expect(earliest(undefined)).toBe(undefined);
});

test('every instant lies in the day it is then, and days follow one another without a gap', () => {
  const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Apia', 'UTC'];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.constantFrom(...zones), (seconds, zone) => {
      const at = Instant.fromEpochMilliseconds(seconds * 1000);
      const { start, end } = periodOfDay(dayAt(at, zone), zone);
      expect(!isBefore(at, start) && isBefore(at, end)).toBe(true);
      expect(periodOfDay(dayAt(end, zone), zone).start.equals(end)).toBe(true);
    }),
  );
});

test('a day is as long as the clocks of its zone make it', () => {
  const hoursOf = (at: string, zone: string) => {
    const { start, end } = periodOfDay(dayAt(Instant.from(at), zone), zone);
    return secondsBetween(start, end) / 3600;
  };
  expect(hoursOf('2026-03-29T12:00:00Z', 'Europe/Berlin')).toBe(23);
  expect(hoursOf('2026-10-25T12:00:00Z', 'Europe/Berlin')).toBe(25);
  expect(hoursOf('2026-03-29T12:00:00Z', 'Asia/Shanghai')).toBe(24);
  expect(dayAt(Instant.from('2026-03-05T16:00:00Z'), 'Asia/Shanghai').toString()).toBe('2026-03-06');
});
