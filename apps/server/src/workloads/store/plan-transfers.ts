// Rows of what is copied for plan runs, in and out of HDFS, and of the files brought out.
import type { Instant } from '@argosy/kernel/time';
import { storable, toInstantOrUndefined, toJson, type Tx } from '../../platform/database.ts';
import type { PlanReason } from '../domain/plan.ts';

export interface PlanTransfer {
  readonly id: string;
  readonly direction: 'in' | 'out';
  /** Of an input: its place among the plan's inputs. */
  readonly position: number;
  /** Whose agent copies; `undefined` before it was asked to. */
  readonly nodeId: string | undefined;
  readonly state: 'absent' | 'running' | 'succeeded' | 'failed';
  readonly reason: PlanReason | undefined;
  /** From 1. */
  readonly try: number;
  /** When one that failed is tried again; `undefined`: it is not. */
  readonly againAt: Instant | undefined;
}

interface TransferRow {
  readonly id: string;
  readonly direction: PlanTransfer['direction'];
  readonly position: number;
  readonly node_id: string | null;
  readonly state: PlanTransfer['state'];
  readonly reason: PlanReason | null;
  readonly try: number;
  readonly again_at: string | null;
}

/** Makes those that are not there yet; their ids are derived, so a second time changes nothing. */
export async function insertTransfers(
  tx: Tx,
  planRunId: string,
  transfers: readonly Pick<PlanTransfer, 'id' | 'direction' | 'position'>[],
): Promise<void> {
  await tx.query(
    `insert into workloads.plan_transfer (id, plan_run_id, direction, position, state)
     select id, $1, direction, position, 'absent'
       from unnest($2::text[], $3::text[], $4::integer[]) as wanted (id, direction, position)
     on conflict (id) do nothing`,
    [
      planRunId,
      transfers.map(({ id }) => id),
      transfers.map(({ direction }) => direction),
      transfers.map(({ position }) => position),
    ],
  );
}

const fromTransferRow = (row: TransferRow): PlanTransfer => ({
  id: row.id,
  direction: row.direction,
  position: row.position,
  nodeId: row.node_id ?? undefined,
  state: row.state,
  reason: row.reason ?? undefined,
  try: row.try,
  againAt: toInstantOrUndefined(row.again_at),
});

/** In their order. */
export async function transfersOf(tx: Tx, planRunId: string): Promise<readonly PlanTransfer[]> {
  const { rows } = await tx.query<TransferRow>(
    'select * from workloads.plan_transfer where plan_run_id = $1 order by direction, position',
    [planRunId],
  );
  return rows.map(fromTransferRow);
}

/** In their order; none ends before the transaction does. */
export async function lockTransfers(tx: Tx, planRunId: string): Promise<readonly PlanTransfer[]> {
  const { rows } = await tx.query<TransferRow>(
    'select * from workloads.plan_transfer where plan_run_id = $1 order by direction, position for update',
    [planRunId],
  );
  return rows.map(fromTransferRow);
}

/** Recorded before the agent is asked: after a crash the same one is asked again, under the same id. */
export async function markTransferRunning(tx: Tx, id: string, nodeId: string): Promise<void> {
  await tx.query(
    `update workloads.plan_transfer set state = 'running', node_id = $2 where id = $1 and state = 'absent'`,
    [id, nodeId],
  );
}

/** Records how a try ended and answers whose it was; `undefined`: it is none of ours, or was recorded before. */
export async function endTransfer(
  tx: Tx,
  { id, try: number }: { readonly id: string; readonly try: number },
  end: { readonly state: 'succeeded' } | ({ readonly state: 'failed' } & TransferFailure),
): Promise<{ readonly planRunId: string } | undefined> {
  const { reason, againAt } = end.state === 'failed' ? end : {};
  const { rows } = await tx.query<{ plan_run_id: string }>(
    `update workloads.plan_transfer set state = $3, reason = $4, again_at = $5
      where id = $1 and try = $2 and state = 'running' returning plan_run_id`,
    [id, number, end.state, reason === undefined ? null : toJson(reason), againAt?.toString() ?? null],
  );
  return rows[0] && { planRunId: rows[0].plan_run_id };
}

export interface TransferFailure {
  readonly reason: PlanReason;
  /** When it is to be tried again; `undefined`: it has failed for good. */
  readonly againAt: Instant | undefined;
}

/** One that failed is to be made once more, as an action of its own. */
export async function repeatTransfer(tx: Tx, id: string): Promise<void> {
  await tx.query(
    `update workloads.plan_transfer set state = 'absent', reason = null, again_at = null, node_id = null, try = try + 1
      where id = $1 and state = 'failed'`,
    [id],
  );
}

export interface PlanOutput {
  /** Relative: `<output>/<file>`. */
  readonly path: string;
  readonly transferId: string;
  readonly hdfsPath: string;
  readonly sizeBytes: number;
  /** Once it was brought out. */
  readonly sha256: string | undefined;
}

interface OutputRow {
  readonly plan_run_id: string;
  readonly path: string;
  readonly transfer_id: string;
  readonly hdfs_path: string;
  readonly size_bytes: string;
  readonly sha256: string | null;
}

/** Records what was found in HDFS, once: the copies are made from this list, whatever is there later. */
export async function insertOutputs(
  tx: Tx,
  planRunId: string,
  outputs: readonly Omit<PlanOutput, 'sha256'>[],
): Promise<void> {
  await tx.query(
    `insert into workloads.plan_output (plan_run_id, path, transfer_id, hdfs_path, size_bytes)
     select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::bigint[])`,
    [
      planRunId,
      outputs.map(({ path }) => storable(path)),
      outputs.map(({ transferId }) => transferId),
      outputs.map(({ hdfsPath }) => storable(hdfsPath)),
      outputs.map(({ sizeBytes }) => sizeBytes),
    ],
  );
  await tx.query('update workloads.plan_run set outputs_listed = true where id = $1', [planRunId]);
}

/** By path, for each plan run. */
export async function outputsOf(
  tx: Tx,
  planRunIds: readonly string[],
): Promise<ReadonlyMap<string, readonly PlanOutput[]>> {
  const { rows } = await tx.query<OutputRow>(
    'select * from workloads.plan_output where plan_run_id = any($1) order by plan_run_id, path',
    [planRunIds],
  );
  const outputs = new Map<string, PlanOutput[]>(planRunIds.map((id) => [id, []]));
  for (const row of rows) outputs.get(row.plan_run_id)?.push(fromOutputRow(row));
  return outputs;
}

const fromOutputRow = (row: OutputRow): PlanOutput => ({
  path: row.path,
  transferId: row.transfer_id,
  hdfsPath: row.hdfs_path,
  sizeBytes: Number(row.size_bytes),
  sha256: row.sha256 ?? undefined,
});

export async function markOutputBroughtOut(
  tx: Tx,
  planRunId: string,
  { path, sha256 }: { readonly path: string; readonly sha256: string },
): Promise<void> {
  await tx.query('update workloads.plan_output set sha256 = $3 where plan_run_id = $1 and path = $2', [
    planRunId,
    path,
    sha256,
  ]);
}

/** Whatever it was before: it cannot be made, or what arrived is not what was sent. */
export async function failTransfer(tx: Tx, id: string, { reason, againAt }: TransferFailure): Promise<void> {
  await tx.query(`update workloads.plan_transfer set state = 'failed', reason = $2, again_at = $3 where id = $1`, [
    id,
    toJson(reason),
    againAt?.toString() ?? null,
  ]);
}
