// Who is signed in. Asked for once when the page opens; every other part of the frame reads it.
import type { QueryClient } from '@tanstack/react-query';
import { useSuspenseQuery } from '@tanstack/react-query';
import { callerGet } from '@argosy/contract/identity/operations';
import type { ResultOf } from '@argosy/contract/operation';
import { pause } from '@argosy/kernel/pause';
import { callOperation, keepCsrfToken } from './api.ts';
import { goAway } from './going-away.ts';
import { forgetDraftsOfOthers, writerOf } from './kept-drafts.ts';
import { noteAccount } from './known-accounts.ts';
import { paths } from './paths.ts';
import { remembered } from './remembered.ts';
import { showLanguage } from './text.ts';

export type CallerView = ResultOf<typeof callerGet>;

export const callerQuery = {
  queryKey: ['caller_get', {}],
  queryFn: async (): Promise<CallerView> => {
    told = undefined; // whoever came in before is who is answered with
    const caller = await callOperation(callerGet, {});
    if (shown !== undefined && shown.who !== writerOf(caller)) return beginAnew(); // whoever came in has not told of it yet
    showTo(caller); // a provider's page leads back without passing the door
    await speakTo(caller);
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
  void speakTo(caller);
}

/** In their own language, unless another was chosen in this browser. */
async function speakTo({ language }: CallerView): Promise<void> {
  if (language !== undefined && remembered('language') === undefined) await showLanguage(language);
}

const againAfterMs = [100, 300, 1_000];

/** Of a session that has ended, whether the browser has another one: it also ends when somebody comes in in another tab, and the
 *  cookie of theirs arrives after the news. */
export async function hasComeInAgain(): Promise<boolean> {
  for (const ms of againAfterMs) {
    await pause(ms);
    if (await callerQuery.queryFn().catch(() => undefined)) return true;
  }
  return false;
}

interface Come {
  readonly who: string;
  readonly sessionId: string | undefined;
}

/** All tabs of a browser have one session. Where another person has come in, what this one shows is no longer the browser's to ask
 *  for, and the console begins anew as they see it. Where the same has come in again, it goes on with the token of the new session.
 *  Listened to from before anybody is asked for: what comes in between counts. */
const tabs = new BroadcastChannel('argosy.caller');
let shown: Come | undefined;
let told: Come | undefined;
tabs.addEventListener('message', ({ data }: MessageEvent<Come>) => {
  told = data;
  goWithOther();
});

function goWithOther(): void {
  if (shown === undefined || told === undefined) return;
  if (told.who !== shown.who) void beginAnew();
  else if (told.sessionId !== shown.sessionId) callerQuery.queryFn().catch(() => {}); // whatever is asked next says why not
}

/** Never answers: until the page has gone, nothing in it is of whoever has come in. */
function beginAnew(): Promise<never> {
  goAway(paths.home);
  return new Promise(() => {});
}

/** From here on what is shown is this person's. */
function showTo(caller: CallerView): void {
  keepCsrfToken(caller.csrfToken);
  forgetDraftsOfOthers(writerOf(caller));
  noteAccount(caller);
  shown = { who: writerOf(caller), sessionId: caller.sessionId };
  tabs.postMessage(shown); // oxlint-disable-line unicorn/require-post-message-target-origin -- a channel has none
  goWithOther();
}
