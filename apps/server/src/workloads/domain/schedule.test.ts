import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { Instant } from '@argosy/kernel/time';
import { dueTimes, nextTimes, requireUsable, type Schedule } from './schedule.ts';

const schedule = (over: Partial<Schedule> = {}): Schedule => ({
  cron: '30 2 * * *',
  timeZone: 'Asia/Shanghai',
  catchUp: 'none',
  overlap: 'skip',
  ...over,
});
const at = (text: string) => Instant.from(text);
const written = (times: readonly Instant[]) => times.map(String);

test('JOB-2 a schedule is read in its own zone, not in that of the machine', () => {
  expect(written(nextTimes(schedule(), at('2026-03-01T00:00:00Z'), 2))).toEqual([
    '2026-03-01T18:30:00Z',
    '2026-03-02T18:30:00Z',
  ]);
});

describe('JOB-2 over a change to or from summer time', () => {
  const berlin = schedule({ timeZone: 'Europe/Berlin' });

  test('a time that does not exist comes once, at the moment of the change', () => {
    expect(written(nextTimes(berlin, at('2026-03-28T12:00:00Z'), 2))).toEqual([
      '2026-03-29T01:00:00Z',
      '2026-03-30T00:30:00Z',
    ]);
  });

  test('a time that comes twice is due once', () => {
    expect(written(nextTimes(berlin, at('2026-10-24T12:00:00Z'), 2))).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ]);
  });

  test('a step runs on through both hours', () => {
    const each = schedule({ cron: '*/30 * * * *', timeZone: 'Europe/Berlin' });
    const times = nextTimes(each, at('2026-10-24T23:59:00Z'), 8);
    expect(times.map((time) => time.epochMilliseconds - times[0]!.epochMilliseconds)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((step) => step * 1_800_000),
    );
  });
});

describe('JOB-2 what is done about times missed', () => {
  const hourly = { cron: '0 * * * *' };
  const outage = { after: at('2026-03-01T00:00:00Z'), now: at('2026-03-01T03:30:00Z') };

  test('none: they are let go', () => {
    expect(dueTimes(schedule({ ...hourly, catchUp: 'none' }), outage)).toEqual([]);
  });

  test('last: the newest of them is run', () => {
    expect(written(dueTimes(schedule({ ...hourly, catchUp: 'last' }), outage))).toEqual(['2026-03-01T03:00:00Z']);
  });

  test('all: each is run, oldest first, at most the last hundred', () => {
    expect(written(dueTimes(schedule({ ...hourly, catchUp: 'all' }), outage))).toEqual([
      '2026-03-01T01:00:00Z',
      '2026-03-01T02:00:00Z',
      '2026-03-01T03:00:00Z',
    ]);
    const year = { after: at('2025-03-01T00:00:00Z'), now: at('2026-03-01T00:00:00Z') };
    const times = dueTimes(schedule({ cron: '* * * * *', catchUp: 'all' }), year);
    expect(times).toHaveLength(100);
    expect(times.at(-1)?.equals(year.now)).toBe(true);
  });

  test.each(['none', 'last', 'all'] as const)(
    '%s: a time that has just come is due, however busy the server is',
    (catchUp) => {
      const due = dueTimes(schedule({ ...hourly, catchUp }), {
        after: at('2026-03-01T00:00:00Z'),
        now: at('2026-03-01T01:00:05Z'),
      });
      expect(written(due)).toEqual(['2026-03-01T01:00:00Z']);
    },
  );
});

test('JOB-2 no time is due twice and none is left out, wherever the looks fall', () => {
  const every = schedule({ cron: '*/7 * * * *', timeZone: 'Europe/Berlin', catchUp: 'all' });
  fc.assert(
    fc.property(
      fc.integer({ min: 1_790_000_000, max: 1_800_000_000 }), // autumn 2026, with the end of summer time
      fc.array(fc.integer({ min: 1, max: 4 * 3600 }), { minLength: 1, maxLength: 4 }),
      (start, gaps) => {
        let after = Instant.fromEpochMilliseconds(start * 1000);
        const begin = after;
        const seen: Instant[] = [];
        for (const gap of gaps) {
          const now = after.add({ seconds: gap });
          seen.push(...dueTimes(every, { after, now }));
          after = now;
        }
        const expected = nextTimes(every, begin, 150).filter((time) => Instant.compare(time, after) <= 0);
        expect(written(seen)).toEqual(written(expected));
      },
    ),
    { numRuns: 20 }, // each walks through hours of minutes
  );
});

test.each([
  ['* * * * * *', 'Asia/Shanghai'],
  ['* * * *', 'Asia/Shanghai'],
  ['@daily', 'Asia/Shanghai'],
  ['60 * * * *', 'Asia/Shanghai'],
  ['0 0 31 2 *', 'Asia/Shanghai'],
  ['often', 'Asia/Shanghai'],
  ['0 0 * * *', 'Mars/Olympus'],
])('JOB-2 the schedule "%s" in %s is refused', (cron, timeZone) => {
  expect(() => requireUsable(schedule({ cron, timeZone }), at('2026-03-01T00:00:00Z'))).toThrow(
    expect.objectContaining({ code: 'schedule_invalid', facts: { problem: expect.stringMatching(/\w+ \w+/) } }),
  );
});
