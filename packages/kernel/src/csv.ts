// CSV as programs write it. Pure.

/** Rows of fields. A field may be quoted, and then holds commas, line breaks and quotes: `""` as RFC 4180 has it, or `\"` (and
 *  `\\` for a backslash) as Spark writes them. A quoted field that is cut off ends with the text. */
export function parseCsv(text: string, separator: ',' | '\t' = ','): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const fields = separator === ',' ? betweenCommas : betweenTabs;
  for (const [whole, quoted, plain = '', end] of text.matchAll(fields)) {
    if (whole === '' && row.length === 0) break; // the end of the text, after the last line break
    row.push(
      quoted === undefined ? plain : quoted.replaceAll(/""|\\(["\\])/g, (_, escaped?: string) => escaped ?? '"'),
    );
    if (end === separator) continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

// In a quoted field each character is read in one way only, so that a long one that is cut off is not tried in all ways.
const betweenCommas = /(?:"((?:[^"\\]|\\["\\]|\\(?!["\\])|"")*)(?:"|$)|([^",\r\n][^,\r\n]*|))(,|\r?\n|$)/g;
const betweenTabs = /(?:"((?:[^"\\]|\\["\\]|\\(?!["\\])|"")*)(?:"|$)|([^"\t\r\n][^\t\r\n]*|))(\t|\r?\n|$)/g;
