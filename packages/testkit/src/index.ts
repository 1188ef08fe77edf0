// What tests of every program share: a clock that is moved by hand.
import { type Clock, Instant } from '@argosy/kernel/time';

export interface MovableClock extends Clock {
  /** Moves forward; never back, as no clock of a server should. */
  advance(by: Temporal.DurationLike): void;
}

/** A clock that stands at `start` until it is moved. */
export function movableClock(start = '2026-03-06T02:00:00Z'): MovableClock {
  let now = Instant.from(start);
  return {
    now: () => now,
    advance(by) {
      now = now.add(by);
    },
  };
}
export { memoryFolder } from './memory-folder.ts';
export { mountSmallDisk, noMounts } from './small-disk.ts';
