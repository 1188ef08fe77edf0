// Language and appearance, as small menus.
import { BulbOutlined, GlobalOutlined } from '@ant-design/icons';
import { Menu, type MenuItem } from './menu.tsx';
import { chooseLanguage, type Language, useLanguage, useText } from './text.ts';
import { appTexts } from './texts.ts';
import { chooseTheme, type ThemeChoice as Choice, themeChoices, useThemeChoice } from './theme.ts';

/** Each in its own words: who looks for theirs may not read the other. */
const languages: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

const themeTexts = {
  light: 'themeLight',
  dark: 'themeDark',
  system: 'themeSystem',
} as const satisfies Record<Choice, keyof typeof appTexts.table>;

/** `onChosen`: what was answered in the other language is asked for anew. */
export function useLanguageItems(onChosen: () => void = () => {}): readonly MenuItem[] {
  const language = useLanguage();
  return (['en', 'zh'] as const).map((each) => ({
    key: each,
    label: languages[each],
    isChosen: each === language,
    choose: () => void chooseLanguage(each).then(onChosen),
  }));
}

export function useThemeItems(): readonly MenuItem[] {
  const t = useText(appTexts);
  const choice = useThemeChoice();
  return themeChoices.map((each) => ({
    key: each,
    label: t(themeTexts[each]),
    isChosen: each === choice,
    choose: () => chooseTheme(each),
  }));
}

export function LanguageChoice() {
  const t = useText(appTexts);
  const language = useLanguage();
  return (
    <Menu
      isPlain
      label={`${t('language')}: ${languages[language]}`}
      icon={<GlobalOutlined />}
      groups={[{ items: useLanguageItems() }]}
    >
      {languages[language]}
    </Menu>
  );
}

export function ThemeChoice() {
  const t = useText(appTexts);
  return <Menu isPlain label={t('theme')} icon={<BulbOutlined />} groups={[{ items: useThemeItems() }]} />;
}
