// Whether answers to TPC-H queries are the published ones, as exactly as the specification asks (TPC-H 2.1.3.5): counts and
// single values match exactly; sums lie within 100; averages and ratios, rounded to hundredths, within one percent. Pure.

import { parseCsv } from '@argosy/kernel/csv';

type Kind = 'exact' | 'sum' | 'average';

/** What each column that is not a plain value of the database was computed by. */
const computed: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  q1: {
    sum_qty: 'sum',
    sum_base_price: 'sum',
    sum_disc_price: 'sum',
    sum_charge: 'sum',
    avg_qty: 'average',
    avg_price: 'average',
    avg_disc: 'average',
  },
  q3: { revenue: 'sum' },
  q5: { revenue: 'sum' },
  q6: { revenue: 'sum' },
  q10: { revenue: 'sum' },
};

/** What is wrong with an answer, a sentence for each difference; `[]`: it is the published one. `answer` is CSV, `published`
 *  has bars between its columns; both have a header line, and the rows in the order of the query. */
export function differences(query: string, answer: string, published: string): readonly string[] {
  const [names = [], ...rows] = parseCsv(answer);
  const [wantedNames = [], ...wantedRows] = published
    .trimEnd()
    .split('\n')
    .map((line) => line.split('|'));
  if (names.join() !== wantedNames.join())
    return [`columns are ${names.join(', ')} instead of ${wantedNames.join(', ')}`];
  if (rows.length !== wantedRows.length) return [`${rows.length} rows instead of ${wantedRows.length}`];
  return wantedRows.flatMap((wanted, row) =>
    wantedNames.flatMap((name, column) => {
      const kind = computed[query]?.[name] ?? 'exact';
      const [is = '', should = ''] = [rows[row]?.[column], wanted[column]];
      return agrees(kind, is, should) ? [] : [`row ${row + 1}, ${name}: ${is} instead of ${should}`];
    }),
  );
}

function agrees(kind: Kind, is: string, should: string): boolean {
  if (kind === 'exact') return is.trim() === should.trim(); // leading or trailing blanks are allowed (2.1.3.4 e)
  if (is.trim() === '' || Number.isNaN(Number(is))) return false;
  const [value, wanted] = [Number(is), Number(should)];
  if (kind === 'sum') return Math.abs(value - wanted) <= 100;
  const rounded = Math.round(value * 100) / 100;
  return 0.99 * wanted <= rounded && rounded <= 1.01 * wanted;
}
