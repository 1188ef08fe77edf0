// The timer behind notifications: a look when something comes due, and now and then in case a notification was lost. Each look
// says itself when the next is worth its price, so that a server that has nothing to do asks the database next to nothing.
import { pause } from '@argosy/kernel/time';

/** Between two looks at most: how long a lost notification can cost. */
export const lookEveryMs = 5000;

export interface Looking {
  /** Sees to it that the next look is no later than that; those asked for during a look are one look after it. */
  within(ms: number): void;
  stop(): Promise<void>;
}

/** Looks at once, then again and again, one look at a time. `look` answers in how many milliseconds it wants the next; it
 *  deals with its own errors. */
export function startLooking(look: () => Promise<number>): Looking {
  let nextAtMs = 0;
  let sleep = new AbortController();
  let stopped = false;
  const within = (ms: number) => {
    const atMs = performance.now() + ms;
    if (atMs >= nextAtMs) return;
    nextAtMs = atMs;
    sleep.abort();
  };
  const run = async () => {
    while (!stopped) {
      nextAtMs = performance.now() + lookEveryMs;
      within(await look());
      while (!stopped && performance.now() < nextAtMs) {
        sleep = new AbortController();
        await pause(nextAtMs - performance.now(), sleep.signal);
      }
    }
  };
  const running = run();
  return {
    within,
    async stop() {
      stopped = true;
      sleep.abort();
      await running;
    },
  };
}
