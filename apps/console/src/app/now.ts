// The browser's own clock, for what is said relative to now ("3 minutes ago"); nothing is decided by it.
import { useSyncExternalStore } from 'react';

let now = Date.now();
let timer: number | undefined;
const listeners = new Set<() => void>();

/** Milliseconds since the epoch; moves on every few seconds while somebody looks. */
export function useNow(): number {
  return useSyncExternalStore(listen, () => now);
}

function listen(tell: () => void): () => void {
  if (listeners.size === 0) now = Date.now(); // it stood still while nobody looked
  listeners.add(tell);
  timer ??= window.setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 5_000);
  return () => {
    listeners.delete(tell);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** For what is asked of the server about a period that ends now. */
export const nowMs = (): number => Date.now();
