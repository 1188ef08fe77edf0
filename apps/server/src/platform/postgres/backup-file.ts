// The file that a backup is kept in, independent of PostgreSQL's version: zstd over frames `kind (1 byte), length (4 bytes, big
// endian), content`. The first frame is the header, then each table's frame and its rows as COPY text, at the end a digest of
// all before it: a file that was cut short or changed is never taken for a whole one. Written and read as streams.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import * as z from 'zod';
import { messageOf, Refusal, refusal } from '@argosy/kernel/errors';

const tableFrame = z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()) });

/** What a reader must know before the first row. `format` grows when an older reader could no longer understand the file. */
const headerFrame = z.object({
  format: z.literal(1),
  madeAt: z.string().describe('instant, UTC'),
  serverVersion: z.string(),
  migrations: z.array(z.object({ number: z.int(), name: z.string(), sha256: z.string() })),
  tables: z.array(tableFrame),
  sequences: z.array(z.object({ schema: z.string(), name: z.string(), lastValue: z.string(), isCalled: z.boolean() })),
});

export type BackupHeader = z.infer<typeof headerFrame>;
export type BackupTable = z.infer<typeof tableFrame>;

/** One table of a backup and its rows, as COPY's text form in pieces of any size. */
export interface BackupRows {
  readonly table: BackupTable;
  readonly rows: AsyncIterable<Buffer>;
}

const kinds = { header: 1, table: 2, rows: 3, digest: 4 } as const;
const mostContentBytes = 1024 * 1024; // what a reader has to hold at once

/** Writes a whole backup or none: beside the target, to the disk, then renamed. Only its owner may read it.
 *  Refuses: backup_failed, when the file cannot be written. */
export async function writeBackup(
  file: string,
  header: BackupHeader,
  tables: AsyncIterable<BackupRows>,
): Promise<void> {
  const unfinished = `${file}.unfinished-${process.pid}`;
  const sink = createWriteStream(unfinished, { mode: 0o600, flush: true });
  // The file's own errors are the caller's to mend (disk full, no such folder); those of the database pass as they are.
  let fileError: Error | undefined;
  sink.once('error', (error) => (fileError = error));
  try {
    await pipeline(Readable.from(framesOf(header, tables), { objectMode: false }), createZstdCompress(), sink);
    await rename(unfinished, file).catch((error: Error) => {
      fileError = error; // what stands there may not be replaced
      throw error;
    });
  } catch (error) {
    await rm(unfinished, { force: true });
    if (error !== fileError) throw error;
    throw refusal('backup_failed', { file, reason: messageOf(error) }, { cause: error });
  }
}

/** Reads a backup: its header at once, its tables one after the other, each to be read to its end before the next. The
 *  digest is checked behind the last one, so nothing may be kept before `tables` has come to its end.
 *  Refuses: backup_unreadable, while reading too. */
export async function readBackup(
  file: string,
): Promise<{ readonly header: BackupHeader; readonly tables: AsyncGenerator<BackupRows> }> {
  const frames = checkedFrames(file);
  const first = await frames.next();
  if (first.done || first.value.kind !== kinds.header) throw unreadable(file, 'it does not begin with a header');
  const parsed = headerFrame.safeParse(JSON.parse(first.value.content.toString('utf8')));
  if (!parsed.success) throw unreadable(file, 'its header is of another version');
  return { header: parsed.data, tables: tablesOf(file, frames) };
}

interface Frame {
  readonly kind: number;
  readonly content: Buffer;
}

async function* framesOf(header: BackupHeader, tables: AsyncIterable<BackupRows>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const frame = (kind: number, content: Buffer) => {
    const head = Buffer.alloc(5);
    head.writeUInt8(kind, 0);
    head.writeUInt32BE(content.length, 1);
    hash.update(head).update(content);
    return Buffer.concat([head, content]);
  };
  yield frame(kinds.header, Buffer.from(JSON.stringify(header)));
  for await (const { table, rows } of tables) {
    yield frame(kinds.table, Buffer.from(JSON.stringify(table)));
    for await (const piece of rows) {
      for (let start = 0; start < piece.length; start += mostContentBytes) {
        yield frame(kinds.rows, piece.subarray(start, start + mostContentBytes));
      }
    }
  }
  yield frame(kinds.digest, hash.copy().digest());
}

/** The frames of a file; ends only behind a digest that is right. */
async function* checkedFrames(file: string): AsyncGenerator<Frame> {
  const hash = createHash('sha256');
  for await (const { kind, content, bytes } of rawFrames(file)) {
    if (kind === kinds.digest) {
      if (!hash.digest().equals(content)) throw unreadable(file, 'its content is not what was written');
      return;
    }
    hash.update(bytes);
    yield { kind, content };
  }
  throw unreadable(file, 'it ends too early');
}

async function* rawFrames(file: string): AsyncGenerator<Frame & { readonly bytes: Buffer }> {
  const source = createReadStream(file);
  const plain = createZstdDecompress();
  const read = pipeline(source, plain);
  read.catch(() => undefined); // told by the loop below, which ends with the same error
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const piece of plain as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      while (rest.length >= 5) {
        const end = 5 + rest.readUInt32BE(1);
        // The header names every table, so it may be longer than a piece of rows; far beyond it, this is no backup.
        if (end > 64 * mostContentBytes) throw unreadable(file, 'it is not a backup');
        if (rest.length < end) break;
        yield { kind: rest.readUInt8(0), content: rest.subarray(5, end), bytes: rest.subarray(0, end) };
        rest = rest.subarray(end);
      }
    }
  } catch (error) {
    throw error instanceof Refusal ? error : unreadable(file, messageOf(error), error);
  } finally {
    source.destroy();
    plain.destroy();
  }
}

async function* tablesOf(file: string, frames: AsyncGenerator<Frame>): AsyncGenerator<BackupRows> {
  let next = await frames.next();
  async function* rows(): AsyncGenerator<Buffer> {
    for (next = await frames.next(); !next.done && next.value.kind === kinds.rows; next = await frames.next()) {
      yield next.value.content;
    }
  }
  while (!next.done) {
    const { kind, content } = next.value;
    if (kind !== kinds.table) throw unreadable(file, 'its parts are out of order');
    yield { table: tableFrame.parse(JSON.parse(content.toString('utf8'))), rows: rows() };
  }
}

function unreadable(file: string, reason: string, cause?: unknown): Refusal {
  return refusal('backup_unreadable', { file, reason }, { cause });
}
