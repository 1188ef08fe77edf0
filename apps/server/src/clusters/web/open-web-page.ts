// Asks for a native page of a cluster (CLU-7): answers an address that is good for one visit.
import { clusterActions } from '@argosy/contract/clusters/vocabulary';
import { invariant, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../../platform/caller.ts';
import type { ClustersDeps } from '../clusters-deps.ts';
import { addressesOf, webBase } from '../domain/web-pages.ts';
import { findCluster } from '../store/clusters.ts';
import { nodesOf } from '../store/nodes.ts';
import type { WebTickets } from './web-tickets.ts';

export interface OpenWebPage {
  readonly clusterId: string;
  readonly page: string;
  readonly path: string;
}

/** A path on the listener of native pages. Refuses: cluster_not_found, cluster_not_running, web_page_unknown. */
export async function openWebPage(
  deps: Pick<ClustersDeps, 'read'>,
  tickets: WebTickets,
  caller: Caller,
  { clusterId, page, path }: OpenWebPage,
): Promise<string> {
  const { cluster, nodes } = await deps.read(caller, async (tx) => {
    const found = await findCluster(tx, caller.organizationId, clusterId);
    if (found === undefined) throw refusal('cluster_not_found', { clusterId });
    return { cluster: found, nodes: await nodesOf(tx, found.id) };
  });
  const master = nodes.find((each) => each.role === 'master');
  const hasPages = cluster.state === 'RUNNING' || cluster.state === 'BOOTSTRAPPING';
  if (!master || !hasPages) throw refusal(clusterActions.run.otherwise, { clusterId, state: cluster.state });
  const pages = Object.entries(addressesOf(cluster, master.address)).filter(([, url]) => url.startsWith('http'));
  const [, url] = pages.find(([name]) => name === page) ?? [];
  if (url === undefined) throw refusal('web_page_unknown', { page, available: pages.map(([name]) => name) });
  const { organizationId, accessKeyId, sessionId } = caller;
  invariant(accessKeyId ?? sessionId, 'who asks was recognised by credentials that have an id');
  const place = `/${new URL(url).host}${path}`;
  const ticket = tickets.seal({ clusterId: cluster.id, organizationId, accessKeyId, sessionId, place });
  return `${webBase(cluster.id)}/open?ticket=${ticket}`;
}
