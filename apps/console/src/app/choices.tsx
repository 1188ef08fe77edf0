// Language and appearance, as small menus.
import { BulbOutlined, CheckOutlined, GlobalOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { chooseLanguage, type Language, useLanguage, useText } from './text.ts';
import { appTexts } from './texts.ts';
import { chooseTheme, type ThemeChoice as Choice, themeChoices, useThemeChoice } from './theme.ts';

/** Each in its own words: who looks for theirs may not read the other. */
export const languages: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

export const themeTexts = {
  light: 'themeLight',
  dark: 'themeDark',
  system: 'themeSystem',
} as const satisfies Record<Choice, keyof typeof appTexts.table>;

export function LanguageChoice() {
  const t = useText(appTexts);
  const language = useLanguage();
  const items = Object.entries(languages).map(([key, label]) => ({ key, label, icon: sign(key === language) }));
  return (
    <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => void chooseLanguage(key as Language) }}>
      <Button type="text" icon={<GlobalOutlined />} aria-label={t('language')}>
        {languages[language]}
      </Button>
    </Dropdown>
  );
}

export function ThemeChoice() {
  const t = useText(appTexts);
  const choice = useThemeChoice();
  const items = themeChoices.map((key) => ({ key, label: t(themeTexts[key]), icon: sign(key === choice) }));
  return (
    <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => chooseTheme(key as Choice) }}>
      <Button type="text" icon={<BulbOutlined />} aria-label={t('theme')} />
    </Dropdown>
  );
}

const sign = (isChosen: boolean) => (
  <CheckOutlined style={{ visibility: isChosen ? 'visible' : 'hidden' }} aria-hidden />
);
