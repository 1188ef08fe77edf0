// A look into a file of a cluster's HDFS, or into the part files of a folder as Spark and MapReduce write them (CLU-7). Only the
// beginning is read, of Parquet also its end and the pages the first rows lie on: however large the file is.
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { HdfsPreview } from '@argosy/contract/clusters/hdfs-operations';
import { messageOf, Refusal, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import { decodeText } from './domain/decode-text.ts';
import { hdfsPath } from './domain/hdfs-path.ts';
import { previewText, textFormatOf, type Wanted } from './domain/preview-text.ts';
import { type Hdfs, type HdfsEntry, listFolder, openHdfs, readPart, statusOf } from './hdfs/web-hdfs.ts';

export interface PreviewHdfsFile extends Wanted {
  readonly clusterId: string;
  readonly path: string;
}

export type HdfsFilePreview = Omit<HdfsPreview, 'path' | 'file' | 'sizeBytes' | 'modifiedAt'>;

export interface PreviewedHdfsFile {
  readonly path: string;
  /** What was looked into. */
  readonly entry: HdfsEntry;
  readonly preview: HdfsFilePreview;
}

const HEAD_BYTES = 256 * 1024;
/** Of a compressed file: what its beginning may grow to. */
const MOST_UNPACKED_BYTES = 512 * 1024;

/** Refuses: hdfs_path_not_found, hdfs_preview_failed, and what `listHdfsFiles` does. */
export async function previewHdfsFile(
  deps: ClustersDeps,
  caller: Caller,
  input: PreviewHdfsFile,
): Promise<PreviewedHdfsFile> {
  const path = hdfsPath(input.path);
  const hdfs = await openHdfs(deps, caller, input.clusterId);
  const entry = await firstPart(hdfs, await statusOf(hdfs, path));
  if (entry === undefined)
    throw refusal('hdfs_preview_failed', { path, problem: 'there is no file with something in it' });
  return { path, entry, preview: await look(deps, hdfs, entry, input) };
}

/** Deeper than tables are partitioned. */
const MOST_LEVELS = 8;
const MOST_ENTRIES = 1000;

/** Of a folder its first file that is not empty, in the folder or in the first one of its partitions; what begins with _ or .
 *  is about the others. */
async function firstPart(hdfs: Hdfs, entry: HdfsEntry, levels = MOST_LEVELS): Promise<HdfsEntry | undefined> {
  if (entry.kind !== 'folder') return entry;
  const all = await listFolder(hdfs, entry.path, { limit: MOST_ENTRIES });
  const parts = all.filter(({ name }) => !/^[._]/.test(name));
  const file = parts.find(({ kind, sizeBytes }) => kind === 'file' && sizeBytes > 0);
  if (file !== undefined || levels === 0) return file;
  const partition = parts.find(({ kind }) => kind === 'folder');
  return partition && firstPart(hdfs, partition, levels - 1);
}

async function look(deps: ClustersDeps, hdfs: Hdfs, entry: HdfsEntry, wanted: Wanted): Promise<HdfsFilePreview> {
  const length = Math.min(entry.sizeBytes, HEAD_BYTES);
  const head = await readPart(deps, hdfs, entry, { offset: 0, length });
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return await lookIntoParquet(deps, hdfs, entry, wanted);
  const isCut = entry.sizeBytes > head.length;
  const compression = compressionOf(head);
  const plain = compression ? await unpack(head, compression) : { bytes: head, isCut };
  const decoded = plain && decodeText(plain.bytes, isCut || plain.isCut);
  const told = compression && { compression };
  if (!plain || !decoded) return { ...told, format: 'binary', truncated: entry.sizeBytes > 0 };
  const name = entry.name.replace(compression ? /\.(gz|gzip|zst|zstd)$/i : /$^/, '');
  const format = textFormatOf(name, decoded.text);
  const preview = previewText(format, decoded.text, isCut || plain.isCut, wanted);
  return { ...told, encoding: decoded.encoding, ...preview };
}

async function lookIntoParquet(
  deps: ClustersDeps,
  hdfs: Hdfs,
  entry: HdfsEntry,
  { rows }: Wanted,
): Promise<HdfsFilePreview> {
  try {
    const read = (offset: number, length: number) => readPart(deps, hdfs, entry, { offset, length });
    const preview = await deps.readParquet({ sizeBytes: entry.sizeBytes, rows }, read);
    const isMore = preview.rowCount > preview.rows.length || preview.columnCount > preview.columns.length;
    return { format: 'parquet', ...preview, truncated: isMore };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw refusal('hdfs_preview_failed', { path: entry.path, problem: messageOf(error) }, { cause: error });
  }
}

function compressionOf(head: Buffer): 'gzip' | 'zstd' | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return head.subarray(0, 4).equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd])) ? 'zstd' : undefined;
}

/** As much of the beginning as comes out of it; `undefined` where nothing does. The end of what was read is in the middle of
 *  something, and no error. */
async function unpack(
  head: Buffer,
  compression: 'gzip' | 'zstd',
): Promise<{ readonly bytes: Buffer; readonly isCut: boolean } | undefined> {
  const stream = compression === 'gzip' ? createGunzip() : createZstdDecompress();
  const pieces: Buffer[] = [];
  let bytes = 0;
  stream.end(head);
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= MOST_UNPACKED_BYTES) return { bytes: Buffer.concat(pieces), isCut: true };
    }
    return { bytes: Buffer.concat(pieces), isCut: false };
  } catch {
    return bytes > 0 ? { bytes: Buffer.concat(pieces), isCut: true } : undefined;
  }
}
