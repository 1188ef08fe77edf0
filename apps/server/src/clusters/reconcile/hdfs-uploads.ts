// Clears away what uploads into HDFS leave behind (CLU-7): after each upload, however it ended, and after a server that died in
// the middle of one. An upload of this process that is still under way is looked at again in a minute; there is one server for
// a home, so one that is not of this process has no one who goes on with it.
import { Refusal } from '@argosy/kernel/errors';
import type { Instant } from '@argosy/kernel/time';
import type { Reconciler, WorkItem } from '../../platform/work.ts';
import { type ClustersDeps, hdfsUploadWork } from '../clusters-deps.ts';
import { nextLook, unfinishedName, uploadOf } from '../domain/hdfs-upload.ts';
import { findHdfs, remove } from '../hdfs/web-hdfs.ts';

export const hdfsUploadReconciler = (deps: ClustersDeps): Reconciler => ({
  kind: hdfsUploadWork,
  concurrency: 8,
  round: (item) => clearAway(deps, item),
});

async function clearAway(deps: ClustersDeps, { key }: WorkItem): Promise<Instant | undefined> {
  if (deps.uploads.has(key)) return nextLook(deps.clock.now());
  const upload = uploadOf(key);
  const hdfs = await findHdfs(deps, upload.clusterId);
  if (hdfs === undefined) return undefined; // its cluster is gone, and all of its HDFS
  const name = unfinishedName(upload);
  try {
    await remove(hdfs, { on: { inode: upload.folder, name }, path: name, recursive: false });
  } catch (error) {
    if (error instanceof Refusal && error.code === 'hdfs_path_not_found') return undefined; // the folder is gone too
    throw error; // HDFS or the agent is away: again, later and later
  }
  return undefined;
}
