// A cluster as a plan run follows it, from its creation until long after it is gone: how far it is, why it does not serve, how
// long each of its nodes was there, and by whose hands files are copied into it and out of it.
import type { ProgressStep } from '@argosy/contract/clusters/operations';
import type { ClusterState, NodeRole } from '@argosy/contract/clusters/vocabulary';
import type { Instant } from '@argosy/kernel/time';
import type { Tx } from '../platform/database.ts';
import { webHdfsOf } from './components/hdfs.ts';
import type { Reason } from './domain/cluster.ts';
import { installProgress } from './domain/progress.ts';
import { HADOOP_USER } from './releases/java-command.ts';
import { findCluster } from './store/clusters.ts';
import { listNodes } from './store/nodes.ts';
import { findInstallation } from './store/release-installations.ts';

export interface ClusterForPlans {
  readonly id: string;
  readonly state: ClusterState;
  readonly reason: Reason | undefined;
  readonly progress: readonly ProgressStep[];
  /** Who owns what is written to HDFS: `user.name` of WebHDFS. */
  readonly user: string;
  /** `http://<address>:<port>`; `undefined` once the master is gone. */
  readonly webHdfs: string | undefined;
  /** Also those that are gone. */
  readonly nodes: readonly {
    readonly id: string;
    readonly role: NodeRole;
    /** When it first did its work: from where its running time counts. */
    readonly readyAt: Instant | undefined;
    readonly endedAt: Instant | undefined;
  }[];
}

const mostNodes = 10_000; // ten times the largest cluster, for those that were replaced

/** By id, or by the name of one that is not gone. */
export async function clusterForPlans(
  tx: Tx,
  organizationId: string,
  idOrName: string,
): Promise<ClusterForPlans | undefined> {
  const cluster = await findCluster(tx, organizationId, idOrName);
  if (cluster === undefined) return undefined;
  const nodes = await listNodes(tx, { clusterId: cluster.id, all: true, after: -1, limit: mostNodes });
  const installation = cluster.state === 'STARTING' ? await findInstallation(tx, cluster.release) : undefined;
  const master = nodes.find(({ role, endedAt }) => role === 'master' && endedAt === undefined);
  return {
    id: cluster.id,
    state: cluster.state,
    reason: cluster.reason,
    progress: cluster.progress.map((step) =>
      isFetching(step) && installation ? { ...step, ...installProgress(installation.progress) } : step,
    ),
    user: HADOOP_USER,
    webHdfs: master && webHdfsOf(master.address),
    nodes: nodes.map(({ id, role, readyAt, endedAt }) => ({ id, role, readyAt, endedAt })),
  };
}

const isFetching = ({ name, state }: ProgressStep): boolean => name === 'release' && state === 'running';
