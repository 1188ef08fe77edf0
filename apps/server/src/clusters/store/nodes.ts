// Rows of nodes: what each is, what its agent reported last, and up to when its running time has been published.
import type { ActionReport, NodeReport } from '@argosy/contract/agent/protocol';
import type { NodeRole, NodeState } from '@argosy/contract/clusters/vocabulary';
import type { Id } from '@argosy/kernel/ids';
import type { Instant } from '@argosy/kernel/time';
import { toInstant, toInstantOrUndefined, toJson, type Tx } from '../../platform/database.ts';
import type { Node, NodeAsSeen, SeenNode } from '../domain/cluster.ts';

interface NodeRow {
  readonly id: Id<'node'>;
  readonly cluster_id: Id<'cluster'>;
  readonly organization_id: string;
  readonly number: number;
  readonly name: string;
  readonly group_name: string;
  readonly role: NodeRole;
  readonly machine_type: string;
  readonly vcpus: number;
  readonly memory_mb: number;
  readonly address: string;
  readonly shuffle_port: number;
  readonly state: NodeState;
  readonly created_at: string;
  readonly ready_at: string | null;
  readonly ended_at: string | null;
  readonly metered_until: string | null;
}

interface SeenRow extends NodeRow {
  readonly seen: SeenNode | null;
  readonly seen_at: string | null;
  readonly failing: readonly string[];
}

const fromRow = (row: NodeRow): Node => ({
  id: row.id,
  clusterId: row.cluster_id,
  organizationId: row.organization_id,
  number: row.number,
  name: row.name,
  group: row.group_name,
  role: row.role,
  machineType: row.machine_type,
  vcpus: row.vcpus,
  memoryMb: row.memory_mb,
  address: row.address,
  shufflePort: row.shuffle_port,
  state: row.state,
  createdAt: toInstant(row.created_at),
  readyAt: toInstantOrUndefined(row.ready_at),
  endedAt: toInstantOrUndefined(row.ended_at),
  meteredUntil: toInstantOrUndefined(row.metered_until),
});

const fromSeenRow = (row: SeenRow): NodeAsSeen => ({
  ...fromRow(row),
  seen: row.seen ?? undefined,
  seenAt: toInstantOrUndefined(row.seen_at),
  failing: row.failing,
});

const nodeColumns = `id, cluster_id, organization_id, number, name, group_name, role, machine_type, vcpus, memory_mb, address,
  shuffle_port, state, created_at, ready_at, ended_at, metered_until`;

/** Shuffle ports of nodes that are not gone, whether they listen already or not. */
export async function shufflePortsTaken(tx: Tx): Promise<ReadonlySet<number>> {
  const { rows } = await tx.query<{ port: number }>(
    'select shuffle_port as port from clusters.node where ended_at is null',
  );
  return new Set(rows.map((row) => row.port));
}

/** A node together with what its agent will sign in with. */
export interface NewNode extends Node {
  readonly tokenHash: Uint8Array;
  readonly sealedToken: Uint8Array;
}

