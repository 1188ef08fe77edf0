// Reads compressed logs of the store in pieces. A place in a gzip stream is only found by unzipping all before it; so where one
// piece ended, the stream is held for a while, and who reads a log from beginning to end has it unzipped once, not once a piece.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The bytes `[offset, offset + limit)` of the log as it was written; fewer where it ends. */
export type ReadPiece = (file: string, piece: { readonly offset: number; readonly limit: number }) => Promise<Buffer>;

interface Unzipping {
  readonly file: string;
  readonly pieces: AsyncGenerator<Buffer, undefined>;
  /** What was unzipped and may be asked for next: from `start` on. */
  start: number;
  unread: Buffer;
}

/** Readers at the same time for whom a stream is held; each is a file and a window of some 64 KiB. */
const mostHeld = 32;
const holdMs = 30_000; // who follows a log asks again at once
/** A reader that gives a character cut in two to the next piece begins it so far before the end of the last. */
const mostBack = 3;

export function keptLogPieces(): ReadPiece {
  const held = new Map<Unzipping, NodeJS.Timeout>();
  const letGo = (one: Unzipping): void => {
    clearTimeout(held.get(one));
    held.delete(one);
  };
  const hold = (one: Unzipping): void => {
    const [oldest] = held.keys();
    if (held.size >= mostHeld && oldest !== undefined) end(oldest);
    held.set(one, setTimeout(() => end(one), holdMs).unref());
  };
  const end = (one: Unzipping): void => {
    letGo(one);
    one.pieces.return(undefined).catch(() => {}); // its reader is gone: how it ends is nobody's
  };

  return async (file, { offset, limit }) => {
    const isAt = (one: Unzipping): boolean =>
      one.file === file && one.start <= offset && offset <= one.start + one.unread.length;
    const found = held.keys().find(isAt);
    if (found) letGo(found);
    const one = found ?? { file, pieces: unzip(file), start: 0, unread: Buffer.alloc(0) };
    for (;;) {
      const passed = Math.min(offset - one.start, one.unread.length);
      one.start += passed;
      one.unread = one.unread.subarray(passed);
      if (one.start === offset && one.unread.length >= limit) break;
      const next = await one.pieces.next();
      if (next.done) return one.unread.subarray(0, limit);
      one.unread = Buffer.concat([one.unread, next.value]);
    }
    const piece = one.unread.subarray(0, limit);
    const read = Math.max(0, limit - mostBack);
    one.start += read;
    one.unread = one.unread.subarray(read);
    hold(one);
    return piece;
  };
}

/** How long the log is that the file holds. */
export async function unzippedSize(file: string): Promise<number> {
  let bytes = 0;
  for await (const piece of unzip(file)) bytes += piece.length;
  return bytes;
}

async function* unzip(file: string): AsyncGenerator<Buffer, undefined> {
  const unzipped = pipeline(createReadStream(file), createGunzip(), () => {}); // an error comes to who iterates
  for await (const piece of unzipped as AsyncIterable<Buffer>) yield piece;
}
