// What this browser remembers of how somebody likes the console, and of who they were. A browser that may not remember starts as it is each time.
import { useSyncExternalStore } from 'react';

type Preference = 'language' | 'theme' | 'region' | 'seenEvent' | 'accounts';

export function remembered(name: Preference): string | undefined {
  try {
    return localStorage.getItem(`argosy.${name}`) ?? undefined;
  } catch {
    return undefined; // private windows of some browsers refuse
  }
}

export function remember(name: Preference, value: string): void {
  try {
    localStorage.setItem(`argosy.${name}`, value);
  } catch {
    // as above
  }
}

export interface Remembered {
  /** `undefined`: nothing was chosen in this browser yet. */
  readonly now: () => string | undefined;
  readonly choose: (value: string) => void;
  /** Tells of each choice, until the answer is called. */
  readonly listen: (tell: () => void) => () => void;
}

/** A choice that holds at once for all that shows it, and in the next visit. (The language is kept by i18next, in text.ts.) */
export function rememberedChoice(name: Preference): Remembered {
  const listeners = new Set<() => void>();
  let chosen = remembered(name);
  return {
    now: () => chosen,
    choose(value) {
      chosen = value;
      remember(name, value);
      for (const tell of listeners) tell();
    },
    listen(tell) {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
  };
}

export const useRemembered = ({ listen, now }: Remembered): string | undefined => useSyncExternalStore(listen, now);
