// What the widgets are told about theme and language, around everything that is drawn.
import { ConfigProvider } from 'antd';
import type { Locale } from 'antd/es/locale';
import english from 'antd/es/locale/en_US';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { Telling } from './tell.tsx';
import { useLanguage } from './text.ts';
import { movesLess, useIsDark, widgetTheme } from './theme.ts';

export function Surroundings({ children }: { readonly children: ReactNode }) {
  const isDark = useIsDark();
  const language = useLanguage();
  const theme = useMemo(() => widgetTheme(isDark), [isDark]);
  const [chinese, setChinese] = useState<Locale>();
  useEffect(() => {
    if (language === 'zh' && chinese === undefined)
      void import('antd/es/locale/zh_CN').then(({ default: locale }) => setChinese(locale));
  }, [language, chinese]);
  return (
    <ConfigProvider
      theme={theme}
      locale={language === 'zh' ? (chinese ?? english) : english}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: movesLess }}
    >
      <Telling>{children}</Telling>
    </ConfigProvider>
  );
}
