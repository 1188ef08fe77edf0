// Asks before somebody leaves a page on which something is under way that ends with it, such as an upload.
import { useBlocker, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Confirm } from './confirm.tsx';
import { isGoingAway } from './going-away.ts';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

interface LeavingProps {
  readonly isBusy: boolean;
  /** What would be broken off. */
  readonly what: string;
}

export function Leaving({ isBusy, what }: LeavingProps) {
  const t = useText(appTexts);
  const router = useRouter();
  const asked = useBlocker({
    // the address changes before the page does: who has said that they leave is not asked again by the page that still stands
    shouldBlockFn: ({ current: { pathname }, next }) =>
      next.pathname !== pathname && router.state.resolvedLocation?.pathname === pathname,
    enableBeforeUnload: () => isBusy && !isGoingAway(), // there the browser asks
    disabled: !isBusy,
    withResolver: true,
  });
  useEffect(() => {
    if (!isBusy) asked.proceed?.(); // it has come to its end while the question stood there
  }, [isBusy, asked]);
  if (asked.status !== 'blocked') return undefined;
  return (
    <Confirm
      title={t('leaveTitle')}
      what={what}
      ok={t('leave')}
      isRunning={false}
      onConfirm={async () => asked.proceed()}
      onClose={asked.reset}
    />
  );
}
