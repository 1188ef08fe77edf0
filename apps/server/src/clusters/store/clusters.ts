// Rows of clusters and their node groups. A customer's cluster is only ever found together with its organization's id; the
// reconciler, which works for all of them, finds it by its own.
import type { ClusterSpec, ProgressStep } from '@argosy/contract/clusters/operations';
import { type ClusterState, movingClusterStates, type NodeRole } from '@argosy/contract/clusters/vocabulary';
import type { Id } from '@argosy/kernel/ids';
import { toInstant, toInstantOrUndefined, toJson, type Tx } from '../../platform/database.ts';
import type { Searching } from '../../platform/search.ts';
import type { Cluster, ClusterPhase, Reason } from '../domain/cluster.ts';

interface ClusterRow {
  readonly id: Id<'cluster'>;
  readonly organization_id: string;
  readonly name: string;
  readonly spec: ClusterSpec;
  readonly node_groups: readonly { name: string; role: NodeRole; machine_type: string; node_count: number }[];
  readonly release: string;
  readonly release_directory: string | null;
  readonly state: ClusterState;
  readonly state_reason: Reason | null;
  readonly generation: number;
  readonly phase: ClusterPhase;
  readonly slot: number;
  readonly progress: readonly ProgressStep[];
  readonly ends_as: ClusterState | null;
  readonly leaving_since: string | null;
  readonly hdfs_made_at: string | null;
  readonly deletion_protection: boolean;
  readonly created_at: string;
  readonly ready_at: string | null;
  readonly release_at: string | null;
  readonly ended_at: string | null;
}

const fromRow = (row: ClusterRow): Cluster => ({
  id: row.id,
  organizationId: row.organization_id,
  name: row.name,
  spec: row.spec,
  nodeGroups: row.node_groups.map((each) => ({
    name: each.name,
    role: each.role,
    machineType: each.machine_type,
    count: each.node_count,
  })),
  release: row.release,
  releaseDirectory: row.release_directory ?? undefined,
  state: row.state,
  reason: row.state_reason ?? undefined,
  generation: row.generation,
  phase: row.phase,
  slot: row.slot,
  progress: row.progress,
  endsAs: row.ends_as ?? undefined,
  leavingSince: toInstantOrUndefined(row.leaving_since),
  hdfsMadeAt: toInstantOrUndefined(row.hdfs_made_at),
  deletionProtection: row.deletion_protection,
  createdAt: toInstant(row.created_at),
  readyAt: toInstantOrUndefined(row.ready_at),
  releaseAt: toInstantOrUndefined(row.release_at),
  endedAt: toInstantOrUndefined(row.ended_at),
});

const selectCluster = `select cluster.*,
    (select coalesce(json_agg(node_group order by number), '[]') from clusters.node_group
      where node_group.cluster_id = cluster.id) as node_groups
  from clusters.cluster as cluster`;

