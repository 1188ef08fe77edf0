import { expect, test } from 'vitest';
import { parseCsv } from './csv.ts';

test('quoted fields hold commas, line breaks and quotes', () => {
  expect(parseCsv('n_name,total\n"TRES, BIEN","said ""no""\nagain"\r\nCHINA,\n')).toEqual([
    ['n_name', 'total'],
    ['TRES, BIEN', 'said "no"\nagain'],
    ['CHINA', ''],
  ]);
  expect(parseCsv('')).toEqual([]);
  expect(parseCsv(',h')).toEqual([['', 'h']]);
  expect(parseCsv('a,b\t"c\td"\n', '\t')).toEqual([['a,b', 'c\td']]);
});

test('quotes and backslashes are read as Spark writes them', () => {
  expect(parseCsv(String.raw`1,"say \"hi\", x","C:\\data\\",C:\plain,5" pipe`)).toEqual([
    ['1', 'say "hi", x', String.raw`C:\data` + '\\', String.raw`C:\plain`, '5" pipe'],
  ]);
});

test('a long field that is cut off is read to its end', () => {
  const cut = '\\\\"",'.repeat(20_000);
  expect(parseCsv(`a,b\n1,"${cut}`)).toEqual([
    ['a', 'b'],
    ['1', '\\",'.repeat(20_000)],
  ]);
});

test('a line is as long as it is, and no more rows are read than are wanted', () => {
  expect(parseCsv(','.repeat(4_000_000)).map(({ length }) => length)).toEqual([4_000_001]);
  expect(parseCsv('1;2\n3;4\n5;6\n', ';', 2)).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
  expect(parseCsv('"a"b,"",c\r\n')).toEqual([['ab', '', 'c']]);
});
