import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { differences } from './tpch-answers.ts';

const published = (query: string) =>
  readFile(join(import.meta.dirname, `../examples/tpch/answers/${query}.tbl`), 'utf8');

/** The published answer as an engine would write it. */
const asCsv = (table: string) =>
  table
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .map((field) => (/[",]/.test(field) ? `"${field.replaceAll('"', '\\"')}"` : field))
        .join(','),
    )
    .join('\n');

test.each(['q1', 'q3', 'q5', 'q6', 'q10'])('the published answer of %s is the published answer', async (query) => {
  const table = await published(query);
  expect(differences(query, asCsv(table), table)).toEqual([]);
});

test('a sum may differ by 100 and no more', () => {
  const table = 'revenue\n1000.00\n';
  expect(differences('q6', 'revenue\n1100.0\n', table)).toEqual([]);
  expect(differences('q6', 'revenue\n1100.01\n', table)).toEqual(['row 1, revenue: 1100.01 instead of 1000.00']);
  expect(differences('q6', 'revenue\n\n', table)).toEqual(['row 1, revenue:  instead of 1000.00']);
  expect(differences('q6', 'revenue\nNaN\n', table)).not.toEqual([]);
});

test('an average may differ by one percent once it is rounded to hundredths', async () => {
  const table = await published('q1');
  const withDiscount = (value: string) => asCsv(table).replace(',0.05,1478493', `,${value},1478493`);
  expect(differences('q1', withDiscount('0.049985'), table)).toEqual([]); // 0.05, rounded
  expect(differences('q1', withDiscount('0.0449'), table)).toEqual(['row 1, avg_disc: 0.0449 instead of 0.05']);
});

test('a count must be exact', async () => {
  const table = await published('q1');
  expect(differences('q1', asCsv(table).replace('1478493', '1478494'), table)).toEqual([
    'row 1, count_order: 1478494 instead of 1478493',
  ]);
});

test('missing rows, rows in another order and other columns are told', async () => {
  const table = await published('q5');
  const lines = asCsv(table).split('\n');
  expect(differences('q5', lines.slice(0, -1).join('\n'), table)).toEqual(['4 rows instead of 5']);
  expect(differences('q5', [lines[0], lines[2], lines[1], ...lines.slice(3)].join('\n'), table)).toHaveLength(4);
  expect(differences('q5', asCsv(table).replace('revenue', 'total'), table)).toEqual([
    'columns are n_name, total instead of n_name, revenue',
  ]);
});
