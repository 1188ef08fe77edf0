// A terminal on a node (CLU-7): where one may be opened, how many, and what it is told. What goes through it is nobody's to
// read; that it was opened stands in the audit trail, and how it ended is a fact.
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { AgentTerminal, AgentTerminals } from './agents/terminals.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import type { Cluster, Node } from './domain/cluster.ts';
import { programEnvironment } from './domain/node-spec.ts';
import { findCluster } from './store/clusters.ts';
import { findNode, nodesOf } from './store/nodes.ts';

export interface TerminalPlace {
  readonly cluster: Cluster;
  readonly node: Node;
}

/** The node, if a terminal can be opened on it now. Refuses: cluster_not_found, node_not_found, node_gone, node_not_connected. */
export async function findTerminalPlace(
  deps: Pick<ClustersDeps, 'read' | 'hub'>,
  caller: Pick<Caller, 'organizationId'>,
  { clusterId, nodeId }: { readonly clusterId: string; readonly nodeId: string },
): Promise<TerminalPlace> {
  const place = await deps.read(caller, async (tx) => {
    const cluster = await findCluster(tx, caller.organizationId, clusterId);
    if (cluster === undefined) throw refusal('cluster_not_found', { clusterId });
    const node = await findNode(tx, cluster.id, nodeId);
    if (node === undefined) throw refusal('node_not_found', { nodeId });
    return { cluster, node };
  });
  const { id, name, state, endedAt } = place.node;
  if (endedAt || state === 'STOPPING' || state === 'TERMINATED') throw refusal('node_gone', { nodeId: name, state });
  if (!deps.hub.isConnected(id)) throw refusal('node_not_connected', { nodeId: name });
  return place;
}

/** Its shell runs when this returns. It has the environment of the node's jobs, as far as its release is installed. Refuses:
 *  node_not_connected, terminal_failed. */
export async function openTerminal(
  deps: Pick<ClustersDeps, 'read' | 'releases'> & { readonly terminals: AgentTerminals },
  { cluster, node }: TerminalPlace,
  { cols, rows, signal }: { readonly cols: number; readonly rows: number; readonly signal: AbortSignal },
): Promise<AgentTerminal> {
  const parts = await deps.releases.of(cluster);
  const nodes = await deps.read(cluster, (tx) => nodesOf(tx, cluster.id));
  const environment = parts ? programEnvironment(cluster, nodes, node, parts) : {};
  return deps.terminals.open(node.id, { environment, title: `${cluster.name}/${node.name}`, cols, rows }, signal);
}

/** Each is a process of 45 MB on its node and two connections here: more than ten windows nobody looks at, and of a server that
 *  gives out hundreds somebody makes sport. */
export const mostTerminals = { user: 10, server: 200 } as const;

/** Who has how many terminals open. */
export class TerminalCount {
  readonly #open = new Map<string, number>();

  /** One more of this caller, until it is disposed of. Refuses: terminals_too_many. */
  take({ userId, accessKeyId, organizationId }: Pick<Caller, 'userId' | 'accessKeyId' | 'organizationId'>): Disposable {
    const who = userId ?? accessKeyId ?? organizationId;
    const own = this.#open.get(who) ?? 0;
    const all = this.#open.values().reduce((sum, each) => sum + each, 0);
    if (own >= mostTerminals.user) throw refusal('terminals_too_many', { most: mostTerminals.user, of: who });
    if (all >= mostTerminals.server) throw refusal('terminals_too_many', { most: mostTerminals.server, of: 'Argosy' });
    this.#open.set(who, own + 1);
    return {
      [Symbol.dispose]: () => {
        const left = (this.#open.get(who) ?? 1) - 1;
        if (left > 0) this.#open.set(who, left);
        else this.#open.delete(who);
      },
    };
  }
}
