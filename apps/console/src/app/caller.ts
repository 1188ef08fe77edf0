// Who is signed in. Asked for once when the page opens; every other part of the frame reads it.
import type { QueryClient } from '@tanstack/react-query';
import { useSuspenseQuery } from '@tanstack/react-query';
import { callerGet } from '@argosy/contract/identity/operations';
import type { ResultOf } from '@argosy/contract/operation';
import { callOperation, keepCsrfToken } from './api.ts';
import { forgetDraftsOfOthers, writerOf } from './kept-drafts.ts';
import { noteAccount } from './known-accounts.ts';
import { paths } from './paths.ts';
import { remembered } from './remembered.ts';
import { chooseLanguage } from './text.ts';

export type CallerView = ResultOf<typeof callerGet>;

export const callerQuery = {
  queryKey: ['caller_get', {}],
  queryFn: async (): Promise<CallerView> => {
    const caller = await callOperation(callerGet, {});
    keepCsrfToken(caller.csrfToken);
    forgetDraftsOfOthers(writerOf(caller));
    noteAccount(caller); // a provider's page leads back without passing the door
    tellOtherTabs(caller);
    if (caller.language !== undefined && remembered('language') === undefined) await chooseLanguage(caller.language);
    return caller;
  },
  staleTime: Infinity,
} as const;

export const useCaller = (): CallerView => useSuspenseQuery(callerQuery).data;

/** After signing in: whoever was known before is forgotten with all they saw. */
export function keepCaller(queryClient: QueryClient, caller: CallerView): void {
  queryClient.clear();
  keepCsrfToken(caller.csrfToken);
  forgetDraftsOfOthers(writerOf(caller));
  noteAccount(caller);
  tellOtherTabs(caller);
  queryClient.setQueryData(callerQuery.queryKey, caller);
}

const channelName = 'argosy.caller';

/** All tabs of a browser have one session. */
function tellOtherTabs(caller: CallerView): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(writerOf(caller)); // oxlint-disable-line unicorn/require-post-message-target-origin -- a channel has none
  channel.close();
}

/** Another has come in in another tab: what this one shows is no longer the browser's to ask for, and the console begins anew as
 *  they see it. Answers with what ends it. */
export function followCaller(who: string): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.addEventListener('message', ({ data }) => {
    if (data !== who) location.assign(paths.home);
  });
  return () => channel.close();
}
