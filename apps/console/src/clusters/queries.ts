// The queries of the pages of clusters: the route loads them, the page reads the same value.
import { hdfsFileGet, hdfsFileList } from '@argosy/contract/clusters/hdfs-operations';
import {
  clusterEvents,
  clusterGet,
  clusterList,
  machineTypeList,
  nodeConfiguration,
  nodeList,
  nodeLogList,
  usageGet,
} from '@argosy/contract/clusters/operations';
import type { ClusterState } from '@argosy/contract/clusters/vocabulary';
import { targetOf } from '../app/api.ts';
import { nowMs } from '../app/now.ts';
import { pagesOf, queryOf } from '../app/queries.ts';

export interface ClusterFilter {
  readonly state?: ClusterState | undefined;
  readonly all?: boolean | undefined;
}

export const clusterListQuery = ({ state, all }: ClusterFilter) =>
  pagesOf(clusterList, { query: { limit: 50, ...(state && { state }), ...(all && { all: 'true' }) } });

/** As many as anybody counts: the header says 99 at most. */
export const movingClustersQuery = queryOf(clusterList, { query: { moving: 'true', limit: 100 } });

export const clusterQuery = (clusterId: string) => queryOf(clusterGet, { params: { clusterId } });

export const nodesQuery = (clusterId: string) => queryOf(nodeList, { params: { clusterId }, query: { limit: 500 } });

export const clusterEventsQuery = (clusterId: string) =>
  pagesOf(clusterEvents, { params: { clusterId }, query: { limit: 100, newestFirst: 'true' } });

export const configurationQuery = (clusterId: string, nodeId: string) =>
  queryOf(nodeConfiguration, { params: { clusterId, nodeId } });

export const nodeLogsQuery = (clusterId: string, nodeId: string) =>
  queryOf(nodeLogList, { params: { clusterId, nodeId }, query: { limit: 500 } });

/** Folders may have a million files: they come by pages. */
export const hdfsFilesQuery = (clusterId: string, path: string) =>
  pagesOf(hdfsFileList, { params: { clusterId }, query: { path, limit: 200 } });

/** What all queries of folders have at their beginning. */
export const hdfsFilesKey = [hdfsFileList.id] as const;

/** Where a browser saves a file from: the server gives it out as one to be saved. */
export const hdfsContentOf = (clusterId: string, path: string): string =>
  targetOf(hdfsFileGet, { params: { clusterId }, query: { path } });

export const machineTypesQuery = queryOf(machineTypeList, { query: { limit: 500 } });

/** Since the first of the month, by the reader's calendar: a value that stays the same while a page is open. */
export const usageNowQuery = () => {
  const now = new Date(nowMs());
  return queryOf(usageGet, { query: { from: new Date(now.getFullYear(), now.getMonth(), 1).toISOString() } });
};
