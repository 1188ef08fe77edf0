// Times as the wall clocks of a zone show them.
import { useMemo } from 'react';
import { locales, useLanguage } from '../app/text.ts';

/** The reader's own. */
export const usualZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Mon 2026-03-09 02:00; of a zone that there is not, in the reader's own. */
export function useZoned(timeZone: string | undefined): (instant: string) => string {
  const language = useLanguage();
  return useMemo(() => {
    const zone = isZone(timeZone) ? { timeZone } : {};
    const day = new Intl.DateTimeFormat(locales[language], { weekday: 'short', ...zone });
    const time = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', ...zone });
    return (instant) => `${day.format(new Date(instant))} ${time.format(new Date(instant))}`;
  }, [language, timeZone]);
}

function isZone(name: string | undefined): name is string {
  try {
    return name !== undefined && name !== '' && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false; // half-typed
  }
}
