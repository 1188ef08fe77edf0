// Lists and pages change by themselves: one feed of facts per browser makes exactly those queries new that a fact touches.
// Of several tabs one that is seen follows the feed (it holds a lock, which the browser gives to the next when it closes) and
// passes on to the others what it hears; it resumes after the last fact that any of them knows. Where the browser has no such locks (plain
// HTTP to another machine) each tab follows by itself.
import { ApiError, followEvents } from '@argosy/client/browser';
import { eventFollow, type EventView } from '@argosy/contract/platform/operations';
import type { Query, QueryClient } from '@tanstack/react-query';
import { pause } from '@argosy/kernel/pause';
import { useSyncExternalStore } from 'react';
import { connection } from './api.ts';
import { touchedBy } from './touched-by.ts';

/** 'stopped': the server answers, but has refused the stream, or failed at it. */
export type FeedState = 'connecting' | 'live' | 'away' | 'stopped';

type Said =
  | { readonly kind: 'event'; readonly event: EventView }
  | { readonly kind: 'place'; readonly id: string } // where the stream is, beyond the last event
  | { readonly kind: 'state'; readonly state: FeedState }
  | { readonly kind: 'missed' }; // what happened meanwhile is not known

const silenceMs = 45_000; // the server says something each 15 s
const againMs = 10_000; // what the server has failed at or refused does not pass within moments
const signedOutMs = 2_000; // by then the console is at its door, or the browser has another session
const gatherMs = 100; // facts come in bursts: what a burst touches is asked for once …
const mostOftenMs = 1_000; // … and what is touched all the time once a second

let state: FeedState = 'connecting';
const stateListeners = new Set<() => void>();
const eventListeners = new Set<(event: EventView) => void>();
const missedListeners = new Set<() => void>();

export function useFeedState(): FeedState {
  return useSyncExternalStore(
    (tell) => {
      stateListeners.add(tell);
      return () => stateListeners.delete(tell);
    },
    () => state,
  );
}

/** Hears every fact, for what is told to people; answers with what ends it. */
export function onEvent(listener: (event: EventView) => void): () => void {
  eventListeners.add(listener);
  return () => eventListeners.delete(listener);
}

/** Hears that anything may be otherwise than it is shown: after a break, and when the person may more or less than before, at
 *  which the server ends the stream. */
export function onMissed(listener: () => void): () => void {
  missedListeners.add(listener);
  return () => missedListeners.delete(listener);
}

/** Follows for whoever is signed in; answers with what ends it. */
export function startFeed(
  queryClient: QueryClient,
  {
    who,
    after,
    onSignedOut,
  }: {
    readonly who: string;
    /** A place before anything was shown: what happens from then on is heard. `undefined`: from when the stream begins. */
    readonly after: string | undefined;
    readonly onSignedOut: () => void;
  },
): () => void {
  const ended = new AbortController();
  const channel = new BroadcastChannel(`argosy.feed.${who}`);
  const invalidate = gathering(queryClient, ended.signal);
  let last = after;
  const hear = (said: Said): void => {
    if (said.kind === 'state') return showState(said.state);
    if (said.kind === 'missed') {
      invalidate(() => true);
      return missedListeners.forEach((tell) => tell());
    }
    if (said.kind === 'place') return void (last = said.id);
    last = said.event.id;
    invalidate(touchedBy(said.event));
    for (const tell of eventListeners) tell(said.event);
  };
  const say = (said: Said): void => {
    channel.postMessage(said); // oxlint-disable-line unicorn/require-post-message-target-origin -- a channel has none
    hear(said);
  };
  channel.addEventListener('message', ({ data }: MessageEvent<Said>) => hear(data));

  /** Until it is told to end, as where nobody is signed in any more, or, as pages say themselves, who is may not read facts at all. */
  async function follow(signal: AbortSignal): Promise<void> {
    let wasOpen = false;
    while (!signal.aborted) {
      try {
        for await (const event of events(signal, wasOpen, () => (wasOpen = true)))
          say({ kind: 'event', event: event as EventView });
      } catch (error) {
        const status = error instanceof ApiError ? error.status : undefined;
        if (status === 403 && !wasOpen) return;
        if (status === 401) onSignedOut();
        else say({ kind: 'state', state: 'stopped' });
        await pause(status === 401 ? signedOutMs : againMs, signal);
      }
    }
  }

  const events = (signal: AbortSignal, wasOpen: boolean, opened: () => void) => {
    let isFirst = !wasOpen && last !== undefined;
    return followEvents(
      {
        ...connection,
        credentials: connection.credentials,
        language: 'en',
        onAbsent: () => say({ kind: 'state', state: 'away' }),
      },
      {
        target: last === undefined ? eventFollow.path : `${eventFollow.path}?after=${encodeURIComponent(last)}`,
        signal,
        silenceMs,
        onPlace: (id) => say({ kind: 'place', id }),
        onOpen: () => {
          say({ kind: 'state', state: 'live' });
          // After a restart something may have changed of which no fact tells, and so may what this person may.
          if (!isFirst) say({ kind: 'missed' });
          isFirst = false;
          opened();
        },
      },
    );
  };

  const { locks } = navigator as Partial<Navigator>;
  const lock = `argosy.feed.${who}`;
  let isLeading = false;
  let attempt: AbortController | undefined;
  /** Waits for the stream to be free, or takes it from whoever has it. Taken away, it waits for it again. */
  async function lead(steal: boolean): Promise<void> {
    attempt?.abort(); // of several wishes the last one counts
    const own = new AbortController();
    attempt = own;
    const signal = AbortSignal.any([ended.signal, own.signal]);
    if (!locks) return follow(signal);
    let isTaken = false;
    try {
      await locks.request(lock, steal ? { steal } : { signal }, async () => {
        isLeading = true;
        await follow(signal);
      });
    } catch (error) {
      isTaken = (error as Error).name === 'AbortError';
    }
    own.abort();
    if (attempt !== own) return undefined;
    isLeading = false;
    return isTaken && !ended.signal.aborted ? lead(false) : undefined;
  }
  // Browsers let tabs that nobody sees sleep: the stream is with one that is seen.
  const seen = (): void => {
    if (locks && document.visibilityState === 'visible' && !isLeading) void lead(true);
  };
  document.addEventListener('visibilitychange', seen);
  void lead(document.visibilityState === 'visible');
  return () => {
    document.removeEventListener('visibilitychange', seen);
    ended.abort();
    channel.close();
  };
}

function showState(now: FeedState): void {
  if (state === now) return;
  state = now;
  for (const tell of stateListeners) tell();
}

/** Makes queries new in bursts: soon after the first fact, and then not more often than once a second. */
function gathering(queryClient: QueryClient, ended: AbortSignal): (isTouched: (query: Query) => boolean) => void {
  let waiting: ((query: Query) => boolean)[] = [];
  let timer: number | undefined;
  let lastAt = -Infinity;
  const flush = () => {
    timer = undefined;
    lastAt = performance.now();
    const all = waiting;
    waiting = [];
    void queryClient.invalidateQueries({ predicate: (query) => all.some((isTouched) => isTouched(query)) });
  };
  ended.addEventListener('abort', () => clearTimeout(timer));
  return (isTouched) => {
    if (ended.aborted) return;
    waiting.push(isTouched);
    timer ??= window.setTimeout(flush, Math.max(gatherMs, lastAt + mostOftenMs - performance.now()));
  };
}
