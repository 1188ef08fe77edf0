// A file into a cluster's HDFS (CLU-7): written beside its place and put there in one step once all of it has come, so that nobody
// ever finds half of it under its name. What an upload that broke off has left is cleared away by reconcile/hdfs-uploads.ts,
// which is asked for before anything is written: also a server that dies leaves nothing for long.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { refusal } from '@argosy/kernel/errors';
import { type Caller, SYSTEM } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import { scheduleWork } from '../platform/work.ts';
import { type ClustersDeps, hdfsUploadWork } from './clusters-deps.ts';
import { type HdfsUpload, keyOf, nextLook, subjectOf, unfinishedName } from './domain/hdfs-upload.ts';
import { hdfsPath, parentOf } from './domain/hdfs-path.ts';
import { sendContent } from './hdfs/carry-file.ts';
import { findStatus, type Hdfs, type HdfsEntry, makeFolder, openHdfs, rename, statusOf } from './hdfs/web-hdfs.ts';
import { noteChanges } from '../platform/transaction.ts';

export interface PutHdfsFile {
  readonly clusterId: string;
  readonly path: string;
  readonly overwrite: boolean;
  readonly content: IncomingMessage;
}

/** Refuses: hdfs_already_exists, hdfs_is_a_folder, hdfs_not_a_folder, hdfs_no_space, hdfs_upload_broken, and what
 *  `listHdfsFiles` does. What can be refused is refused before the content is read. */
export async function putHdfsFile(deps: ClustersDeps, caller: Caller, input: PutHdfsFile): Promise<HdfsEntry> {
  const path = hdfsPath(input.path);
  if (path === '/') throw refusal('hdfs_is_a_folder', { path });
  const hdfs = await openHdfs(deps, caller, input.clusterId);
  const present = await findStatus(hdfs, path);
  if (present?.kind === 'folder') throw refusal('hdfs_is_a_folder', { path });
  if (present && !input.overwrite) throw refusal('hdfs_already_exists', { path });
  const folder = await folderAt(hdfs, parentOf(path));
  const upload = { clusterId: hdfs.cluster.id, folder: folder.fileId, token: randomBytes(12).toString('hex') };
  await begin(deps, upload);
  try {
    const unfinished = { inode: folder.fileId, name: unfinishedName(upload) };
    await sendContent(deps, hdfs, { ...unfinished, path }, input.content);
    await rename(hdfs, { from: unfinished, to: path, overwrite: input.overwrite, path });
  } catch (error) {
    await clearAwaySoon(deps, upload);
    throw error;
  } finally {
    deps.uploads.delete(keyOf(upload));
  }
  const entry = await statusOf(hdfs, path);
  await deps.transaction(caller, async (tx) => {
    await publish(tx, deps.clock, {
      type: 'clusters.hdfs_file_put',
      organizationId: caller.organizationId,
      subject: upload.clusterId,
      facts: { clusterId: upload.clusterId, path, sizeBytes: entry.sizeBytes },
    });
    noteChanges(tx, { ...(present && { before: toldFile(present) }), after: toldFile(entry) });
    return { id: subjectOf(upload.clusterId, path) };
  });
  return entry;
}

/** The folder with this path, made if it is missing. */
async function folderAt(hdfs: Hdfs, path: string): Promise<HdfsEntry> {
  const found = await findStatus(hdfs, path);
  if (found === undefined) {
    await makeFolder(hdfs, path);
    return await statusOf(hdfs, path);
  }
  if (found.kind !== 'folder') throw refusal('hdfs_not_a_folder', { path });
  return found;
}

async function begin(deps: ClustersDeps, upload: HdfsUpload): Promise<void> {
  const at = nextLook(deps.clock.now()); // finds nothing where all went well
  await deps.transaction(SYSTEM, (tx) => scheduleWork(tx, hdfsUploadWork, keyOf(upload), at));
  deps.uploads.add(keyOf(upload));
}

/** Not at once: a DataNode whose connection has broken may still be about to make the file. A database that is away just now does
 *  not hide how the upload ended; the look that was asked for before comes all the same. */
async function clearAwaySoon(deps: ClustersDeps, upload: HdfsUpload): Promise<void> {
  const at = deps.clock.now().add({ seconds: 2 });
  await deps
    .transaction(SYSTEM, (tx) => scheduleWork(tx, hdfsUploadWork, keyOf(upload), at))
    .catch((error: unknown) => deps.log.warn({ err: error }, 'an upload is cleared away a little later'));
}

const toldFile = ({ path, sizeBytes, owner, modifiedMs }: HdfsEntry) => ({ path, sizeBytes, owner, modifiedMs });
