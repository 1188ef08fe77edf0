// What each organization has lying on the server's disk, and up to when that was told for metering.
import type { Instant } from '@argosy/kernel/time';
import { toInstantOrUndefined, type Tx } from '../../platform/database.ts';

export interface Storage {
  readonly organizationId: string;
  /** Uploaded. Content that two organizations have is counted for both, though it is kept once. */
  readonly filesBytes: number;
  readonly outputsBytes: number;
  /** As they lie there, compressed. */
  readonly runLogsBytes: number;
  /** Up to when it was told; `undefined`: it was never seen. */
  readonly meteredUntil: Instant | undefined;
}

interface StorageRow {
  readonly organization_id: string;
  readonly files_bytes: string;
  readonly outputs_bytes: string;
  readonly run_logs_bytes: string;
  readonly metered_until: string | null;
}

/** Of every organization that has anything, or had when it was last looked at. */
export async function storageNow(tx: Tx): Promise<readonly Storage[]> {
  const { rows } = await tx.query<StorageRow>(
    `with piece (organization_id, files, outputs, logs) as (
       select organization_id, sum(size_bytes), 0, 0 from workloads.file group by organization_id
       union all
       select plan_run.organization_id, 0, sum(output.size_bytes), 0
         from workloads.plan_output output join workloads.plan_run on plan_run.id = output.plan_run_id
        where output.sha256 is not null group by plan_run.organization_id
       union all
       select run.organization_id, 0, 0, sum(log.stored_bytes)
         from workloads.run_log log join workloads.run on run.id = log.run_id group by run.organization_id
       union all
       select organization_id, 0, 0, 0 from workloads.storage_metered)
     select organization_id, sum(files) as files_bytes, sum(outputs) as outputs_bytes, sum(logs) as run_logs_bytes,
            metered.metered_until
       from piece left join workloads.storage_metered metered using (organization_id)
      group by organization_id, metered.metered_until order by organization_id`,
  );
  return rows.map((row) => ({
    organizationId: row.organization_id,
    filesBytes: Number(row.files_bytes),
    outputsBytes: Number(row.outputs_bytes),
    runLogsBytes: Number(row.run_logs_bytes),
    meteredUntil: toInstantOrUndefined(row.metered_until),
  }));
}

export async function markMetered(tx: Tx, organizationIds: readonly string[], until: Instant): Promise<void> {
  await tx.query(
    `insert into workloads.storage_metered (organization_id, metered_until) select unnest($1::text[]), $2
     on conflict (organization_id) do update set metered_until = excluded.metered_until`,
    [organizationIds, until.toString()],
  );
}
