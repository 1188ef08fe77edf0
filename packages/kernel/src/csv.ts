// CSV as programs write it, read once from its beginning to its end: a line of any length costs what it is long. Pure.

/** Rows of fields, `mostRows` at most. A field may be quoted, and then holds separators, line breaks and quotes: `""` as RFC 4180 has
 *  it, or `\"` (and `\\` for a backslash) as Spark writes them. A quoted field that is cut off ends with the text. */
export function parseCsv(text: string, separator = ',', mostRows = Infinity): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length && rows.length < mostRows) {
    const { field, end } = text[at] === '"' ? quotedField(text, at + 1, separator) : plainField(text, at, separator);
    row.push(field);
    at = end + 1;
    if (text[end] === separator && at < text.length) continue;
    if (text[end] === separator) row.push('');
    rows.push(row);
    row = [];
  }
  return rows;
}

interface Field {
  readonly field: string;
  /** Where its separator or line break stands, or the text ends. */
  readonly end: number;
}

/** It is looked for character by character: `indexOf` would go on to the end of the text for what is not in this line. */
function plainField(text: string, from: number, separator: string): Field {
  let end = from;
  while (end < text.length && text[end] !== separator && text[end] !== '\n') end += 1;
  const isBeforeBreak = text[end] !== separator && end > from && text[end - 1] === '\r';
  return { field: text.slice(from, isBeforeBreak ? end - 1 : end), end };
}

function quotedField(text: string, from: number, separator: string): Field {
  let field = '';
  let at = from;
  for (; at < text.length; at += 1) {
    const [one, next] = [text[at], text[at + 1]];
    const isEscape = (one === '"' && next === '"') || (one === '\\' && (next === '"' || next === '\\'));
    if (one === '"' && !isEscape) break;
    if (isEscape) at += 1;
    field += isEscape ? next : one;
  }
  const rest = plainField(text, at + 1, separator);
  return { field: field + rest.field, end: rest.end };
}