export async function insertNodes(tx: Tx, nodes: readonly NewNode[]): Promise<void> {
  for (const node of nodes)
    // at most a few hundred, each once in its life
    await tx.query(
      `insert into clusters.node (id, cluster_id, organization_id, number, name, group_name, role, machine_type, vcpus,
          memory_mb, address, shuffle_port, state, created_at, token_hash, sealed_token)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      [
        node.id,
        node.clusterId,
        node.organizationId,
        node.number,
        node.name,
        node.group,
        node.role,
        node.machineType,
        node.vcpus,
        node.memoryMb,
        node.address,
        node.shufflePort,
        node.state,
        node.createdAt.toString(),
        node.tokenHash,
        node.sealedToken,
      ],
    );
}

/** The nodes of a cluster that are not gone, the master first. */
export async function nodesOf(tx: Tx, clusterId: string): Promise<readonly Node[]> {
  return nodesOfAll(tx, [clusterId]);
}

/** The nodes of several clusters that are not gone. */
export async function nodesOfAll(tx: Tx, clusterIds: readonly string[]): Promise<readonly Node[]> {
  const { rows } = await tx.query<NodeRow>(
    `select ${nodeColumns} from clusters.node where cluster_id = any($1) and ended_at is null order by cluster_id, number`,
    [clusterIds],
  );
  return rows.map(fromRow);
}

/** The nodes of a cluster that are not gone, the master first, with what their agents say. */
export async function nodesAsSeen(tx: Tx, clusterId: string): Promise<readonly NodeAsSeen[]> {
  const { rows } = await tx.query<SeenRow>(
    `select ${nodeColumns}, seen, seen_at, failing from clusters.node where cluster_id = $1 and ended_at is null order by number`,
    [clusterId],
  );
  return rows.map(fromSeenRow);
}

/** What is shown of a node group of a cluster. */
export interface GroupAsSeen {
  readonly clusterId: string;
  readonly group: string;
  readonly runningCount: number;
  /** Of its first node. */
  readonly address: string;
}

/** The groups of several clusters that have nodes; counted here, because a page of clusters may have thousands of nodes. */
export async function groupsAsSeen(tx: Tx, clusterIds: readonly string[]): Promise<readonly GroupAsSeen[]> {
  const { rows } = await tx.query<{ cluster_id: string; group_name: string; running: number; address: string }>(
    `select cluster_id, group_name, count(*) filter (where state = 'RUNNING')::integer as running,
            (array_agg(address order by number))[1] as address
       from clusters.node where cluster_id = any($1) and ended_at is null group by cluster_id, group_name`,
    [clusterIds],
  );
  return rows.map((row) => ({
    clusterId: row.cluster_id,
    group: row.group_name,
    runningCount: row.running,
    address: row.address,
  }));
}

/** A page in the order of their numbers; `after` is the last number of the page before. */
export async function listNodes(
  tx: Tx,
  asked: { readonly clusterId: string; readonly all: boolean; readonly after: number; readonly limit: number },
): Promise<readonly NodeAsSeen[]> {
  const { rows } = await tx.query<SeenRow>(
    `select ${nodeColumns}, seen, seen_at, failing from clusters.node
      where cluster_id = $1 and ($2 or ended_at is null) and number > $3
      order by number limit $4`,
    [asked.clusterId, asked.all, asked.after, asked.limit],
  );
  return rows.map(fromSeenRow);
}

/** By id or name; of several that had the name, the one that is there, else the last. */
export async function findNode(tx: Tx, clusterId: string, idOrName: string): Promise<Node | undefined> {
  const { rows } = await tx.query<NodeRow>(
    `select ${nodeColumns} from clusters.node where cluster_id = $1 and (id = $2 or name = $2)
      order by ended_at is not null, number desc limit 1`,
    [clusterId, idOrName],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Memory that nodes have taken from this machine. */
export async function memoryTakenMb(tx: Tx): Promise<number> {
  const { rows } = await tx.query<{ taken: string }>(
    'select coalesce(sum(memory_mb), 0) as taken from clusters.node where ended_at is null',
  );
  return Number(rows[0]?.taken ?? 0);
}

/** Writes a node's life: its state, the times of it, and what was told of its daemons. What was seen is written by
 *  `recordSeen`, at its own pace. */
export async function updateNode(tx: Tx, node: NodeAsSeen): Promise<void> {
  await tx.query(
    `update clusters.node set state = $2, ready_at = $3, ended_at = $4, metered_until = $5, failing = $6 where id = $1`,
    [
      node.id,
      node.state,
      node.readyAt?.toString() ?? null,
      node.endedAt?.toString() ?? null,
      node.meteredUntil?.toString() ?? null,
      node.failing,
    ],
  );
}

export interface Sighting {
  readonly nodeId: string;
  readonly at: Instant;
  /** `undefined` when it brings nothing that has to be written: the node was seen, and what it said before still holds. */
  readonly report: NodeReport | undefined;
  /** Bootstrap scripts that were heard of since the last sighting; only together with a report. */
  readonly actions: Readonly<Record<string, ActionReport>>;
}

/** Writes what agents reported; answers the nodes that had a report, with their clusters. A node that is gone stays as it is. One
 *  JSON value holds all: an array of JSON texts would be escaped a second time. */
export async function recordSeen(
  tx: Tx,
  sightings: readonly Sighting[],
): Promise<readonly { readonly nodeId: string; readonly clusterId: string }[]> {
  const signs = sightings.filter((each) => each.report === undefined);
  if (signs.length > 0)
    await tx.query(
      `update clusters.node as node set seen_at = given.at
         from unnest($1::text[], $2::timestamptz[]) as given (id, at)
        where node.id = given.id and node.ended_at is null`,
      [signs.map((each) => each.nodeId), signs.map((each) => each.at.toString())],
    );
  const reports = sightings.filter((each) => each.report !== undefined);
  if (reports.length === 0) return [];
  const { rows } = await tx.query<{ id: string; cluster_id: string }>(
    // A new agent has not measured the disk yet: what was measured before stays, or its storage would be told as none.
    `update clusters.node as node
        set seen = jsonb_build_object('report', case when node.seen -> 'report' ? 'diskBytes'
                then jsonb_build_object('diskBytes', node.seen -> 'report' -> 'diskBytes') else '{}' end || given.report,
              'actions', coalesce(node.seen -> 'actions', '{}'::jsonb) || given.actions), seen_at = given.at
       from jsonb_to_recordset($1) as given ("nodeId" text, at timestamptz, report jsonb, actions jsonb)
      where node.id = given."nodeId" and node.ended_at is null
     returning node.id, node.cluster_id`,
    [toJson(reports)],
  );
  return rows.map((row) => ({ nodeId: row.id, clusterId: row.cluster_id }));
}

export async function sealedTokenOf(tx: Tx, nodeId: string): Promise<Buffer | undefined> {
  const { rows } = await tx.query<{ sealed_token: Buffer }>(
    'select sealed_token from clusters.node where id = $1 and ended_at is null',
    [nodeId],
  );
  return rows[0]?.sealed_token;
}

/** The node that may sign in with a token of this hash. */
export async function findNodeByToken(tx: Tx, hash: Uint8Array): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>(
    'select id from clusters.node where token_hash = $1 and ended_at is null',
    [hash],
  );
  return rows[0]?.id;
}

/** Whose cluster the node is of. */
export async function organizationOfNode(tx: Tx, nodeId: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ organization_id: string }>(
    `select cluster.organization_id from clusters.node join clusters.cluster on cluster.id = node.cluster_id
      where node.id = $1`,
    [nodeId],
  );
  return rows[0]?.organization_id;
}
