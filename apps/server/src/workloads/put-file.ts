// Takes an uploaded file under the hash of its content, once it is whole and is what it says.
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { uploadedFile } from '../platform/home.ts';
import { receiveFile } from '../platform/receive-file.ts';
import type { WorkloadsDeps } from './deps.ts';
import { findFile, insertFile, type StoredFile } from './store/files.ts';
import { noteChanges } from '../platform/transaction.ts';

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
  const { sizeBytes } = await receiveFile(uploadedFile(deps.home, sha256), content, ({ sha256: actual }) => {
    if (actual !== sha256) throw refusal('file_checksum_differs', { expected: sha256, actual });
  });
  return deps.transaction(caller, async (tx) => {
    noteChanges(tx, { after: { sha256, sizeBytes } });
    return insertFile(tx, caller.organizationId, { sha256, sizeBytes, createdAt: deps.clock.now() });
  });
}

/** A file the organization sent, whose content is here: after a restore without the files it is as if it had not been sent, and
 *  sending it again mends that. */
export async function findKeptFile(
  deps: WorkloadsDeps,
  organizationId: string,
  sha256: string,
): Promise<StoredFile | undefined> {
  const file = await deps.read({ organizationId }, (tx) => findFile(tx, organizationId, sha256));
  const kept = await stat(uploadedFile(deps.home, sha256)).catch(() => undefined); // not there, or not to be read: the same
  return file && kept?.size === file.sizeBytes ? file : undefined;
}
