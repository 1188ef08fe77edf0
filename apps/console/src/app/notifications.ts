// What somebody should look at: the newest facts that say so. Which of them were seen this browser remembers.
import { useQuery } from '@tanstack/react-query';
import { eventList } from '@argosy/contract/platform/operations';
import { useSyncExternalStore } from 'react';
import { useEventWords } from './event-words.ts';
import { queryOf } from './queries.ts';
import { remember, remembered } from './remembered.ts';
import type { EventWords, TellableEvent } from './told-event.ts';

/** Also what the home page shows as changed. */
export const newestEventsQuery = queryOf(eventList, { query: { limit: 50, newestFirst: 'true' } });

export interface Notification extends EventWords {
  readonly event: TellableEvent;
  readonly isSeen: boolean;
}

/** Newest first. */
export function useNotifications(): readonly Notification[] {
  const words = useEventWords();
  const seen = useSyncExternalStore(listen, () => seenUntil);
  const { data } = useQuery(newestEventsQuery);
  return (data?.items ?? []).flatMap((event) => {
    const said = words(event);
    return said?.needsSomebody ? [{ ...said, event, isSeen: event.occurredAt <= seen }] : [];
  });
}

export const useUnseenNotifications = (): number => useNotifications().filter(({ isSeen }) => !isSeen).length;

let seenUntil = remembered('seenEvent') ?? '';
const listeners = new Set<() => void>();

export function markSeen(until: string): void {
  seenUntil = until;
  remember('seenEvent', until);
  for (const tell of listeners) tell();
}

function listen(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}
