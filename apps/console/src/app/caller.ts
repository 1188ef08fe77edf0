// Who is signed in. Asked for once when the page opens; every other part of the frame reads it.
import type { QueryClient } from '@tanstack/react-query';
import { useSuspenseQuery } from '@tanstack/react-query';
import { callerGet } from '@argosy/contract/identity/operations';
import type { ResultOf } from '@argosy/contract/operation';
import { callOperation, keepCsrfToken } from './api.ts';
import { forgetDraftsOfOthers, writerOf } from './kept-drafts.ts';
import { remembered } from './remembered.ts';
import { chooseLanguage } from './text.ts';

export type CallerView = ResultOf<typeof callerGet>;

export const callerQuery = {
  queryKey: ['caller_get', {}],
  queryFn: async (): Promise<CallerView> => {
    const caller = await callOperation(callerGet, {});
    keepCsrfToken(caller.csrfToken);
    forgetDraftsOfOthers(writerOf(caller));
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
  queryClient.setQueryData(callerQuery.queryKey, caller);
}