/** One creation at a time, until the transaction ends: memory, slots and ports are counted and taken without a gap. */
export async function lockCreation(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('clusters.creation'))`);
}

/** Slots of clusters that are not gone. */
export async function slotsTaken(tx: Tx): Promise<ReadonlySet<number>> {
  const { rows } = await tx.query<{ slot: number }>('select slot from clusters.cluster where ended_at is null');
  return new Set(rows.map((row) => row.slot));
}

/** A name is taken by a cluster that is not gone: then nothing is written. */
export async function insertCluster(tx: Tx, cluster: Cluster): Promise<'inserted' | 'name_taken'> {
  const { rowCount } = await tx.query(
    `insert into clusters.cluster (id, organization_id, name, spec, release, state, generation, phase, slot, progress,
        deletion_protection, created_at, release_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     on conflict (organization_id, name) where ended_at is null do nothing`,
    [
      cluster.id,
      cluster.organizationId,
      cluster.name,
      toJson(cluster.spec),
      cluster.release,
      cluster.state,
      cluster.generation,
      cluster.phase,
      cluster.slot,
      toJson(cluster.progress),
      cluster.deletionProtection,
      cluster.createdAt.toString(),
      cluster.releaseAt?.toString() ?? null,
    ],
  );
  if (rowCount !== 1) return 'name_taken';
  await tx.query(
    `insert into clusters.node_group (cluster_id, number, name, role, machine_type, node_count)
     select $1, number, name, role, machine_type, node_count
       from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::int[])
         as given (number, name, role, machine_type, node_count)`,
    [
      cluster.id,
      cluster.nodeGroups.map((_, number) => number),
      cluster.nodeGroups.map((each) => each.name),
      cluster.nodeGroups.map((each) => each.role),
      cluster.nodeGroups.map((each) => each.machineType),
      cluster.nodeGroups.map((each) => each.count),
    ],
  );
  return 'inserted';
}

/** By id, or by the name of one that is not gone; a name that looks like another's id is not mistaken for it. */
/** Whether any cluster of another organization is there. */
export async function hasClustersOfOthers(tx: Tx, organizationId: string): Promise<boolean> {
  const { rows } = await tx.query<{ found: boolean }>(
    'select exists (select from clusters.cluster where organization_id <> $1 and ended_at is null) as found',
    [organizationId],
  );
  return rows[0]?.found ?? false;
}

export async function findCluster(tx: Tx, organizationId: string, idOrName: string): Promise<Cluster | undefined> {
  const { rows } = await tx.query<ClusterRow>(
    `${selectCluster} where organization_id = $1 and (id = $2 or (name = $2 and ended_at is null)) order by id = $2 desc limit 1`,
    [organizationId, idOrName],
  );
  return rows[0] && fromRow(rows[0]);
}

/** The same, and nobody else changes it until the transaction ends. */
export async function lockCluster(tx: Tx, organizationId: string, idOrName: string): Promise<Cluster | undefined> {
  const { rows } = await tx.query<ClusterRow>(
    `${selectCluster} where organization_id = $1 and (id = $2 or (name = $2 and ended_at is null))
      order by id = $2 desc limit 1 for update of cluster`,
    [organizationId, idOrName],
  );
  return rows[0] && fromRow(rows[0]);
}

export async function readCluster(tx: Tx, id: string): Promise<Cluster | undefined> {
  const { rows } = await tx.query<ClusterRow>(`${selectCluster} where id = $1`, [id]);
  return rows[0] && fromRow(rows[0]);
}

export async function lockClusterById(tx: Tx, id: string): Promise<Cluster | undefined> {
  const { rows } = await tx.query<ClusterRow>(`${selectCluster} where id = $1 for update of cluster`, [id]);
  return rows[0] && fromRow(rows[0]);
}

/** Newest first: ids sort by age. `before` is the last id of the page before. */
export async function listClusters(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly state: ClusterState | undefined;
    /** Only those that are being made or released. */
    readonly isMoving: boolean;
    readonly all: boolean;
    readonly before: string | undefined;
    readonly limit: number;
  },
): Promise<readonly Cluster[]> {
  const { rows } = await tx.query<ClusterRow>(
    `${selectCluster}
      where organization_id = $1 and ($2::text is null or state = $2)
        and ($3 or ended_at is null or state = $2) and ($4::text is null or id < $4)
        and (not $6 or state = any($7))
      order by id desc limit $5`,
    [
      asked.organizationId,
      asked.state ?? null,
      asked.all,
      asked.before ?? null,
      asked.limit,
      asked.isMoving,
      movingClusterStates,
    ],
  );
  return rows.map(fromRow);
}

/** Of all organizations, those that are not gone, newest first; with an id, that one even then. */
export async function listClustersOfAll(
  tx: Tx,
  asked: { readonly id?: string | undefined; readonly before?: string | undefined; readonly limit: number },
): Promise<readonly Cluster[]> {
  const { rows } = await tx.query<ClusterRow>(
    `${selectCluster}
      where case when $1::text is null then ended_at is null else id = $1 end and ($2::text is null or id < $2)
      order by id desc limit $3`,
    [asked.id ?? null, asked.before ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

/** All that are not gone, and nobody else changes them until the transaction ends; there are no more than have a slot. */
export async function lockClustersOfAll(tx: Tx): Promise<readonly Cluster[]> {
  const { rows } = await tx.query<ClusterRow>(
    `${selectCluster} where ended_at is null order by id for update of cluster`,
  );
  return rows.map(fromRow);
}

/** Writes what changes in a cluster's life; what was asked for stays as it is. */
export async function updateCluster(tx: Tx, cluster: Cluster): Promise<void> {
  await tx.query(
    `update clusters.cluster set state = $2, state_reason = $3, generation = $4, phase = $5, progress = $6, ends_as = $7,
        leaving_since = $8, deletion_protection = $9, ready_at = $10, release_at = $11, ended_at = $12, hdfs_made_at = $13,
        release_directory = $14
      where id = $1`,
    [
      cluster.id,
      cluster.state,
      cluster.reason === undefined ? null : toJson(cluster.reason),
      cluster.generation,
      cluster.phase,
      toJson(cluster.progress),
      cluster.endsAs ?? null,
      cluster.leavingSince?.toString() ?? null,
      cluster.deletionProtection,
      cluster.readyAt?.toString() ?? null,
      cluster.releaseAt?.toString() ?? null,
      cluster.endedAt?.toString() ?? null,
      cluster.hdfsMadeAt?.toString() ?? null,
      cluster.releaseDirectory ?? null,
    ],
  );
}

/** Clusters that may be waiting for this release: to be looked at when its installation has come to an end. */
export async function clustersStartingFrom(tx: Tx, release: string): Promise<readonly string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select id from clusters.cluster where release = $1 and state = 'STARTING' and ended_at is null`,
    [release],
  );
  return rows.map((row) => row.id);
}

/** Clusters of which something is left: what a server looks at when it starts, whatever its work table says. */
export async function clustersNotGone(
  tx: Tx,
): Promise<readonly { readonly id: string; readonly state: ClusterState }[]> {
  const { rows } = await tx.query<{ id: string; state: ClusterState }>(
    'select id, state from clusters.cluster where ended_at is null order by id',
  );
  return rows;
}

/** Whose name holds the text or whose id begins so, the newest first; found in the index first, which holds both. */
export async function searchClusters(
  tx: Tx,
  { organizationId, text, limit }: Searching,
): Promise<readonly { readonly id: string; readonly name: string; readonly state: string; readonly at: string }[]> {
  const { rows } = await tx.query<{ id: string; name: string; state: string; created_at: string }>(
    `select id, name, state, created_at from clusters.cluster where id in (
       select id from clusters.cluster
        where organization_id = $1 and (strpos(name, $2) > 0 or starts_with(id, $2)) order by id desc limit $3)
      order by id desc`,
    [organizationId, text, limit],
  );
  return rows.map(({ created_at: at, ...row }) => ({ ...row, at: toInstant(at).toString() }));
}
