// The only door to time. Everything else takes a `Clock` and never asks the machine, so that tests can move time and two
// readers of one transaction agree on it. Instants are kept to the microsecond, as PostgreSQL keeps them.

export { pause } from './pause.ts';

export const Instant = Temporal.Instant;
export type Instant = Temporal.Instant;

/** Knows now. One per process, passed in `deps`; tests pass one that they move. */
export interface Clock {
  now(): Instant;
}

/** The machine's clock, cut to microseconds: a value that went through the database compares equal to the one kept here. */
export const systemClock: Clock = {
  now: () => Temporal.Now.instant().round({ smallestUnit: 'microsecond', roundingMode: 'floor' }),
};

/** `[start, end)` between two instants, in seconds with fractions. */
export function secondsBetween(start: Instant, end: Instant): number {
  return Number(end.epochNanoseconds - start.epochNanoseconds) / 1e9;
}

/** `start` moved by whole milliseconds; negative moves back. */
export function plusMs(start: Instant, milliseconds: number): Instant {
  return start.add({ milliseconds: Math.round(milliseconds) });
}

export function isBefore(one: Instant, other: Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0;
}

/** The earliest of those that are given; `undefined` when none is. */
export function earliest(...instants: readonly (Instant | undefined)[]): Instant | undefined {
  const given = instants.filter((each) => each !== undefined);
  return given.reduce<Instant | undefined>((least, each) => (least && isBefore(least, each) ? least : each), undefined);
}
