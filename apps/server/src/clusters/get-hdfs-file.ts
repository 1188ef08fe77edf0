// A file out of a cluster's HDFS, or a part of it, as a stream (CLU-7).
import type { Readable } from 'node:stream';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import { type ByteRange, byteRangeOf } from './domain/byte-range.ts';
import { hdfsPath } from './domain/hdfs-path.ts';
import { bringContent } from './hdfs/carry-file.ts';
import { type HdfsEntry, openHdfs, statusOf } from './hdfs/web-hdfs.ts';

export interface GetHdfsFile {
  readonly clusterId: string;
  readonly path: string;
  /** The `Range` header, and the `If-Range` that it stands under. */
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly signal: AbortSignal;
}

export interface HdfsContent {
  readonly entry: HdfsEntry;
  readonly tag: string;
  readonly part: ByteRange | 'whole';
  readonly content: Readable;
}

/** Refuses: hdfs_path_not_found, hdfs_is_a_folder, hdfs_range_outside, and what `listHdfsFiles` does. */
export async function getHdfsFile(deps: ClustersDeps, caller: Caller, input: GetHdfsFile): Promise<HdfsContent> {
  const path = hdfsPath(input.path);
  const hdfs = await openHdfs(deps, caller, input.clusterId);
  const entry = await statusOf(hdfs, path);
  if (entry.kind === 'folder') throw refusal('hdfs_is_a_folder', { path });
  const tag = `"${entry.fileId}-${entry.modifiedMs}-${entry.sizeBytes}"`;
  const isSame = input.ifRange === undefined || input.ifRange === tag; // else parts of two contents would be put together
  const part = isSame ? byteRangeOf(input.range, entry.sizeBytes) : 'whole';
  if (part === 'outside') throw refusal('hdfs_range_outside', { path, sizeBytes: entry.sizeBytes });
  // Always by its length: a file that grows meanwhile is given out as it was when its length was told.
  const range = part === 'whole' ? { offset: 0, length: entry.sizeBytes } : part;
  return { entry, tag, part, content: await bringContent(deps, hdfs, entry, { range, signal: input.signal }) };
}
