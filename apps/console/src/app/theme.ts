// Light, dark, or as the system is. The colours are variables of styles.css; the widgets are given the same ones.
import { type ThemeConfig, theme as antd } from 'antd';
import { useSyncExternalStore } from 'react';
import { rememberedChoice } from './remembered.ts';

export const themeChoices = ['light', 'dark', 'system'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const system = matchMedia('(prefers-color-scheme: dark)');
const theme = rememberedChoice('theme');

/** As it was when the console was loaded: what changes it takes everything that is drawn away, and drafts with it. */
export const movesLess = matchMedia('(prefers-reduced-motion: reduce)').matches;

listen(() => {
  document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light';
});

export const chooseTheme: (choice: ThemeChoice) => void = theme.choose;

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(theme.listen, choice);

export const useIsDark = (): boolean => useSyncExternalStore(listen, isDark);

function choice(): ThemeChoice {
  return themeChoices.find((each) => each === theme.now()) ?? 'system';
}

const isDark = (): boolean => choice() === 'dark' || (choice() === 'system' && system.matches);

/** Tells of a choice, and of the system's own change. */
function listen(tell: () => void): () => void {
  const forget = theme.listen(tell);
  system.addEventListener('change', tell);
  return () => {
    forget();
    system.removeEventListener('change', tell);
  };
}

/** The same colours as in styles.css: the widgets compute shades from them and need values, not variables. */
const colours = {
  light: {
    primary: '#14677f',
    text: '#1b2326',
    ground: '#ffffff',
    raised: '#ffffff',
    layout: '#f5f7f8',
    line: '#d9e0e3',
    error: '#b3261e',
    success: '#23743f',
    warning: '#8a5a00',
  },
  dark: {
    primary: '#55b5cf',
    text: '#e4eaec',
    ground: '#171d20',
    raised: '#1c2326',
    layout: '#101517',
    line: '#2e383d',
    error: '#f08a80',
    success: '#69c285',
    warning: '#dba842',
  },
} as const;

export function widgetTheme(dark: boolean): ThemeConfig {
  const is = colours[dark ? 'dark' : 'light'];
  return {
    algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    cssVar: { key: 'widgets' },
    token: {
      colorPrimary: is.primary,
      colorLink: is.primary,
      colorInfo: is.primary,
      colorError: is.error,
      colorSuccess: is.success,
      colorWarning: is.warning,
      colorTextBase: is.text,
      colorBgBase: is.ground,
      colorBgLayout: is.layout,
      colorBgContainer: is.ground,
      colorBgElevated: is.raised,
      colorText: is.text,
      colorTextHeading: is.text,
      colorBorder: is.line,
      colorBorderSecondary: is.line,
      colorTextPlaceholder: dark ? '#93a1a7' : '#667479', // 4.5:1 on the ground of a field
      colorTextDescription: dark ? '#a3b0b5' : '#55646a',
      borderRadius: 6,
      fontFamily: 'var(--font)',
      // Shortened to nothing it would not do: for some frames what opens stands at its place, and then jumps from under a click.
      motion: !movesLess,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      wireframe: false,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', primaryColor: dark ? '#0c1113' : '#ffffff' },
      Table: { headerBg: 'transparent', headerSplitColor: 'transparent', cellPaddingBlock: 10 },
    },
  };
}
