import { Page } from '../app/page.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';

export function HomePage() {
  const t = useText(appTexts);
  return <Page title={t('home')}>{null}</Page>;
}
