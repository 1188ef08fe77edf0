// Language and appearance, as small menus.
import { BulbOutlined, GlobalOutlined } from '@ant-design/icons';
import { Menu, type MenuItem } from './menu.tsx';
import { chooseLanguage, languageNames, languageOptions, useLanguage, useText } from './text.ts';
import { appTexts } from './texts.ts';
import { chooseTheme, type ThemeChoice as Choice, themeChoices, useThemeChoice } from './theme.ts';

const themeTexts = {
  light: 'themeLight',
  dark: 'themeDark',
  system: 'themeSystem',
} as const satisfies Record<Choice, keyof typeof appTexts.table>;

/** `onChosen`: what was answered in the other language is asked for anew. */
export function useLanguageItems(onChosen: () => void = () => {}): readonly MenuItem[] {
  const language = useLanguage();
  return languageOptions.map(({ value, label }) => ({
    key: value,
    label,
    isChosen: value === language,
    choose: () => void chooseLanguage(value).then(onChosen),
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
      label={`${t('language')}: ${languageNames[language]}`}
      icon={<GlobalOutlined />}
      groups={[{ items: useLanguageItems() }]}
    >
      {languageNames[language]}
    </Menu>
  );
}

export function ThemeChoice() {
  const t = useText(appTexts);
  return <Menu isPlain label={t('theme')} icon={<BulbOutlined />} groups={[{ items: useThemeItems() }]} />;
}
