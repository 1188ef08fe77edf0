// Who is signed in. Asked for once when the page opens; every other part of the frame reads it.
import type { QueryClient } from '@tanstack/react-query';
import { useSuspenseQuery } from '@tanstack/react-query';
import { keepCsrfToken, request } from './api.ts';
import type { CallerView } from '../identity/session.ts';
import { remembered } from './remembered.ts';
import { chooseLanguage } from './text.ts';

export const callerQuery = {
  queryKey: ['caller_get', {}],
  queryFn: async (): Promise<CallerView> => {
    const caller = await request<CallerView>('GET', '/v1/caller');
    keepCsrfToken(caller.csrfToken);
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
  queryClient.setQueryData(callerQuery.queryKey, caller);
}
