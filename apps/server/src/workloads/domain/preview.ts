// What a person sees of a file of results without taking it away: a table where it is one, else text. Pure. The file is a
// customer's: its name only says where to begin guessing, and what does not read as it is called is shown as text.
import type { PreviewView } from '@argosy/contract/workloads/operations';
import { parseCsv } from '@argosy/kernel/csv';

export type Preview = Omit<PreviewView, 'path' | 'sizeBytes'>;
type Column = Preview['columns'][number];
type Cell = Preview['rows'][number][number];

interface Looking {
  /** The beginning is all there is. */
  readonly isWhole: boolean;
  /** Rows at most. */
  readonly limit: number;
  /** Whether the first line names the columns; `undefined`: judge by how it looks. */
  readonly header?: boolean | undefined;
}

const mostColumns = 200;
const longestCell = 2000;
const longestText = 100_000;

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
export const isPng = (bytes: Uint8Array): boolean => png.every((byte, index) => bytes[index] === byte);

export function previewOf(path: string, beginning: Uint8Array, looking: Looking): Preview {
  if (isPng(beginning)) return nothingToRead('image', looking);
  if (beginning.subarray(0, 8192).includes(0)) return nothingToRead('binary', looking);
  const whole = new TextDecoder().decode(beginning);
  // What is cut off is left out: half a line is no row.
  const text = looking.isWhole ? whole : whole.slice(0, whole.lastIndexOf('\n') + 1) || whole;
  const table = tableIn(path.slice(path.lastIndexOf('.') + 1).toLowerCase(), text, looking);
  if (table) return table;
  const shown = text.slice(0, longestText);
  return {
    form: 'text',
    columns: [],
    rows: [],
    text: shown,
    truncated: !looking.isWhole || shown.length < text.length,
  };
}

function tableIn(extension: string, text: string, looking: Looking): Preview | undefined {
  const most = looking.limit + 2; // the names, and one more to know that there are more
  if (extension === 'csv') return ofLines('csv', parseCsv(text, ',', most), looking);
  if (extension === 'tsv' || looksLikeTabs(text)) return ofLines('tsv', parseCsv(text, '\t', most), looking);
  // Spark writes lines of JSON under the name of JSON.
  if (extension === 'json') return (looking.isWhole ? ofJson(text, looking) : undefined) ?? ofJsonLines(text, looking);
  if (extension === 'jsonl' || extension === 'ndjson') return ofJsonLines(text, looking);
  return undefined;
}

const nothingToRead = (form: 'image' | 'binary', { isWhole }: Looking): Preview => ({
  form,
  columns: [],
  rows: [],
  truncated: !isWhole,
});

/** What MapReduce writes has no name to tell it by, and a tab between key and value in each line. */
function looksLikeTabs(text: string): boolean {
  const lines = text.split('\n', 20).filter((line) => line !== '');
  const tabs = new Set(lines.map((line) => line.split('\t').length));
  return tabs.size === 1 && !tabs.has(1);
}

function ofLines(form: 'csv' | 'tsv', lines: readonly (readonly string[])[], looking: Looking): Preview {
  const [first = []] = lines;
  const named = looking.header ?? looksLikeNames(first);
  const width = Math.min(mostColumns, Math.max(0, ...lines.slice(0, looking.limit + 1).map(({ length }) => length)));
  const names = Array.from({ length: width }, (_, index) => (named ? first[index] : undefined) || `c${index + 1}`);
  return tableOf(form, names, named ? lines.slice(1) : lines, looking);
}

// Its digits are read in one way only: a cell of a hundred thousand of them and a letter would be tried in all ways.
const isNumber = (text: string): boolean => /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text);
const isTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text);

/** Names are there, are no values, and are each their own. */
function looksLikeNames(line: readonly string[]): boolean {
  return line.every((each) => each !== '' && !isNumber(each) && !isTime(each)) && new Set(line).size === line.length;
}

function ofJson(text: string, looking: Looking): Preview | undefined {
  const value = parsed(text);
  if (Array.isArray(value)) return ofValues('json', value, looking);
  if (!isRecord(value)) return undefined;
  return tableOf(
    'json',
    ['name', 'value'],
    Object.entries(value).map(([name, each]) => [name, cellOf(each)]),
    looking,
  );
}

function ofJsonLines(text: string, looking: Looking): Preview | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.slice(0, looking.limit).map(parsed);
  if (values.length === 0 || values.includes(undefined)) return undefined;
  const more = lines.length - values.length;
  const table = ofValues('jsonl', values, looking);
  return { ...table, truncated: table.truncated || more > 0 };
}

/** Objects become rows of their fields, lists rows of their items; what is nested deeper stays JSON in its cell. Cells are made of
 *  what is shown alone: a thousand names in ten thousand objects are ten million, out of a small file. */
function ofValues(form: 'json' | 'jsonl', values: readonly unknown[], looking: Looking): Preview {
  const shown = values.slice(0, looking.limit);
  const isMore = shown.length < values.length;
  if (shown.every(isRecord)) {
    const names = [...new Set(shown.flatMap(Object.keys))];
    const shownNames = names.slice(0, mostColumns);
    const rows = shown.map((each) => shownNames.map((name) => cellOf(each[name])));
    return tableOf(form, names, rows, looking, isMore);
  }
  const rows = shown.map((each) => (Array.isArray(each) ? each : [each]));
  const width = Math.max(0, ...rows.map(({ length }) => length));
  return tableOf(
    form,
    width === 1 ? ['value'] : Array.from({ length: width }, (_, index) => `c${index + 1}`),
    rows.map((row) => row.slice(0, mostColumns).map(cellOf)),
    looking,
    isMore,
  );
}

/** `isMore`: there are more rows than were handed over. */
function tableOf(
  form: Preview['form'],
  names: readonly string[],
  all: readonly (readonly Cell[])[],
  { limit, isWhole }: Looking,
  isMore = false,
): Preview {
  const shownNames = names.slice(0, mostColumns);
  const rows = all
    .slice(0, limit)
    .map((row) => shownNames.map((_, index) => row[index]?.slice(0, longestCell) ?? null));
  const columns = shownNames.map((name, index): Column => ({
    name,
    kind: kindOf(rows.map((row) => row[index] ?? '')),
  }));
  return {
    form,
    columns,
    rows,
    truncated: !isWhole || isMore || rows.length < all.length || shownNames.length < names.length,
  };
}

/** What every value of a column is that has one. */
function kindOf(values: readonly string[]): Column['kind'] {
  const there = values.filter((each) => each !== '');
  if (there.length === 0) return 'text';
  if (there.every(isNumber)) return 'number';
  if (there.every((each) => each === 'true' || each === 'false')) return 'boolean';
  return there.every(isTime) ? 'time' : 'text';
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `undefined`: it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
