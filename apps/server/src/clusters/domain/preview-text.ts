// A look into the beginning of a text file: lines, a table of CSV or TSV, or JSON (CLU-7). Pure. Everything has a bound: whoever
// looks wants to see what is in it, not all of it.
import type { HdfsPreview, hdfsPreviewFormats } from '@argosy/contract/clusters/hdfs-operations';
import { parseCsv } from '@argosy/kernel/csv';
import { unreachable } from '@argosy/kernel/errors';
import { fieldsOfJson, isJson, layOutJson } from './json-text.ts';

export type TextFormat = Exclude<(typeof hdfsPreviewFormats)[number], 'parquet' | 'binary'>;

export type TextPreview = Pick<HdfsPreview, 'text' | 'columns' | 'rows' | 'hasHeader' | 'columnCount' | 'truncated'> & {
  readonly format: TextFormat;
};

export interface Wanted {
  readonly rows: number;
  /** `undefined`: to be guessed. */
  readonly header: boolean | undefined;
}

export const MOST_COLUMNS = 200;
export const LONGEST_CELL = 1000;
const LONGEST_TEXT = 128 * 1024;

/** By the name, and where that says nothing by what is in it. `name` is without the ending of a compression. */
export function textFormatOf(name: string, text: string): TextFormat {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  switch (ending) {
    case 'csv':
      return 'csv';
    case 'tsv':
    case 'tab':
      return 'tsv';
    case 'jsonl':
    case 'ndjson':
    case 'json': // as Spark calls its lines of JSON
    case undefined:
      return jsonFormatOf(text) ?? 'text';
    default:
      return 'text';
  }
}

function jsonFormatOf(text: string): 'json' | 'json_lines' | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const [first = '', second] = text.split('\n').filter((line) => line.trim() !== '');
  if (first.trim().startsWith('{') && isJson(first)) return 'json_lines';
  return second !== undefined || isJson(text) ? 'json' : undefined;
}

/** `isCut`: the file goes on behind `text`, whose last line is then not whole. */
export function previewText(format: TextFormat, text: string, isCut: boolean, wanted: Wanted): TextPreview {
  switch (format) {
    case 'csv':
    case 'tsv':
      return previewTable(format, text, isCut, wanted);
    case 'json_lines':
      return previewJsonLines(text, isCut, wanted) ?? previewLines('text', text, isCut, wanted);
    case 'json':
      return previewLines('json', isCut || !isJson(text) ? text : layOutJson(text, LONGEST_TEXT + 1), isCut, wanted);
    case 'text':
      return previewLines('text', text, isCut, wanted);
    default:
      return unreachable(format);
  }
}

function previewLines(format: 'text' | 'json', text: string, isCut: boolean, { rows }: Wanted): TextPreview {
  let end = 0;
  for (let line = 0; line < rows && end < text.length; line += 1) {
    const next = text.indexOf('\n', end);
    end = next < 0 ? text.length : next + 1;
  }
  end = Math.min(end, LONGEST_TEXT);
  return { format, text: text.slice(0, end).toWellFormed(), truncated: isCut || end < text.length };
}

// --- CSV and TSV --------------------------------------------------------------------------------------------------

function previewTable(format: 'csv' | 'tsv', text: string, isCut: boolean, wanted: Wanted): TextPreview {
  const separator = format === 'tsv' ? '\t' : separatorOf(text);
  const most = wanted.rows + 2; // the names, and one more to know that there are more
  const read = parseCsv(text.startsWith('\u{FEFF}') ? text.slice(1) : text, separator, most);
  const isHalf = isCut && read.length < most && read.length > 1;
  const whole = isHalf ? read.slice(0, -1) : read;
  const [first = [], ...rest] = whole;
  const hasHeader = wanted.header ?? looksLikeNames(first, rest);
  const body = hasHeader ? rest : whole;
  const columnCount = Math.max(0, ...whole.map((row) => row.length));
  const columns = Array.from({ length: Math.min(columnCount, MOST_COLUMNS) }, (_, at) => ({
    name: (hasHeader ? first[at] : undefined) || `_c${at}`, // as Spark names those without a name
  }));
  const shown = body.slice(0, wanted.rows);
  return {
    format,
    columns: columns.map(({ name }) => ({ name: cut(name) })),
    rows: shown.map((row) => columns.map((_, at) => (row[at] === undefined ? null : cut(row[at])))),
    hasHeader,
    columnCount,
    truncated: isCut || body.length > shown.length,
  };
}

/** What stands most often in the first line: a comma, or what people use in its place. */
function separatorOf(text: string): string {
  const [line = ''] = text.split('\n', 1);
  const counts = [',', '\t', ';', '|'].map((each) => [each, line.split(each).length] as const);
  return counts.reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}

/** Names are words, each another, and no numbers; and where all is words, they are taken for names. */
function looksLikeNames(first: readonly string[], rest: readonly (readonly string[])[]): boolean {
  const isName = (cell: string) => /^[\p{L}_][^"\n]{0,99}$/u.test(cell.trim());
  if (first.length === 0 || rest.length === 0 || !first.every(isName)) return false;
  return (
    new Set(first).size === first.length && !rest.slice(0, 20).some((row) => row.some((cell, at) => cell === first[at]))
  );
}

// --- JSON ---------------------------------------------------------------------------------------------------------

function previewJsonLines(text: string, isCut: boolean, { rows }: Wanted): TextPreview | undefined {
  const lines = text.split('\n');
  if (isCut && lines.length > 1) lines.pop();
  const full = lines.filter((line) => line.trim() !== '');
  const shown = full.slice(0, rows);
  const things = shown.map((line) => (isJson(line) ? fieldsOfJson(line, LONGEST_VALUE) : undefined));
  if (!things.every((thing) => thing !== undefined)) return undefined;
  const names = [...new Set(things.flatMap((thing) => [...thing.keys()]))];
  const columns = names.slice(0, MOST_COLUMNS);
  return {
    format: 'json_lines',
    columns: columns.map((name) => ({ name: cut(name) })),
    rows: things.map((thing) => columns.map((name) => cellOfJson(thing.get(name)))),
    columnCount: names.length,
    truncated: isCut || full.length > shown.length,
  };
}

/** Of a value of which `LONGEST_CELL` characters are shown: a string is one token, whole however long, so that it can be read. */
const LONGEST_VALUE = LONGEST_CELL + 1;

/** `value`: as it is written. */
function cellOfJson(value: string | undefined): string | null {
  if (value === undefined || value === 'null') return null;
  return cut(value.startsWith('"') ? (JSON.parse(value) as string) : value);
}

export function cut(text: string): string {
  return (text.length <= LONGEST_CELL ? text : `${text.slice(0, LONGEST_CELL)}…`).toWellFormed();
}
