import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, LONGEST_CELL, previewText, textFormatOf } from './preview-text.ts';

const wanted = { rows: 100, header: undefined };

test('CLU-7 the format is what the name says, and of JSON and of what has no ending what is in it', () => {
  expect(textFormatOf('a.csv', '')).toBe('csv');
  expect(textFormatOf('a.TSV', '')).toBe('tsv');
  expect(textFormatOf('part-00000-x.c000.json', '{"a":1}\n{"a":2}\n')).toBe('json_lines');
  expect(textFormatOf('a.json', '{\n "a": 1\n}')).toBe('json');
  expect(textFormatOf('a.json', 'no json')).toBe('text');
  expect(textFormatOf('part-00000', '{"a":1}\n')).toBe('json_lines');
  expect(textFormatOf('part-00000', '1|2|3\n')).toBe('text');
  expect(textFormatOf('app.log', '{"a":1}\n')).toBe('text');
});

test('CLU-7 CSV is a table: quotes, line breaks in cells, both ways of escaping, and names where there are some', () => {
  const text = '\u{FEFF}名称,数量,说明\r\n苹果,3,"一,二"\r\n梨,4,"两""个\n行"\r\n枣,5,"a \\"b\\""\r\n';
  expect(previewText('csv', text, false, wanted)).toEqual({
    format: 'csv',
    columns: [{ name: '名称' }, { name: '数量' }, { name: '说明' }],
    rows: [
      ['苹果', '3', '一,二'],
      ['梨', '4', '两"个\n行'],
      ['枣', '5', 'a "b"'],
    ],
    hasHeader: true,
    columnCount: 3,
    truncated: false,
  });
});

test('a table without names has those that Spark gives, and one is what its reader says it is', () => {
  const text = '1;x\n2;y;z\n';
  const seen = previewText('csv', text, false, wanted);
  expect(seen).toMatchObject({ hasHeader: false, columns: [{ name: '_c0' }, { name: '_c1' }, { name: '_c2' }] });
  expect(seen.rows).toEqual([
    ['1', 'x', null],
    ['2', 'y', 'z'],
  ]);
  expect(previewText('csv', text, false, { rows: 100, header: true })).toMatchObject({
    hasHeader: true,
    columns: [{ name: '1' }, { name: 'x' }, { name: '_c2' }],
    rows: [['2', 'y', 'z']],
  });
});

test('what is cut shows no half row, says that there is more, and nothing in it is without bound', () => {
  expect(previewText('csv', 'a,b\n1,2\n3,', true, wanted)).toMatchObject({ rows: [['1', '2']], truncated: true });
  const long = `a\n${'x'.repeat(5000)}\n`;
  expect(previewText('csv', long, false, wanted).rows?.[0]?.[0]).toHaveLength(LONGEST_CELL + 1);
  expect(previewText('csv', '1,2\n'.repeat(500), false, { rows: 7, header: undefined })).toMatchObject({
    truncated: true,
  });
  expect(previewText('csv', '1,2\n'.repeat(500), false, { rows: 7, header: undefined }).rows).toHaveLength(7);
  const broad = previewText('csv', `${Array.from({ length: 900 }, (_, at) => at).join(',')}\n`, false, wanted);
  expect([broad.columns?.length, broad.columnCount]).toEqual([200, 900]);
  expect(previewText('text', 'a\nb\nc\n', false, { rows: 2, header: undefined })).toEqual({
    format: 'text',
    text: 'a\nb\n',
    truncated: true,
  });
});

test('CLU-7 lines of JSON are a table of all their keys; numbers stay as they are written', () => {
  const text = '{"id":12345678901234567890,"名":"甲"}\n{"id":1e400,"tags":["x",1.10]}\n{"id":';
  expect(previewText('json_lines', text, true, wanted)).toEqual({
    format: 'json_lines',
    columns: [{ name: 'id' }, { name: '名' }, { name: 'tags' }],
    rows: [
      ['12345678901234567890', '甲', null],
      ['1e400', null, '["x",1.10]'],
    ],
    columnCount: 3,
    truncated: true,
  });
  expect(previewText('json', '{"b":[1.0]}', false, wanted)).toMatchObject({ text: '{\n  "b": [\n    1.0\n  ]\n}' });
  expect(previewText('json', '[1,', true, wanted)).toMatchObject({ text: '[1,', truncated: true });
});

// What is quadratic in these takes minutes of the thread that serves everybody; they are larger than what is read of a file.
test('CLU-7 a look costs what the text is long, whatever its shape: one line of commas, one of numbers, or nested deep', () => {
  const commas = previewText('csv', '中,'.repeat(2_000_000), true, wanted);
  expect([commas.columnCount, commas.columns?.length]).toEqual([2_000_001, 200]);
  expect(previewText('csv', `${'"",'.repeat(1_000_000)}\n`, false, wanted).columnCount).toBe(1_000_001);
  const numbers = `[${'1,'.repeat(2_000_000)}1]`;
  expect(previewText('json', numbers, false, wanted).text?.split('\n')).toHaveLength(101); // and the end of the last
  const deep = `${'['.repeat(2000)}${numbers}${']'.repeat(2000)}`;
  expect(previewText('json', deep, false, { rows: 500, header: undefined }).text?.split('\n')).toHaveLength(501);
  expect(previewText('json_lines', `{"a":1,"b":${numbers}}\n`, false, wanted).rows?.[0]?.[1]).toHaveLength(
    LONGEST_CELL + 1,
  );
});

test('CLU-7 JSON laid out is the JSON that was written', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 1), (json, blanks) => {
      const value: unknown = JSON.parse(json);
      const text = JSON.stringify(value, undefined, blanks);
      const shown = previewText('json', text, false, { rows: 10_000, header: undefined }).text;
      expect(shown).toBe(JSON.stringify(value, undefined, 2));
    }),
  );
  const object = fc.dictionary(
    fc.string().filter((name) => !/^\d+$/.test(name) && name !== '__proto__'),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(object, (value) => {
      const { columns, rows } = previewText('json_lines', JSON.stringify(value), false, wanted);
      expect(columns?.map(({ name }) => name)).toEqual(Object.keys(value));
      expect(rows?.[0]).toEqual(
        Object.values(value).map((each) =>
          each === null ? null : cut(typeof each === 'string' ? each : JSON.stringify(each)),
        ),
      );
    }),
  );
});

test('a table that was written comes back', () => {
  const cell = fc.string({ maxLength: 12, unit: fc.constantFrom('a', '1', ',', '"', '\n', ' ', '中', ';') });
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(table, (rows) => {
      const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join('\t')).join('\n');
      const { rows: read } = previewText('tsv', text, false, { rows: 100, header: false });
      const broad = Math.max(...rows.map((row) => row.length));
      expect(read).toEqual(rows.map((row) => Array.from({ length: broad }, (_, at) => row[at] ?? null)));
    }),
  );
});
