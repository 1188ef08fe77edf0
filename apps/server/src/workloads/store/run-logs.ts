import type { Instant } from '@argosy/kernel/time';
import { toInstantOrUndefined, toJson, type Tx } from '../../platform/database.ts';

export interface KeptLog {
  /** Such as `driver/stdout`. */
  readonly path: string;
  readonly nodeName: string;
  /** Before compression. */
  readonly sizeBytes: number;
  readonly isDriver: boolean;
}

/** A log as it was put into the store. */
export interface StoredLog extends KeptLog {
  /** Compressed. */
  readonly storedBytes: number;
}

/** The logs of a run in the store, the driver's first. */
export async function keptLogs(tx: Tx, runId: string): Promise<readonly KeptLog[]> {
  const { rows } = await tx.query<{ path: string; node_name: string; size_bytes: string; is_driver: boolean }>(
    'select path, node_name, size_bytes, is_driver from workloads.run_log where run_id = $1 order by is_driver desc, path limit 5000',
    [runId],
  );
  return rows.map((row) => ({
    path: row.path,
    nodeName: row.node_name,
    sizeBytes: Number(row.size_bytes),
    isDriver: row.is_driver,
  }));
}

/** When the last of them came into the store; `undefined`: there are none. */
export async function logsKeptAt(tx: Tx, runId: string): Promise<Instant | undefined> {
  const { rows } = await tx.query<{ at: string | null }>(
    'select max(collected_at) as at from workloads.run_log where run_id = $1',
    [runId],
  );
  return toInstantOrUndefined(rows[0]?.at ?? null);
}

/** Records what lies in the store; recorded again after a crash, it is the same. */
export async function insertKeptLogs(tx: Tx, runId: string, logs: readonly StoredLog[], now: Instant): Promise<void> {
  await tx.query(
    `insert into workloads.run_log (run_id, path, node_name, size_bytes, stored_bytes, is_driver, collected_at)
     select $1, path, "nodeName", "sizeBytes", "storedBytes", "isDriver", $3
       from jsonb_to_recordset($2) as log
         (path text, "nodeName" text, "sizeBytes" bigint, "storedBytes" bigint, "isDriver" boolean)
     on conflict (run_id, path) do nothing`,
    [runId, toJson(logs), now.toString()],
  );
}
