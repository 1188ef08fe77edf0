// A file that Spark wrote (test/e2e/programs/write-tables.py), read as it is and broken in every way that comes to hand.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createParquetReader } from './read-parquet.ts';

const file = readFileSync(join(import.meta.dirname, '../../../test/files/orders.parquet'));
const readerOf = (content: Buffer) => async (offset: number, length: number) =>
  content.subarray(offset, offset + length);
const look = (content: Buffer, rows = 100) =>
  createParquetReader()({ sizeBytes: content.length, rows }, readerOf(content));

test('CLU-7 a Parquet file shows its schema and first rows, decimals and moments exact', async () => {
  const { columns, rows, ...counts } = await look(file);
  expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'id bigint',
    'name string',
    'exact decimal(38,18)',
    'price decimal(9,2)',
    'at timestamp',
    'local_at timestamp_ntz',
    'day date',
    'list array<int>',
    'pairs map<string,bigint>',
    'pair struct<x:double,y:string>',
    'flag boolean',
    'octets binary',
  ]);
  expect(rows).toEqual([
    [
      '1',
      '苹果',
      '12345678901234567890.123456789012345678',
      '12.50',
      '2024-02-29T12:34:56.123456Z',
      '2024-02-29T12:34:56.5',
      '1969-12-31',
      '[1,2,null]',
      '{"a":1}',
      '{"x":1.5,"y":"是"}',
      'true',
      '0x00ff',
    ],
    ['-2', null, '-0.000000000000000001', '-0.05', null, null, null, '[]', null, null, null, null],
  ]);
  expect(counts).toEqual({ rowCount: 2, columnCount: 12 });
  expect((await look(file, 1)).rows).toHaveLength(1);
});

test('CLU-7 a broken Parquet file ends in a sentence, and the server goes on', async () => {
  await expect(look(file.subarray(0, 2000))).rejects.toThrow('parquet');
  await expect(look(Buffer.concat([file, Buffer.from('tail')]))).rejects.toThrow('PAR1');
  const hugeFooter = Buffer.from(file);
  hugeFooter.writeUInt32LE(0xffff_fff0, file.length - 8);
  await expect(look(hugeFooter)).rejects.toThrow('exceeds');
  const away = createParquetReader()({ sizeBytes: 1000, rows: 1 }, () => Promise.reject(new Error('HDFS is away')));
  await expect(away).rejects.toThrow('HDFS is away');
});

test('a page that is broken takes its column and no other', async () => {
  const broken = Buffer.from(file);
  broken.fill(0xff, 4, 24); // the first column's pages
  const { columns, rows } = await look(broken);
  expect(columns.map(({ omitted }) => omitted === true)).toEqual([true, ...Array.from({ length: 11 }, () => false)]);
  expect(rows[0]?.slice(0, 2)).toEqual([null, '苹果']);
});
