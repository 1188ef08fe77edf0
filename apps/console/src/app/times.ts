// Times and durations as people read them, in their language and their own time zone.
import { type Language, locales, useLanguage } from './text.ts';

export interface Times {
  /** 2026-03-06 10:00:00 */
  full(instant: string): string;
  /** 3 minutes ago. Of what has been: another machine's clock may be ahead of ours, and what it just did is now. */
  since(instant: string, now: number): string;
  /** 2 h 5 min */
  duration(milliseconds: number): string;
}

export const useTimes = (): Times => timesIn(useLanguage());

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;
type Unit = (typeof units)[number][0];

const known = new Map<Language, Times>();

/** One for all who ask: the browser takes longer to make a format than to use it a hundred times. */
export function timesIn(language: Language): Times {
  const times = known.get(language) ?? makeTimes(language);
  known.set(language, times);
  return times;
}

function makeTimes(language: Language): Times {
  const locale = locales[language];
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const full = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' }); // year first, in both languages
  const parts = new Map(
    units.map(([unit]) => [unit, new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' })]),
  );
  const part = (value: number, unit: Unit) => parts.get(unit)?.format(value) ?? '';
  return {
    full: (instant) => full.format(new Date(instant)),
    since(instant, now) {
      const passed = Math.min(0, new Date(instant).getTime() - now);
      const [unit, size] = units.find(([, each]) => Math.abs(passed) >= each) ?? units[3];
      return relative.format(Math.abs(passed) < 5_000 ? 0 : Math.trunc(passed / size), unit);
    },
    duration(milliseconds) {
      const index = units.findIndex(([, size]) => milliseconds >= size);
      if (index === -1) return part(Math.max(0, Math.round(milliseconds / 100) / 10), 'second');
      const [unit, size] = units[index] ?? units[3];
      const next = units[index + 1];
      const whole = Math.floor(milliseconds / size);
      const rest = next ? Math.floor((milliseconds - whole * size) / next[1]) : 0;
      return rest > 0 && next ? `${part(whole, unit)} ${part(rest, next[0])}` : part(whole, unit);
    },
  };
}

const sizes = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** 412 MiB */
export function bytesIn(bytes: number): string {
  const power = Math.min(sizes.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${sizes[power]}`;
}

/** 4 GiB, of whole mebibytes. */
export const memoryOf = (megabytes: number): string => bytesIn(megabytes * 2 ** 20).replace('.0 ', ' ');
