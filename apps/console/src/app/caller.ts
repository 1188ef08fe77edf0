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
    told = undefined; // whoever came in before is who is answered with
    const caller = await callOperation(callerGet, {});
    showTo(caller); // a provider's page leads back without passing the door
    if (caller.language !== undefined && remembered('language') === undefined) await chooseLanguage(caller.language);
    return caller;
  },
  staleTime: Infinity,
} as const;

export const useCaller = (): CallerView => useSuspenseQuery(callerQuery).data;

/** After signing in: whoever was known before is forgotten with all they saw. */
export function keepCaller(queryClient: QueryClient, caller: CallerView): void {
  queryClient.clear();
  told = undefined;
  showTo(caller);
  queryClient.setQueryData(callerQuery.queryKey, caller);
}

/** All tabs of a browser have one session. Where another has come in, what this one shows is no longer the browser's to ask for,
 *  and the console begins anew as they see it. Listened to from before anybody is asked for: what comes in between counts. */
const tabs = new BroadcastChannel('argosy.caller');
let shown: string | undefined;
let told: string | undefined;
tabs.addEventListener('message', ({ data }) => {
  told = String(data);
  leaveToOther();
});

function leaveToOther(): void {
  if (shown !== undefined && told !== undefined && told !== shown) location.assign(paths.home);
}

/** From here on what is shown is this person's. */
function showTo(caller: CallerView): void {
  keepCsrfToken(caller.csrfToken);
  forgetDraftsOfOthers(writerOf(caller));
  noteAccount(caller);
  shown = writerOf(caller);
  tabs.postMessage(shown); // oxlint-disable-line unicorn/require-post-message-target-origin -- a channel has none
  leaveToOther();
}
