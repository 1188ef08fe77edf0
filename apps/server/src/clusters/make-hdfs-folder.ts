// A folder in a cluster's HDFS (CLU-7). Asking twice is asking once.
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import { hdfsPath } from './domain/hdfs-path.ts';
import { subjectOf } from './domain/hdfs-upload.ts';
import { findStatus, type HdfsEntry, makeFolder, openHdfs, statusOf } from './hdfs/web-hdfs.ts';
import { outsideOnce } from './outside-once.ts';
import { noteChanges } from '../platform/transaction.ts';

/** With the folders above it. Refuses: hdfs_already_exists where a file is, hdfs_not_a_folder where one is above it, and what
 *  `listHdfsFiles` does. */
export async function makeHdfsFolder(
  deps: ClustersDeps,
  caller: Caller,
  input: { readonly clusterId: string; readonly path: string },
): Promise<HdfsEntry> {
  const path = hdfsPath(input.path);
  const hdfs = await openHdfs(deps, caller, input.clusterId);
  const clusterId = hdfs.cluster.id;
  return outsideOnce(deps, caller, {
    effect: async () => {
      const present = await findStatus(hdfs, path);
      if (present && present.kind !== 'folder') throw refusal('hdfs_already_exists', { path });
      if (present) return present;
      await makeFolder(hdfs, path);
      return statusOf(hdfs, path);
    },
    record: async (tx) => {
      await publish(tx, deps.clock, {
        type: 'clusters.hdfs_folder_made',
        organizationId: caller.organizationId,
        subject: clusterId,
        facts: { clusterId, path },
      });
      noteChanges(tx, { after: { path } });
      return { id: subjectOf(clusterId, path) };
    },
  });
}
