// The navigation on narrow screens, and where one is.
import { Drawer } from 'antd';
import { Navigation } from './navigation.tsx';
import { PlaceMenus } from './place-menus.tsx';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

export function NavigationDrawer({ onClose }: { readonly onClose: () => void }) {
  const t = useText(appTexts);
  return (
    <Drawer open placement="left" title={t('navigation')} onClose={onClose} size={280}>
      <PlaceMenus className="in-drawer" />
      <Navigation inDrawer onGone={onClose} />
    </Drawer>
  );
}
