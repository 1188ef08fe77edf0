// Reads the schema and the first rows of a Parquet file, in a thread of its own: what a customer wrote may be broken, or made so
// that reading it takes all memory or never ends, and only this thread ends with it. Ranges of the file are asked for by message.
//
// Columns are read one by one, each by the pages its first rows lie on; one that would take too much is left out. Decimals are
// kept exact: hyparquet would make numbers of JavaScript of them.
import { parentPort, workerData } from 'node:worker_threads';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
  snappyUncompress,
} from 'hyparquet';
import { invariant, messageOf } from '@argosy/kernel/errors';
import { LONGEST_CELL, MOST_COLUMNS } from '../domain/preview-text.ts';
import type { FromWorker, ParquetPreview, ParquetTask, ToWorker } from './read-parquet.ts';

const MOST_BYTES_OF_COLUMN = 8 * 1024 * 1024;
const MOST_BYTES = 48 * 1024 * 1024;
const LARGEST_PAGE_BYTES = 64 * 1024 * 1024;
const LARGEST_FOOTER_BYTES = 16 * 1024 * 1024;

const port = parentPort;
invariant(port, 'this file is the program of a thread');
const task = workerData as ParquetTask; // given by read-parquet.ts
const tell = (message: FromWorker) => port.postMessage(message);
const asked = new Map<number, (answer: ToWorker) => void>();
port.on('message', (answer: ToWorker) => asked.get(answer.id)?.(answer));

async function read(): Promise<ParquetPreview> {
  const metadata = await parquetMetadataAsync(fileOf(LARGEST_FOOTER_BYTES), { geoparquet: false });
  const { children } = parquetSchema(metadata);
  const rowCount = Number(metadata.num_rows);
  const rowEnd = Math.min(task.rows, rowCount);
  const shown = children.slice(0, MOST_COLUMNS);
  const plain = withoutDecimals(metadata, children);
  const columns: { name: string; type: string; omitted?: boolean }[] = [];
  const cells: (readonly (string | null)[] | undefined)[] = [];
  for (const column of shown) {
    const values = rowEnd === 0 ? [] : await readColumn(plain, column, rowEnd);
    columns.push({ name: column.element.name, type: typeOf(column), ...(values === undefined && { omitted: true }) });
    cells.push(values?.map((value) => cellOf(value, column.element)));
  }
  const rows = Array.from({ length: rowEnd }, (_, at) => cells.map((column) => column?.[at] ?? null));
  return { columns, rows, rowCount, columnCount: children.length };
}

/** `undefined`: it is too large, or of a kind that cannot be read. */
async function readColumn(
  metadata: FileMetaData,
  { element }: SchemaTree,
  rowEnd: number,
): Promise<unknown[] | undefined> {
  try {
    const rows = await parquetReadObjects({
      file: fileOf(MOST_BYTES_OF_COLUMN),
      metadata,
      columns: [element.name],
      rowStart: 0,
      rowEnd,
      compressors,
      parsers,
      utf8: false, // what is not said to be text is shown as octets
      geoparquet: false,
      useOffsetIndex: true,
    });
    return rows.map((row) => row[element.name] as unknown);
  } catch {
    return undefined;
  }
}

let bytesRead = 0;

/** The file, of which this much may be asked for: the rest of the budget is for the other columns. */
function fileOf(most: number): AsyncBuffer {
  let left = most;
  return {
    byteLength: task.sizeBytes,
    slice: (start, end = task.sizeBytes) => {
      const length = end - start;
      left -= length;
      bytesRead += length;
      if (!(length >= 0) || left < 0 || bytesRead > MOST_BYTES) throw new Error('more than a look into it may read');
      return length === 0 ? new ArrayBuffer(0) : ask(start, length);
    },
  };
}

let lastId = 0;

async function ask(offset: number, length: number): Promise<ArrayBuffer> {
  const id = (lastId += 1);
  const answer = await new Promise<ToWorker>((resolve) => {
    asked.set(id, resolve);
    tell({ kind: 'slice', id, offset, length });
  });
  asked.delete(id);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer.bytes;
}

const bounded = (length: number): number => {
  if (length > LARGEST_PAGE_BYTES) throw new Error('a page is too large');
  return length;
};

const compressors: Compressors = {
  SNAPPY: (input, length) => {
    const output = new Uint8Array(bounded(length));
    snappyUncompress(input, output);
    return output;
  },
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: bounded(length) }),
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: bounded(length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: bounded(length) }),
};

// --- values -------------------------------------------------------------------------------------------------------

/** Columns of decimals as what they are stored as; `cellOf` puts the point in. Those inside of lists and structures stay. */
function withoutDecimals(metadata: FileMetaData, children: readonly SchemaTree[]): FileMetaData {
  const decimals = new Set(children.map(({ element }) => element).filter((element) => scaleOf(element) !== undefined));
  const schema = metadata.schema.map((element) => {
    if (!decimals.has(element)) return element;
    const { converted_type: _, logical_type: __, ...stored } = element;
    return stored;
  });
  return { ...metadata, schema };
}

