// What the use cases and reconcilers of this module are given.
import type { HostUser } from '@argosy/host/user';
import type { Instant } from '@argosy/kernel/time';
import type { PlatformDeps } from '../platform/deps.ts';
import type { Sealer } from '../platform/sealing.ts';
import type { AgentHub } from './agents/hub.ts';
import type { AgentStreams } from './agents/streams.ts';
import type { ReadParquet } from './hdfs/read-parquet.ts';
import type { HostProvider } from './providers/provider.ts';
import type { ReleaseShelf } from './release-shelf.ts';

export interface ClustersDeps extends PlatformDeps {
  readonly sealer: Sealer;
  readonly hub: AgentHub;
  /** Bodies that pass through an agent. */
  readonly streams: AgentStreams;
  /** Uploads into HDFS that this process is carrying out. */
  readonly uploads: Set<string>;
  readonly readParquet: ReadParquet;
  readonly provider: HostProvider;
  /** Clusters of several organizations may stand side by side, though nothing separates their nodes. */
  readonly sharesMachine: boolean;
  readonly releases: ReleaseShelf;
  /** Whom the programs of an installation run as; given when this process is root. */
  readonly runAs: HostUser | undefined;
  /** Since when this process has been hearing agents. */
  readonly listeningSince: Instant;
  /** Whether those who run things on a cluster that is leaving have brought away what they keep of it. */
  readonly mayRemove: (clusterId: string) => Promise<boolean>;
}

/** Kinds of work of this module. */
export const clusterWork = 'cluster';
export const releaseInstallWork = 'release_install';
export const hdfsUploadWork = 'hdfs_upload';
