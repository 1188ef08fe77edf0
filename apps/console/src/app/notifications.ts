// What somebody should look at: the newest facts that say so, however much else happened since. Which of them were seen this
// browser remembers.
import { useQuery } from '@tanstack/react-query';
import { eventList } from '@argosy/contract/platform/operations';
import { useEventWords } from './event-words.ts';
import { queryOf } from './queries.ts';
import { rememberedChoice, useRemembered } from './remembered.ts';
import type { EventWords, TellableEvent } from './told-event.ts';

export const notificationsQuery = queryOf(eventList, {
  query: { limit: 50, newestFirst: 'true', needsSomebody: 'true' },
});

/** What the home page shows as changed. Of what has words: who signs in is often, and would leave no room. */
export const newestEventsQuery = queryOf(eventList, {
  query: { limit: 50, newestFirst: 'true', modules: 'clusters,workloads' },
});

export interface Notification extends EventWords {
  readonly event: TellableEvent;
  readonly isSeen: boolean;
}

const seenUntil = rememberedChoice('seenEvent');

/** Newest first. */
export function useNotifications(): readonly Notification[] {
  const words = useEventWords();
  const seen = useRemembered(seenUntil) ?? '';
  const { data } = useQuery(notificationsQuery);
  return (data?.items ?? []).flatMap((event) => {
    const said = words(event);
    return said?.needsSomebody ? [{ ...said, event, isSeen: event.occurredAt <= seen }] : [];
  });
}

export const useUnseenNotifications = (): number => useNotifications().filter(({ isSeen }) => !isSeen).length;

export const markSeen = seenUntil.choose;
