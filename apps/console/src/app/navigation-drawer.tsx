// The navigation on narrow screens.
import { Drawer } from 'antd';
import { Navigation } from './navigation.tsx';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

export function NavigationDrawer({ onClose }: { readonly onClose: () => void }) {
  const t = useText(appTexts);
  return (
    <Drawer open placement="left" title={t('navigation')} onClose={onClose} size={280}>
      <Navigation inDrawer onGone={onClose} />
    </Drawer>
  );
}
