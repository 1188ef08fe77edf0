// Tables and values for people. Columns keep to the terminal's width; Chinese characters count as the two cells they take.
import { hasFormOfId } from '@argosy/kernel/ids';
import { Instant } from '@argosy/kernel/time';
import Table from 'cli-table3';
import { styleText } from 'node:util';

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** How many cells of a terminal the text takes; it must not hold colours. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += wide.test(character) ? 2 : 1;
  return width;
}

/** The text filled with blanks to `width` cells, with one after it at least. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(1, width - widthOf(text)));
}

/** The text cut to `width` cells, with an ellipsis where something went. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let cut = '';
  let used = 1;
  for (const character of text) {
    used += wide.test(character) ? 2 : 1;
    if (used > width) break;
    cut += character;
  }
  return `${cut}…`;
}

export interface TableLook {
  readonly width: number;
  readonly colors: boolean;
}

/** How wide and colourful what we print may be. Not a terminal: as wide as it comes. A terminal without a size (`script` in a
 *  job that has none) says 0. */
export function lookOf(stream: NodeJS.WriteStream): TableLook {
  return { width: stream.isTTY ? stream.columns || 80 : Infinity, colors: stream.isTTY && stream.hasColors() };
}

const gap = 2;

/** What says nothing, or something else, when its end is missing: an id of Argosy or YARN, a number, a time. */
const isIndivisible = (text: string): boolean =>
  hasFormOfId(text) || /^(?:application_\d+_\d+|-?\d+(?:\.\d+)?|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)$/.test(text);

/** How wide each column is where there are `room` cells. Of those that hold words the widest gives way first. Where that is not
 *  enough, a row takes several lines of the terminal, and words get what these have. */
function columnWidths(columns: readonly (readonly string[])[], room: number): readonly number[] {
  const widths = columns.map((cells) => Math.max(...cells.map(widthOf)));
  const least = columns.map((cells) => Math.max(6, ...cells.filter(isIndivisible).map(widthOf)));
  const total = (of: readonly number[]) => of.reduce((sum, each) => sum + each + gap, -gap);
  const lines = Math.max(1, Math.ceil(total(least.map((each, at) => Math.min(each, widths[at] ?? 0))) / room));
  for (let over = total(widths) - lines * room; over > 0; over -= 1) {
    const yielding = widths.map((each, at) => (each > (least[at] ?? 0) ? each : 0));
    const widest = yielding.indexOf(Math.max(...yielding));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

/** Rows under a head, aligned, without frames: a table that can also be cut with `awk`. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[], look: TableLook): string {
  const columns = head.map((title, at) => [title, ...rows.map((row) => row[at] ?? '')]);
  const widths = columnWidths(columns, look.width);
  const table = new Table({
    chars: Object.fromEntries(frame.map((part) => [part, ''])),
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true },
    colWidths: widths.map((width) => width + gap),
  });
  const fit = (row: readonly string[]) =>
    head.map((_, at) => cutTo((row[at] ?? '').replaceAll('\n', ' '), widths[at] ?? 0));
  table.push(fit(head), ...rows.map(fit));
  const [first = '', ...rest] = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return [look.colors ? styleText('bold', first, { validateStream: false }) : first, ...rest].join('\n');
}

const frame = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
  'middle',
];

/** A value in one line: instants in the machine's time zone, what is nested as JSON. */
export function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? localTime(value) : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(cellOf).join(', ');
  return JSON.stringify(value);
}

/** `2026-11-20 19:26:01`, of an instant on the wire. */
export function localTime(instant: string): string {
  const there = Instant.from(instant).toZonedDateTimeISO(Intl.DateTimeFormat().resolvedOptions().timeZone);
  return there.toPlainDateTime().round({ smallestUnit: 'second', roundingMode: 'trunc' }).toString().replace('T', ' ');
}

/** `0.4 s`, `12.3 s`, `3 min 05 s`, `2 h 10 min` */
export function duration(seconds: number): string {
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** `640 B`, `1.4 MB`, in powers of 1000, as disks and networks are sold. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let at = 0;
  for (; value >= 1000 && at < units.length - 1; at += 1) value /= 1000;
  return `${at === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[at]}`;
}
