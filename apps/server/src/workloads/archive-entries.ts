// The names inside uploaded archives, read without unpacking them: a name that climbs out of where it is unpacked overwrites
// what it likes there (zip-slip). YARN and Hadoop unpack archives of jobs on the nodes; what leads out is refused before, and so
// is an archive whose names cannot be read to the last one, by which the check would be walked around.
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** What speaks against unpacking an archive. */
export type UnsafeArchive = { readonly entry: string } | { readonly problem: string };

/** The first name that leads out, why the names cannot be read, or `undefined`. A file that is no archive of its name's kind has
 *  none: who unpacks it will say so. */
export async function findUnsafeEntry(path: string, name: string): Promise<UnsafeArchive | undefined> {
  const names = /\.(tar\.gz|tgz)$/.test(name) ? tarNames(path) : zipNames(path);
  try {
    for await (const entry of names) if (leadsOut(entry)) return { entry };
    return undefined;
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.message };
    throw error;
  }
}

export function leadsOut(entry: string): boolean {
  const parts = entry.split(/[/\\]/);
  return entry.startsWith('/') || entry.startsWith('\\') || /^[A-Za-z]:/.test(entry) || parts.includes('..');
}

class Unreadable extends Error {}

// --- zip ----------------------------------------------------------------------------------------------------------

const endRecord = { signature: 0x06054b50, bytes: 22, mostComment: 65_535 };
const end64Locator = { signature: 0x07064b50, bytes: 20 };
const end64Record = { signature: 0x06064b50, bytes: 56 };
const entryRecord = { signature: 0x02014b50, bytes: 46 };
const localRecord = { signature: 0x04034b50, bytes: 30 };
/** A larger directory than any jar has; it is read as one piece. */
const mostDirectoryBytes = 64 * 1_048_576;

interface Directory {
  readonly entries: number;
  readonly bytes: number;
  readonly start: number;
  /** What stands before the archive in its file, by which all its offsets are too small. */
  readonly shift: number;
}

/** Each name of the central directory, by which most unzippers go, and the one before the content, by which others do. */
async function* zipNames(path: string): AsyncGenerator<string> {
  const file = await open(path);
  try {
    const found = await findDirectory(file);
    if (found === undefined) return;
    const directory = await readPiece(file, found.start, found.start + found.bytes);
    let at = 0;
    for (let entry = 0; entry < found.entries; entry += 1) {
      if (at + entryRecord.bytes > directory.length || directory.readUInt32LE(at) !== entryRecord.signature)
        throw new Unreadable('its directory breaks off');
      const nameBytes = directory.readUInt16LE(at + 28);
      const extraBytes = directory.readUInt16LE(at + 30);
      const name = directory.subarray(at + entryRecord.bytes, at + entryRecord.bytes + nameBytes);
      const extra = directory.subarray(at + entryRecord.bytes + nameBytes).subarray(0, extraBytes);
      yield name.toString('utf8');
      yield await localName(file, found.shift + contentOffset(directory, at, extra));
      at += entryRecord.bytes + nameBytes + extraBytes + directory.readUInt16LE(at + 32);
    }
    if (at !== directory.length) throw new Unreadable('its directory holds more than it says');
  } finally {
    await file.close();
  }
}

