// The names inside uploaded archives, read without unpacking them: a name that climbs out of where it is unpacked overwrites
// what it likes there (zip-slip). YARN and Hadoop unpack archives of jobs on the nodes; what leads out is refused before.
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

/** The first name that leads out, or `undefined`. A file that is no archive of its name's kind has none: who unpacks it will
 *  say so. */
export async function findUnsafeEntry(path: string, name: string): Promise<string | undefined> {
  const names = /\.(tar\.gz|tgz)$/.test(name) ? tarNames(path) : zipNames(path);
  for await (const entry of names) if (leadsOut(entry)) return entry;
  return undefined;
}

export function leadsOut(entry: string): boolean {
  const parts = entry.split(/[/\\]/);
  return entry.startsWith('/') || entry.startsWith('\\') || /^[A-Za-z]:/.test(entry) || parts.includes('..');
}

const endRecord = { signature: 0x06054b50, bytes: 22, mostComment: 65_535 };
const entryRecord = { signature: 0x02014b50, bytes: 46 };
/** A larger directory than any jar has; it is read as one piece. */
const mostDirectoryBytes = 64 * 1_048_576;

/** From the central directory, by which unzippers go. */
async function* zipNames(path: string): AsyncGenerator<string> {
  const file = await open(path);
  try {
    const directory = await readDirectory(file);
    for (
      let at = 0;
      at + entryRecord.bytes <= directory.length && directory.readUInt32LE(at) === entryRecord.signature;
    ) {
      const nameBytes = directory.readUInt16LE(at + 28);
      const otherBytes = directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
      yield directory.toString('utf8', at + entryRecord.bytes, at + entryRecord.bytes + nameBytes);
      at += entryRecord.bytes + nameBytes + otherBytes;
    }
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle): Promise<Buffer> {
  const { size } = await file.stat();
  const tail = await readPiece(file, Math.max(0, size - endRecord.bytes - endRecord.mostComment), size);
  for (let at = tail.length - endRecord.bytes; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== endRecord.signature) continue;
    const bytes = tail.readUInt32LE(at + 12);
    const offset = tail.readUInt32LE(at + 16);
    return bytes > mostDirectoryBytes ? Buffer.alloc(0) : readPiece(file, offset, offset + bytes);
  }
  return Buffer.alloc(0);
}

async function readPiece(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const piece = Buffer.alloc(Math.max(0, end - start));
  const { bytesRead } = await file.read(piece, 0, piece.length, start);
  return piece.subarray(0, bytesRead);
}

const block = 512;

/** Names and targets of links in a compressed tar; contents are passed over. A name too long for its header stands in the
 *  content of a header of its own (`L`, `x`), which is looked at as text. */
async function* tarNames(path: string): AsyncGenerator<string> {
  const unzipped = createReadStream(path).pipe(createGunzip());
  let held: Buffer = Buffer.alloc(0);
  let skip = 0;
  try {
    for await (const piece of unzipped as AsyncIterable<Buffer>) {
      held = held.length === 0 ? piece : Buffer.concat([held, piece]);
      for (;;) {
        const passed = Math.min(skip, held.length);
        held = held.subarray(passed);
        skip -= passed;
        if (skip > 0 || held.length < block) break;
        const header = held.subarray(0, block);
        const bytes = Number.parseInt(text(header, 124, 12), 8) || 0;
        const padded = Math.ceil(bytes / block) * block;
        const kind = text(header, 156, 1);
        if (kind === 'L' || kind === 'K' || kind === 'x') {
          if (bytes > 65_536 || held.length < block + padded) {
            if (bytes <= 65_536) break; // the rest of it comes with the next piece
          } else {
            yield* longNames(kind, held.toString('utf8', block, block + bytes));
          }
        }
        const [prefix, name, target] = [text(header, 345, 155), text(header, 0, 100), text(header, 157, 100)];
        if (name !== '') yield prefix === '' ? name : `${prefix}/${name}`;
        if (target !== '' && (kind === '1' || kind === '2')) yield target;
        held = held.subarray(block);
        skip = padded;
      }
    }
  } catch {
    return; // not gzip, or cut off: nobody will be able to unpack it either
  }
}

function* longNames(kind: string, content: string): Generator<string> {
  if (kind !== 'x') yield content.replace(/\0.*$/s, '');
  else for (const [, value] of content.matchAll(/^\d+ (?:path|linkpath)=(.*)$/gm)) if (value !== undefined) yield value;
}

function text(header: Buffer, start: number, bytes: number): string {
  const piece = header.subarray(start, start + bytes);
  const end = piece.indexOf(0);
  return piece.toString('utf8', 0, end === -1 ? bytes : end).trim();
}
