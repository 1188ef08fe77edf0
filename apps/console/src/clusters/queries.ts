// The queries of the pages of clusters: the route loads them, the page reads the same value.
import {
  clusterEvents,
  clusterGet,
  clusterList,
  machineTypeList,
  nodeList,
} from '@argosy/contract/clusters/operations';
import type { ClusterState } from '@argosy/contract/clusters/vocabulary';
import { pagesOf, queryOf } from '../app/queries.ts';

export interface ClusterFilter {
  readonly state?: ClusterState | undefined;
  readonly all?: boolean | undefined;
}

export const clusterListQuery = ({ state, all }: ClusterFilter) =>
  pagesOf(clusterList, { query: { limit: 50, ...(state && { state }), ...(all && { all: 'true' }) } });

export const clusterQuery = (clusterId: string) => queryOf(clusterGet, { params: { clusterId } });

export const nodesQuery = (clusterId: string) => queryOf(nodeList, { params: { clusterId }, query: { limit: 500 } });

export const clusterEventsQuery = (clusterId: string) =>
  pagesOf(clusterEvents, { params: { clusterId }, query: { limit: 500 } });

export const machineTypesQuery = queryOf(machineTypeList, { query: { limit: 500 } });
