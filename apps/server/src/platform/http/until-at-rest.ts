// Long-poll: a question that waits for its thing to come to rest, so that nobody has to ask again and again.
import type { PlatformDeps } from '../deps.ts';

// An event wakes the wait; should one be missed, a look this often still finds the thing at rest.
const lookAgainMs = 5_000;

export interface Wait<View> {
  /** Whose events tell that something has changed. */
  readonly subject: string;
  /** At most this long; 0 answers at once. */
  readonly waitSeconds: number;
  readonly signal: AbortSignal;
  readonly read: () => Promise<View>;
  readonly isAtRest: (view: View) => boolean;
}

/** The view once it is at rest, or as it is when the time is over, the caller has hung up or the server stops. */
export async function untilAtRest<View>(
  deps: Pick<PlatformDeps, 'nextEvent'>,
  { subject, waitSeconds, signal, read, isAtRest }: Wait<View>,
): Promise<View> {
  const deadline = performance.now() + waitSeconds * 1000;
  for (;;) {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0 || signal.aborted) return read();
    const done = new AbortController();
    // Listen first, then look: an event between a look and the listening after it would be heard by nobody.
    const heard = deps.nextEvent(subject, Math.min(leftMs, lookAgainMs), AbortSignal.any([signal, done.signal]));
    try {
      const view = await read();
      if (isAtRest(view)) return view;
      await heard;
    } finally {
      done.abort();
    }
  }
}
