// What is in a folder of a cluster's HDFS (CLU-7), a page at a time, however many there are.
import type { Caller } from '../platform/caller.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import { hdfsPath } from './domain/hdfs-path.ts';
import { type HdfsEntry, listFolder, openHdfs } from './hdfs/web-hdfs.ts';

export interface ListHdfsFiles {
  readonly clusterId: string;
  readonly path: string;
  /** The name of the last one seen. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** Refuses: cluster_not_found, cluster_not_running, hdfs_absent, hdfs_path_invalid, and what HDFS says. */
export async function listHdfsFiles(
  deps: ClustersDeps,
  caller: Caller,
  input: ListHdfsFiles,
): Promise<readonly HdfsEntry[]> {
  const path = hdfsPath(input.path);
  return listFolder(await openHdfs(deps, caller, input.clusterId), path, input);
}
