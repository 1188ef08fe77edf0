// What opens over a page from the header or the keyboard; each is fetched when it is first opened, but for the palette: one types
// on as soon as it was called.
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import type { Open, Overlay } from './overlay.ts';
import { Palette } from './palette.tsx';

const Shortcuts = lazy(async () => ({ default: (await import('./shortcuts.tsx')).Shortcuts }));
const OperationsDrawer = lazy(async () => ({ default: (await import('./operations-drawer.tsx')).OperationsDrawer }));
const NotificationsDrawer = lazy(async () => ({
  default: (await import('./notifications-drawer.tsx')).NotificationsDrawer,
}));
const NavigationDrawer = lazy(async () => ({ default: (await import('./navigation-drawer.tsx')).NavigationDrawer }));
const HelpDrawer = lazy(async () => ({ default: (await import('./help-drawer.tsx')).HelpDrawer }));

export function useOverlays() {
  const [shown, setShown] = useState<Overlay>();
  const close = useCallback(() => setShown(undefined), []);
  const open = useMemo<Open>(
    () => ({
      palette: () => setShown('palette'),
      shortcuts: () => setShown('shortcuts'),
      operations: () => setShown('operations'),
      notifications: () => setShown('notifications'),
      navigation: () => setShown('navigation'),
      help: () => setShown('help'),
    }),
    [],
  );
  const overlay = (
    <Suspense fallback={null}>
      {shown === 'palette' && <Palette onClose={close} open={open} />}
      {shown === 'shortcuts' && <Shortcuts onClose={close} />}
      {shown === 'operations' && <OperationsDrawer onClose={close} />}
      {shown === 'notifications' && <NotificationsDrawer onClose={close} />}
      {shown === 'navigation' && <NavigationDrawer onClose={close} />}
      {shown === 'help' && <HelpDrawer onClose={close} />}
    </Suspense>
  );
  return { open, overlay };
}