/** Where unzippers find it: before the record at the end, whatever offset that names. */
async function findDirectory(file: FileHandle): Promise<Directory | undefined> {
  const { size } = await file.stat();
  const tailStart = Math.max(0, size - endRecord.bytes - endRecord.mostComment);
  const tail = await readPiece(file, tailStart, size);
  const at = tail.lastIndexOf(signatureBytes(endRecord.signature), tail.length - endRecord.bytes);
  if (at < 0) return undefined;
  // In the comment of another one it would lead us to its own directory, and unzippers to that of the other.
  if (tailStart + at + endRecord.bytes + tail.readUInt16LE(at + 20) !== size)
    throw new Unreadable('its end is not where it says');
  const is64 = [tail.readUInt16LE(at + 10) === 0xffff, tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  const record = is64.some((each) => each === true || each === 0xffff_ffff)
    ? await readEnd64(file, tailStart + at)
    : {
        entries: tail.readUInt16LE(at + 10),
        bytes: tail.readUInt32LE(at + 12),
        offset: tail.readUInt32LE(at + 16),
        start: tailStart + at,
      };
  const start = record.start - record.bytes;
  if (start < 0 || record.bytes > mostDirectoryBytes) throw new Unreadable('its directory is larger than can be');
  return { entries: record.entries, bytes: record.bytes, start, shift: start - record.offset };
}

/** The record of an archive that is too large for the plain one, at whose place there is a hint at it. */
async function readEnd64(file: FileHandle, endAt: number) {
  const locator = await readPiece(file, endAt - end64Locator.bytes, endAt);
  if (locator.length < end64Locator.bytes || locator.readUInt32LE(0) !== end64Locator.signature)
    throw new Unreadable('its end does not say where its directory is');
  // Directly before the locator, as all who write such archives put it: an offset could lead anywhere.
  const start = endAt - end64Locator.bytes - end64Record.bytes;
  const record = await readPiece(file, start, start + end64Record.bytes);
  if (record.length < end64Record.bytes || record.readUInt32LE(0) !== end64Record.signature)
    throw new Unreadable('its end does not say where its directory is');
  return {
    entries: Number(record.readBigUInt64LE(32)),
    bytes: Number(record.readBigUInt64LE(40)),
    offset: Number(record.readBigUInt64LE(48)),
    start,
  };
}

/** Where the entry's content is; in an archive that is too large for the plain field, the last of the sizes beside it. */
function contentOffset(directory: Buffer, at: number, extra: Buffer): number {
  const plain = directory.readUInt32LE(at + 42);
  if (plain !== 0xffff_ffff) return plain;
  const before = [20, 24].filter((field) => directory.readUInt32LE(at + field) === 0xffff_ffff).length * 8;
  for (let place = 0; place + 4 <= extra.length; place += 4 + extra.readUInt16LE(place + 2)) {
    if (extra.readUInt16LE(place) === 1 && place + 4 + before + 8 <= extra.length)
      return Number(extra.readBigUInt64LE(place + 4 + before));
  }
  throw new Unreadable('an entry does not say where it is');
}

async function localName(file: FileHandle, offset: number): Promise<string> {
  const header = await readPiece(file, offset, offset + localRecord.bytes);
  if (header.length < localRecord.bytes || header.readUInt32LE(0) !== localRecord.signature)
    throw new Unreadable('an entry is not where its directory says');
  const start = offset + localRecord.bytes;
  return (await readPiece(file, start, start + header.readUInt16LE(26))).toString('utf8');
}

const signatureBytes = (signature: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature);
  return bytes;
};

async function readPiece(file: FileHandle, start: number, end: number): Promise<Buffer> {
  if (start < 0) return Buffer.alloc(0);
  const piece = Buffer.alloc(Math.max(0, end - start));
  const { bytesRead } = await file.read(piece, 0, piece.length, start);
  return piece.subarray(0, bytesRead);
}

// --- tar ----------------------------------------------------------------------------------------------------------

const block = 512;
/** A longer name than any file system takes. */
const mostNameBytes = 65_536;
const longNameKinds: ReadonlySet<string> = new Set(['L', 'K']);
const paxKinds: ReadonlySet<string> = new Set(['x', 'X', 'g']);
const paxNames: ReadonlySet<string> = new Set(['path', 'linkpath', 'GNU.sparse.name']);
/** Links, devices and folders: of what should follow one all the same, some read the content and some the next header. */
const contentless: ReadonlySet<string> = new Set(['1', '2', '3', '4', '5', '6']);

/** Names and targets of links in a compressed tar; contents are passed over. A name too long for its header stands in the
 *  content of a header of its own: `L` and `K` hold just it, `x` and `g` records, which may also say how long the entry is. */
