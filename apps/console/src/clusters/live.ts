// Which queries of clusters a fact makes new. All facts of a cluster and its nodes have the cluster for their subject.
import { hdfsFileList, hdfsFilePreview } from '@argosy/contract/clusters/hdfs-operations';
import {
  clusterCheck,
  clusterEvents,
  clusterGet,
  clusterList,
  nodeList,
  releaseGet,
  releaseList,
  usageGet,
} from '@argosy/contract/clusters/operations';
import { type LiveTable, touched } from '../app/live-table.ts';

/** What runs, and for what there is room beside it. */
const ofMachine = [touched(usageGet), touched(clusterCheck)];

export const clustersLive: LiveTable = {
  'clusters.cluster_*': ({ subject }) => [
    touched(clusterList),
    touched(clusterGet, { clusterId: subject }),
    touched(clusterEvents, { clusterId: subject }),
    touched(nodeList, { clusterId: subject }), // its daemons come up while it progresses
    ...ofMachine,
  ],
  'clusters.node_*': ({ subject }) => [
    touched(clusterList),
    touched(clusterGet, { clusterId: subject }),
    touched(clusterEvents, { clusterId: subject }),
    touched(nodeList, { clusterId: subject }),
    ...ofMachine,
  ],
  'clusters.daemon_*': ({ subject }) => [
    touched(nodeList, { clusterId: subject }),
    touched(clusterEvents, { clusterId: subject }),
  ],
  'clusters.hdfs_*': ({ subject }) => [
    touched(hdfsFileList, { clusterId: subject }),
    touched(hdfsFilePreview, { clusterId: subject }),
    touched(clusterEvents, { clusterId: subject }),
  ],
  'clusters.node_used': () => [], // figures for metering; nothing on a page tells them
  'clusters.node_storage_used': () => [],
  'clusters.release_*': ({ subject }) => [touched(releaseList), touched(releaseGet, { version: subject })],
};
