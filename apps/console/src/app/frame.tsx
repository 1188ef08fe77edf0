// What stands around every page: the header with organization, region and the things one reaches from everywhere, the
// navigation, and the page itself.
import { Outlet } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import type { ResultOf } from '@argosy/contract/operation';
import type { eventList } from '@argosy/contract/platform/operations';
import { lazy, Suspense, useEffect } from 'react';
import { useCaller } from './caller.ts';
import { useConfirmationAsked } from './confirmation.ts';
import { Header } from './header.tsx';
import { followSigningOut, writerOf } from './kept-drafts.ts';
import { useKeyboard } from './keyboard.ts';
import { startFeed, useFeedState } from './live.ts';
import { Navigation } from './navigation.tsx';
import { newestEventsQuery } from './notifications.ts';
import { useOverlays } from './overlays.tsx';
import { PageSkeleton } from './page.tsx';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';
import './frame.css';

const ConfirmDialog = lazy(async () => ({ default: (await import('../identity/confirm-dialog.tsx')).ConfirmDialog }));

export function Frame() {
  const t = useText(appTexts);
  const { organizationId, userId } = useCaller();
  const who = writerOf({ organizationId, userId });
  const queryClient = useQueryClient();
  useEffect(
    () =>
      startFeed(queryClient, {
        who,
        after: placeAfter(queryClient.getQueryData<ResultOf<typeof eventList>>(newestEventsQuery.queryKey)),
        onSignedOut: () => void queryClient.invalidateQueries({ queryKey: ['caller_get'] }),
      }),
    [queryClient, who],
  );
  useEffect(followSigningOut, []);
  const { open, overlay } = useOverlays();
  useKeyboard({ onPalette: open.palette, onShortcuts: open.shortcuts, onOperations: open.operations });
  return (
    <div className="frame">
      <a className="frame-skip" href="#content">
        {t('skip')}
      </a>
      <Header open={open} />
      <Navigation />
      <main id="content" tabIndex={-1}>
        <Away />
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </main>
      {overlay}
      <Confirmation />
    </div>
  );
}

/** Of the newest facts the last that is seen. Where none is, the oldest that was looked at: few are looked at again, and not all that
 *  ever happened. `undefined` where they could not be had. */
const placeAfter = (newest: ResultOf<typeof eventList> | undefined): string | undefined =>
  newest && (newest.items[0]?.id ?? newest.cursor ?? '0.0');

/** Asks who it is, when something the person wants needs that. */
function Confirmation() {
  const answer = useConfirmationAsked();
  return <Suspense fallback={null}>{answer && <ConfirmDialog onAnswer={answer} />}</Suspense>;
}

function Away() {
  const t = useText(appTexts);
  const state = useFeedState();
  const isOld = state === 'away' || state === 'stopped';
  return <div role="status">{isOld && <div className="frame-away">{t(state)}</div>}</div>;
}
