// What is kept for a time only: logs of runs and outputs of plan runs.
import type { Instant } from '@argosy/kernel/time';
import type { Tx } from '../../platform/database.ts';

interface Ended {
  readonly id: string;
  readonly organizationId: string;
}

const fromRow = ({ id, organization_id }: { readonly id: string; readonly organization_id: string }): Ended => ({
  id,
  organizationId: organization_id,
});

/** Runs that ended before `before` and whose logs are still there, oldest first. */
export async function runsWithOldLogs(tx: Tx, before: Instant, limit: number): Promise<readonly Ended[]> {
  const { rows } = await tx.query<{ id: string; organization_id: string }>(
    `select id, organization_id from workloads.run
      where logs in ('kept', 'lost') and ended_at < $1 order by ended_at, id limit $2`,
    [before.toString(), limit],
  );
  return rows.map(fromRow);
}

/** The logs of these runs are not there any more. */
export async function markLogsRemoved(tx: Tx, runIds: readonly string[]): Promise<void> {
  await tx.query('delete from workloads.run_log where run_id = any($1)', [runIds]);
  await tx.query(`update workloads.run set logs = 'removed' where id = any($1)`, [runIds]);
}

/** Plan runs that ended before `before` and whose outputs are still there, oldest first. */
export async function planRunsWithOldOutputs(tx: Tx, before: Instant, limit: number): Promise<readonly Ended[]> {
  const { rows } = await tx.query<{ id: string; organization_id: string }>(
    `select id, organization_id from workloads.plan_run
      where ended_at < $1 and exists (select from workloads.plan_output where plan_run_id = plan_run.id)
      order by ended_at, id limit $2`,
    [before.toString(), limit],
  );
  return rows.map(fromRow);
}

export async function deleteOutputs(tx: Tx, planRunIds: readonly string[]): Promise<void> {
  await tx.query('delete from workloads.plan_output where plan_run_id = any($1)', [planRunIds]);
}
