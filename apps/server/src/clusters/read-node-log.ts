// A daemon's log, read from its node while the node lives.
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import { findCluster } from './store/clusters.ts';
import { nodesOf } from './store/nodes.ts';

export interface ReadNodeLog {
  readonly clusterId: string;
  readonly nodeId: string;
  /** A daemon's name. */
  readonly log: string;
  /** Byte to start at; the last `limit` bytes, if left out. */
  readonly offset?: number | undefined;
  readonly limit: number;
}

export interface NodeLog {
  readonly text: string;
  readonly offset: number;
  readonly nextOffset: number;
  readonly sizeBytes: number;
}

/** Refuses: cluster_not_found, node_not_found, node_not_connected, log_not_found. */
export async function readNodeLog(deps: ClustersDeps, caller: Caller, input: ReadNodeLog): Promise<NodeLog> {
  const node = await deps.read(caller, async (tx) => {
    const cluster = await findCluster(tx, caller.organizationId, input.clusterId);
    if (cluster === undefined) throw refusal('cluster_not_found', { clusterId: input.clusterId });
    const nodes = await nodesOf(tx, cluster.id);
    return nodes.find((each) => each.id === input.nodeId || each.name === input.nodeId);
  });
  if (node === undefined) throw refusal('node_not_found', { nodeId: input.nodeId });
  const listed = await deps.hub.request(node.id, { kind: 'list', path: 'log' });
  const files = listed.kind === 'list' ? listed.files : [];
  const logs = files.filter((each) => each.path.endsWith('.log')); // not what was cut off them
  const nameOf = ({ path }: { readonly path: string }) => path.replace(/^log\//, '').replace(/\.log$/, '');
  const file = logs.find((each) => nameOf(each) === input.log);
  if (file === undefined) throw refusal('log_not_found', { log: input.log, available: logs.map(nameOf) });
  const offset = input.offset ?? Math.max(0, file.sizeBytes - input.limit);
  const answer = await deps.hub.request(node.id, {
    kind: 'read',
    path: `log/${input.log}.log`,
    offset,
    limit: input.limit,
  });
  if (answer.kind !== 'read') throw refusal('log_not_found', { log: input.log, available: [] });
  const bytes = Buffer.from(answer.base64, 'base64');
  return { text: bytes.toString('utf8'), offset, nextOffset: offset + bytes.length, sizeBytes: answer.sizeBytes };
}
