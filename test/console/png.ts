// Pictures as points: PNG read and written, as far as browsers write it (eight bits, not interlaced, RGB with or without alpha).
// Ours because nothing else here needs a library of pictures, and comparing them needs their points.
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { invariant } from '@argosy/kernel/errors';

/** Rows from the top, three bytes a point: red, green, blue. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly points: Uint8Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const rgb = 2;
const rgba = 6;

export function readPng(file: Buffer): Picture {
  const chunks = [...chunksOf(file)];
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  invariant(header !== undefined, 'a PNG has a header');
  const [width, height, depth, kind, interlaced] = [
    header.readUInt32BE(0),
    header.readUInt32BE(4),
    header[8],
    header[9],
    header[12],
  ];
  invariant(depth === 8 && (kind === rgb || kind === rgba) && interlaced === 0, 'a PNG as browsers write it');
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  return { width, height, points: unfiltered(inflateSync(packed), width, height, kind === rgba ? 4 : 3) };
}

export function writePng({ width, height, points }: Picture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, rgb], 8);
  // Each row as its difference from the one above (filter 2): pages are made of what runs downwards.
  const row = width * 3;
  const rows = Buffer.alloc(height * (row + 1));
  for (let y = 0; y < height; y += 1) {
    rows[y * (row + 1)] = 2;
    for (let x = 0; x < row; x += 1)
      rows[y * (row + 1) + 1 + x] = (points[y * row + x] ?? 0) - (y === 0 ? 0 : (points[(y - 1) * row + x] ?? 0));
  }
  const packed = deflateSync(rows, { level: 9 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))]);
}

function* chunksOf(file: Buffer): Generator<{ readonly type: string; readonly data: Buffer }> {
  for (let at = signature.length; at < file.length;) {
    const length = file.readUInt32BE(at);
    yield { type: file.toString('latin1', at + 4, at + 8), data: file.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** Each byte was written as its difference from what the row's filter foretells of its neighbours. */
function unfiltered(rows: Buffer, width: number, height: number, channels: number): Uint8Array {
  const length = width * channels;
  const points = new Uint8Array(width * height * 3);
  let above = new Uint8Array(length);
  let row = new Uint8Array(length);
  for (let y = 0; y < height; y += 1) {
    const begin = y * (length + 1);
    const filter = rows[begin] ?? 0;
    for (let x = 0; x < length; x += 1) {
      const left = x < channels ? 0 : (row[x - channels] ?? 0);
      const up = above[x] ?? 0;
      const corner = x < channels ? 0 : (above[x - channels] ?? 0);
      row[x] = (rows[begin + 1 + x] ?? 0) + foretold(filter, left, up, corner);
    }
    for (let x = 0; x < width; x += 1) points.set(row.subarray(x * channels, x * channels + 3), (y * width + x) * 3);
    [above, row] = [row, above];
  }
  return points;
}

function foretold(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
