// A file or folder out of a cluster's HDFS (CLU-7): as `hdfs dfs -rm` does it, into the trash where the cluster's configuration
// keeps one (`fs.trash.interval`), so that what a person deletes here is found by who looks for it there.
import { Refusal, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import type { Cluster } from './domain/cluster.ts';
import { below, hdfsPath, isWithin, parentOf } from './domain/hdfs-path.ts';
import { subjectOf } from './domain/hdfs-upload.ts';
import {
  type Hdfs,
  type HdfsEntry,
  listFolder,
  makeFolder,
  openHdfs,
  remove,
  rename,
  statusOf,
  trashRootOf,
} from './hdfs/web-hdfs.ts';
import { outsideOnce } from './outside-once.ts';
import { noteChanges } from '../platform/transaction.ts';

export interface DeleteHdfsFile {
  readonly clusterId: string;
  readonly path: string;
  /** A folder with all that is in it. */
  readonly recursive: boolean;
  readonly skipTrash: boolean;
}

/** `trashPath`: where it is now; absent when it is gone for good. */
export interface DeletedHdfsFile {
  readonly path: string;
  readonly trashPath?: string;
}

/** Refuses: hdfs_path_not_found, hdfs_folder_not_empty, hdfs_root_stays, and what `listHdfsFiles` does. */
export async function deleteHdfsFile(
  deps: ClustersDeps,
  caller: Caller,
  input: DeleteHdfsFile,
): Promise<DeletedHdfsFile> {
  const path = hdfsPath(input.path);
  if (path === '/') throw refusal('hdfs_root_stays');
  const hdfs = await openHdfs(deps, caller, input.clusterId);
  const clusterId = hdfs.cluster.id;
  return outsideOnce(deps, caller, {
    effect: async () => {
      const entry = await statusOf(hdfs, path);
      if (entry.kind === 'folder' && !input.recursive && (await listFolder(hdfs, path, { limit: 1 })).length > 0)
        throw refusal('hdfs_folder_not_empty', { path });
      const trash = input.skipTrash || !keepsTrash(hdfs.cluster) ? undefined : await trashFor(hdfs, path);
      if (trash !== undefined) return { path, trashPath: await moveToTrash(deps, hdfs, entry, trash) };
      await remove(hdfs, { on: path, path, recursive: input.recursive });
      return { path };
    },
    record: async (tx, { trashPath }) => {
      await publish(tx, deps.clock, {
        type: 'clusters.hdfs_file_deleted',
        organizationId: caller.organizationId,
        subject: clusterId,
        facts: { clusterId, path, ...(trashPath !== undefined && { trashPath }) },
      });
      noteChanges(tx, { before: { path }, after: { trashPath } });
      return { id: subjectOf(clusterId, path) };
    },
  });
}

/** Hadoop's own default is 0: no trash. */
function keepsTrash({ spec }: Cluster): boolean {
  const set = spec.configuration.findLast(
    ({ component, file, key }) => component === 'hdfs' && file === 'core-site.xml' && key === 'fs.trash.interval',
  );
  return Number(set?.value ?? 0) > 0;
}

/** The trash that this goes to; `undefined` for what lies in it already. */
async function trashFor(hdfs: Hdfs, path: string): Promise<string | undefined> {
  const trash = await trashRootOf(hdfs, path);
  if (isWithin(trash, path)) return undefined;
  if (isWithin(path, trash))
    throw refusal('hdfs_refused', { path, problem: `the trash ${trash} lies in it; say skipTrash to delete both` });
  return trash;
}

/** Under the path it had; where something of this path was deleted before, in a folder named by the time, as none before it is. */
async function moveToTrash(deps: ClustersDeps, hdfs: Hdfs, { path }: HdfsEntry, trash: string): Promise<string> {
  const current = below(trash, 'Current');
  const moveBelow = async (folder: string): Promise<string> => {
    const to = `${folder}${path}`;
    await makeFolder(hdfs, parentOf(to), '700');
    await rename(hdfs, { from: path, to, overwrite: false, path });
    return to;
  };
  try {
    return await moveBelow(current);
  } catch (error) {
    const isTaken = error instanceof Refusal && ['hdfs_already_exists', 'hdfs_not_a_folder'].includes(error.code);
    if (!isTaken) throw error;
    return await moveBelow(below(current, String(deps.clock.now().epochMilliseconds)));
  }
}
