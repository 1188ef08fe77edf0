// Takes an uploaded file under the hash of its content. Streamed to disk beside its place and renamed there once it is whole
// and is what it says: nothing half-made is ever found, by whom ever.
import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { receivingBeside, uploadedFile } from '../platform/home.ts';
import type { WorkloadsDeps } from './deps.ts';
import { findFile, insertFile, type StoredFile } from './store/files.ts';

/** Keeps what `content` holds as the caller's file `sha256`. One the caller has already is answered without reading on; one
 *  that only others have is read to the end all the same, for knowing a hash is not having the content.
 *  Refuses: file_checksum_differs, disk_full. */
export async function putFile(
  deps: WorkloadsDeps,
  caller: Caller,
  { sha256, content }: { readonly sha256: string; readonly content: Readable },
): Promise<StoredFile> {
  const known = await findKeptFile(deps, caller.organizationId, sha256);
  if (known !== undefined) return known;
  const sizeBytes = await keepContent(uploadedFile(deps.home, sha256), sha256, content);
  return deps.transaction(caller, (tx) =>
    insertFile(tx, caller.organizationId, { sha256, sizeBytes, createdAt: deps.clock.now() }),
  );
}

/** A file the organization sent, whose content is here: after a restore without the files it is as if it had not been sent, and
 *  sending it again mends that. */
export async function findKeptFile(
  deps: WorkloadsDeps,
  organizationId: string,
  sha256: string,
): Promise<StoredFile | undefined> {
  const file = await deps.read((tx) => findFile(tx, organizationId, sha256));
  const kept = await stat(uploadedFile(deps.home, sha256)).catch(() => undefined); // not there, or not to be read: the same
  return file && kept?.size === file.sizeBytes ? file : undefined;
}

async function keepContent(path: string, sha256: string, content: Readable): Promise<number> {
  const beside = receivingBeside(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    const { sizeBytes, actual } = await writeWhole(beside, content);
    if (actual !== sha256) throw refusal('file_checksum_differs', { expected: sha256, actual });
    await rename(beside, path);
    await syncFolder(dirname(path)); // the row is only written once the name will survive a loss of power
    return sizeBytes;
  } catch (error) {
    await rm(beside, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw refusal('disk_full', { path: dirname(path) }, { cause: error });
    throw error;
  }
}

async function writeWhole(path: string, content: Readable): Promise<{ sizeBytes: number; actual: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const piece of content as AsyncIterable<Buffer>) {
      hash.update(piece);
      sizeBytes += piece.length;
      await file.writev([piece]);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sizeBytes, actual: hash.digest('hex') };
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
