import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { previewOf } from './preview.ts';

const of = (path: string, text: string | Uint8Array, more: object = {}) =>
  previewOf(path, typeof text === 'string' ? new TextEncoder().encode(text) : text, {
    isWhole: true,
    limit: 100,
    ...more,
  });

const told = ({ form, columns, rows, truncated }: ReturnType<typeof of>) => ({
  form,
  columns: columns.map(({ name, kind }) => `${name}: ${kind}`),
  rows,
  truncated,
});

test('JOB-2 a CSV is a table: its first line names the columns where it looks so, and values stand as they are', () => {
  expect(
    told(of('a/q1.csv', '名称,total,day,ok\n"TRES, BIEN",1.50,2026-03-01,true\nCHINA,,2026-03-02,false\n')),
  ).toEqual({
    form: 'csv',
    columns: ['名称: text', 'total: number', 'day: time', 'ok: boolean'],
    rows: [
      ['TRES, BIEN', '1.50', '2026-03-01', 'true'],
      ['CHINA', '', '2026-03-02', 'false'],
    ],
    truncated: false,
  });
  expect(told(of('a/x.csv', '1,2\n3\n'))).toMatchObject({
    columns: ['c1: number', 'c2: number'],
    rows: [
      ['1', '2'],
      ['3', null],
    ],
  });
  expect(told(of('a/x.csv', 'a,b\n', { header: false })).rows).toEqual([['a', 'b']]);
});

test('JOB-2 what MapReduce writes has no name, and is a table by its tabs', () => {
  expect(told(of('counts/part-r-00000', 'the\t12\nand\t7\n'))).toMatchObject({
    form: 'tsv',
    columns: ['c1: text', 'c2: number'],
    rows: [
      ['the', '12'],
      ['and', '7'],
    ],
  });
  expect(of('log', 'one\ttwo\nthree\n')).toMatchObject({ form: 'text', text: 'one\ttwo\nthree\n' });
});

test('JOB-2 JSON is a table of its objects or lists; lines of it under the name of JSON too', () => {
  expect(told(of('a.json', '[{"a":1,"b":{"c":null}},{"a":2,"d":"x"}]'))).toMatchObject({
    form: 'json',
    columns: ['a: number', 'b: text', 'd: text'],
    rows: [
      ['1', '{"c":null}', null],
      ['2', null, 'x'],
    ],
  });
  expect(told(of('a.json', '{"a":1}\n{"a":2}\n', { limit: 1 }))).toMatchObject({
    form: 'jsonl',
    rows: [['1']],
    truncated: true,
  });
  expect(told(of('a.json', '{"total":3}'))).toMatchObject({
    columns: ['name: text', 'value: number'],
    rows: [['total', '3']],
  });
  expect(told(of('a.jsonl', '[1,2]\n[3,4]'))).toMatchObject({ columns: ['c1: number', 'c2: number'] });
  expect(of('a.json', '{"half":').form).toBe('text');
});

test('JOB-2 of a longer file whole lines are shown, and that there is more; of what is no text nothing', () => {
  expect(told(of('a.csv', 'n\n1\n2\n34', { isWhole: false }))).toMatchObject({ rows: [['1'], ['2']], truncated: true });
  expect(told(of('a.csv', 'n\n1\n2\n', { limit: 1 }))).toMatchObject({ rows: [['1']], truncated: true });
  expect(of('a.csv', new Uint8Array([0x50, 0, 1])).form).toBe('binary');
  expect(of('a.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])).form).toBe('image');
  expect(of('a.svg', '<svg onload="alert(1)"/>')).toMatchObject({ form: 'text' });
});

// What multiplies here takes minutes and all memory of the server, out of a file of a megabyte.
test('JOB-2 a preview costs what is shown: objects each with names of their own, a long number, a line of commas', () => {
  const lines = Array.from(
    { length: 1000 },
    (_, line) => `{${Array.from({ length: 60 }, (__, at) => `"${line}_${at}":1`).join(',')}}`,
  );
  const broad = of('a.jsonl', lines.join('\n'), { limit: 1000 });
  expect([broad.columns.length, broad.rows.length, broad.truncated]).toEqual([200, 1000, true]);
  const list = of('a.json', `[${lines.join(',')}]`, { limit: 1 });
  expect([list.columns.length, list.rows.length, list.truncated]).toEqual([60, 1, true]);
  const lists = of(
    'a.json',
    `[${Array(2)
      .fill(`[${'1,'.repeat(1_000_000)}1]`)
      .join(',')}]`,
    { limit: 1 },
  );
  expect([lists.columns.length, lists.truncated]).toEqual([200, true]);
  const number = of('a.csv', `a,${'1'.repeat(500_000)}x\n`);
  expect(number.columns.map(({ name }) => name.length)).toEqual([1, 500_001]);
  expect(of('a.csv', ','.repeat(1_000_000)).columns).toHaveLength(200);
});

test('JOB-2 whatever a file holds, its preview is a table whose rows are as broad as its columns', () => {
  const path = fc.constantFrom('a.csv', 'a.tsv', 'a.json', 'a.jsonl', 'a');
  fc.assert(
    fc.property(path, fc.oneof(fc.string(), fc.json(), fc.uint8Array()), fc.boolean(), (name, content, isWhole) => {
      const { columns, rows } = of(name, content, { isWhole, limit: 3 });
      expect(rows.filter((row) => row.length !== columns.length)).toEqual([]);
      expect(rows.length).toBeLessThanOrEqual(3);
    }),
  );
});
