// A file or folder in a cluster's HDFS under another name (CLU-7): one step for everybody who looks.
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import { hdfsPath, isWithin, parentOf } from './domain/hdfs-path.ts';
import { subjectOf } from './domain/hdfs-upload.ts';
import { type HdfsEntry, openHdfs, rename, statusOf } from './hdfs/web-hdfs.ts';
import { outsideOnce } from './outside-once.ts';
import { noteChanges } from '../platform/transaction.ts';

export interface MoveHdfsFile {
  readonly clusterId: string;
  readonly from: string;
  readonly to: string;
  readonly overwrite: boolean;
}

/** `to` is the whole new path: a folder that is there is not moved into. Refuses: hdfs_path_not_found for what is missing, the
 *  thing or the folder it should go to; hdfs_already_exists, hdfs_root_stays, hdfs_move_into_itself, and what `listHdfsFiles` does. */
export async function moveHdfsFile(deps: ClustersDeps, caller: Caller, input: MoveHdfsFile): Promise<HdfsEntry> {
  const [from, to] = [hdfsPath(input.from), hdfsPath(input.to)];
  if (from === '/') throw refusal('hdfs_root_stays');
  if (to === '/') throw refusal('hdfs_already_exists', { path: to });
  if (isWithin(from, to)) throw refusal('hdfs_move_into_itself', { from, to });
  const hdfs = await openHdfs(deps, caller, input.clusterId);
  const clusterId = hdfs.cluster.id;
  return outsideOnce(deps, caller, {
    effect: async () => {
      const moving = await statusOf(hdfs, from);
      const target = await statusOf(hdfs, parentOf(to));
      if (target.kind !== 'folder') throw refusal('hdfs_not_a_folder', { path: target.path });
      // A file never takes a folder's place, nor the other way round: HDFS would say so in words of its own.
      const overwrite = input.overwrite && moving.kind === 'file';
      await rename(hdfs, { from, to, overwrite, path: to });
      return statusOf(hdfs, to);
    },
    record: async (tx) => {
      await publish(tx, deps.clock, {
        type: 'clusters.hdfs_file_moved',
        organizationId: caller.organizationId,
        subject: clusterId,
        facts: { clusterId, from, to },
      });
      noteChanges(tx, { before: { path: from }, after: { path: to } });
      return { id: subjectOf(clusterId, to) };
    },
  });
}