async function* tarNames(path: string): AsyncGenerator<string> {
  let skip = 0;
  let saidBytes: number | undefined;
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of unzipped(path)) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    for (;;) {
      const passed = Math.min(skip, held.length);
      held = held.subarray(passed);
      skip -= passed;
      if (skip > 0 || held.length < block) break;
      const header = held.subarray(0, block);
      if (header.every((byte) => byte === 0)) {
        skip = block; // the end, or what some put between two archives
        continue;
      }
      if (!hasChecksum(header)) throw new Unreadable('it breaks off, or is no tar');
      const kind = text(header, 156, 1);
      const bytes = sizeOf(header);
      const padded = Math.ceil(bytes / block) * block;
      if (longNameKinds.has(kind) || paxKinds.has(kind)) {
        if (bytes > mostNameBytes) throw new Unreadable('it holds a name that is longer than any');
        if (held.length < block + padded) break; // the rest of it comes with the next piece
        const content = held.subarray(block, block + bytes);
        if (longNameKinds.has(kind)) yield text(content, 0, bytes);
        for (const [key, value] of paxKinds.has(kind) ? paxRecords(content) : []) {
          if (paxNames.has(key)) yield value;
          if (key === 'size') saidBytes = saidSize(kind, value);
        }
        skip = block + padded;
        continue;
      }
      if (contentless.has(kind) && (saidBytes ?? bytes) > 0)
        throw new Unreadable('it holds a folder or a link with content');
      const [prefix, name, target] = [text(header, 345, 155), text(header, 0, 100), text(header, 157, 100)];
      if (name !== '') yield prefix === '' ? name : `${prefix}/${name}`;
      if (target !== '' && (kind === '1' || kind === '2')) yield target;
      skip = block + Math.ceil((saidBytes ?? bytes) / block) * block;
      saidBytes = undefined;
    }
  }
}

/** Until its end, or to where it is no gzip any more: nobody will be able to unpack what comes after. */
async function* unzipped(path: string): AsyncGenerator<Buffer> {
  const pieces = pipeline(createReadStream(path), createGunzip(), () => {}); // an error comes to who iterates
  try {
    for await (const piece of pieces as AsyncIterable<Buffer>) yield piece;
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error;
  }
}

/** The sum of its bytes, its own place counted as blanks. */
function hasChecksum(header: Buffer): boolean {
  const said = Number.parseInt(text(header, 148, 8), 8);
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  return sum === said;
}

/** In octal digits, or where these are too few as a number whose first bit is set. */
function sizeOf(header: Buffer): number {
  if ((header[124] ?? 0) < 0x80) return Number.parseInt(text(header, 124, 12), 8) || 0;
  const bytes = Number(header.readBigUInt64BE(128));
  if (!Number.isSafeInteger(bytes)) throw new Unreadable('it holds a file that is larger than any');
  return bytes;
}

/** Each says first how long it is, so that its value may hold anything, what looks like another record too. */
function* paxRecords(content: Buffer): Generator<readonly [key: string, value: string]> {
  for (let rest = content; rest.length > 0;) {
    const [start = '', digits] = /^(\d{1,6}) /.exec(rest.toString('latin1', 0, 7)) ?? [];
    const record = rest.toString('utf8', 0, Number(digits));
    const end = rest[Number(digits) - 1];
    const equals = record.indexOf('=');
    if (end !== 0x0a || equals <= start.length) throw new Unreadable('it holds a header that does not add up');
    yield [record.slice(start.length, equals), record.slice(equals + 1, -1)];
    rest = rest.subarray(Number(digits));
  }
}

/** Of the one entry after it: what a header for all that follow says of their size, some heed and some do not. */
function saidSize(kind: string, value: string): number {
  const bytes = Number(value);
  if (kind === 'g' || !/^\d+$/.test(value) || !Number.isSafeInteger(bytes))
    throw new Unreadable('it holds a header that does not add up');
  return bytes;
}

function text(header: Buffer, start: number, bytes: number): string {
  const piece = header.subarray(start, start + bytes);
  const end = piece.indexOf(0);
  return piece.toString('utf8', 0, end === -1 ? bytes : end).trim();
}