function scaleOf({ converted_type, logical_type, scale }: SchemaElement): number | undefined {
  if (logical_type?.type === 'DECIMAL') return logical_type.scale;
  return converted_type === 'DECIMAL' ? (scale ?? 0) : undefined;
}

const fromNanoseconds = (nanoseconds: bigint): string => Temporal.Instant.fromEpochNanoseconds(nanoseconds).toString();
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const parsers = {
  timestampFromMilliseconds: (value: bigint) => fromNanoseconds(value * 1_000_000n),
  timestampFromMicroseconds: (value: bigint) => fromNanoseconds(value * 1000n),
  timestampFromNanoseconds: fromNanoseconds,
  dateFromDays: (days: number) => Temporal.PlainDate.from('1970-01-01').add({ days }).toString(),
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && textOf(bytes),
  jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && textOf(bytes),
};

function cellOf(value: unknown, element: SchemaElement): string | null {
  if (value === undefined || value === null) return null;
  const scale = scaleOf(element);
  if (scale !== undefined) return decimalOf(value, scale);
  const text = typeof value === 'string' ? value : shown(value);
  const isLocal = element.logical_type?.type === 'TIMESTAMP' && !element.logical_type.isAdjustedToUTC;
  const cell = isLocal ? text.replace(/Z$/, '') : text;
  return (cell.length <= LONGEST_CELL ? cell : `${cell.slice(0, LONGEST_CELL)}…`).toWellFormed();
}

function shown(value: unknown): string {
  if (value instanceof Uint8Array) return `0x${Buffer.from(value.subarray(0, LONGEST_CELL / 2)).toString('hex')}`;
  if (typeof value === 'bigint') return value.toString();
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === 'bigint') return Number.isSafeInteger(Number(each)) ? Number(each) : each.toString();
    return each instanceof Uint8Array ? shown(each) : each;
  });
}

/** `value` is the number without its point: whole, or as octets with the highest first. */
function decimalOf(value: unknown, scale: number): string {
  const unscaled = value instanceof Uint8Array ? signed(value) : BigInt(value as number | bigint); // as Parquet stores decimals
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  const text = scale > 0 ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits;
  return unscaled < 0n ? `-${text}` : text;
}

function signed(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}

// --- types --------------------------------------------------------------------------------------------------------

/** As Spark's SQL names it, nearly. */
function typeOf(tree: SchemaTree): string {
  const { element, children } = tree;
  const kind = element.logical_type?.type ?? element.converted_type;
  if (children.length === 0)
    return element.repetition_type === 'REPEATED' ? `array<${leafType(element)}>` : leafType(element);
  const [first] = children;
  if (kind === 'LIST' && first)
    return bounds(`array<${typeOf(first.children.length === 1 ? (first.children[0] ?? first) : first)}>`);
  if ((kind === 'MAP' || kind === 'MAP_KEY_VALUE') && first)
    return bounds(`map<${first.children.map(typeOf).join(',')}>`);
  return bounds(`struct<${children.map((child) => `${child.element.name}:${typeOf(child)}`).join(',')}>`);
}

const bounds = (type: string): string => (type.length <= 300 ? type : `${type.slice(0, 300)}…`);

const primitive = {
  BOOLEAN: 'boolean',
  INT32: 'int',
  INT64: 'bigint',
  INT96: 'timestamp',
  FLOAT: 'float',
  DOUBLE: 'double',
  BYTE_ARRAY: 'binary',
  FIXED_LEN_BYTE_ARRAY: 'binary',
} as const;

function leafType(element: SchemaElement): string {
  const { type, logical_type: logical, converted_type: converted, precision } = element;
  const scale = scaleOf(element);
  if (scale !== undefined) return `decimal(${precision ?? '?'},${scale})`;
  if (logical?.type === 'TIMESTAMP') return logical.isAdjustedToUTC ? 'timestamp' : 'timestamp_ntz';
  const named = converted && names[converted];
  if (logical?.type === 'STRING' || named !== undefined) return named ?? 'string';
  return type === undefined ? '?' : primitive[type];
}

/** What is not among them is called as it is stored. */
const names: Partial<Record<NonNullable<SchemaElement['converted_type']>, string>> = {
  UTF8: 'string',
  ENUM: 'string',
  JSON: 'string',
  DATE: 'date',
  TIMESTAMP_MILLIS: 'timestamp',
  TIMESTAMP_MICROS: 'timestamp',
  INT_8: 'tinyint',
  INT_16: 'smallint',
};

// Last, when all of the above is there.
read().then(
  (preview) => tell({ kind: 'done', preview }),
  (error: unknown) => tell({ kind: 'failed', problem: messageOf(error) }),
);
