import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import type { Id } from '@argosy/kernel/ids';
import type { Instant } from '@argosy/kernel/time';
import { toInstant, toJson, type Tx } from '../../platform/database.ts';

export interface Job {
  readonly id: Id<'job'>;
  readonly organizationId: string;
  readonly name: string;
  readonly spec: JobSpec;
  readonly createdAt: Instant;
}

interface JobRow {
  readonly id: Id<'job'>;
  readonly organization_id: string;
  readonly name: string;
  readonly spec: JobSpec;
  readonly created_at: string;
}

const fromRow = (row: JobRow): Job => ({
  id: row.id,
  organizationId: row.organization_id,
  name: row.name,
  spec: row.spec,
  createdAt: toInstant(row.created_at),
});

export async function insertJob(tx: Tx, job: Job): Promise<'inserted' | 'name_taken'> {
  const { rowCount } = await tx.query(
    `insert into workloads.job (id, organization_id, name, spec, created_at) values ($1, $2, $3, $4, $5)
     on conflict (organization_id, name) do nothing`,
    [job.id, job.organizationId, job.name, toJson(job.spec), job.createdAt.toString()],
  );
  return rowCount === 1 ? 'inserted' : 'name_taken';
}

/** By id or by name; the two never look alike, as a name has no digits' worth of an id's length. */
export async function findJob(tx: Tx, organizationId: string, idOrName: string): Promise<Job | undefined> {
  const { rows } = await tx.query<JobRow>(
    'select * from workloads.job where organization_id = $1 and (id = $2 or name = $2) order by id = $2 desc limit 1',
    [organizationId, idOrName],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Newest first, those older than `before`. */
export async function listJobs(
  tx: Tx,
  asked: { readonly organizationId: string; readonly before: string | undefined; readonly limit: number },
): Promise<readonly Job[]> {
  const { rows } = await tx.query<JobRow>(
    `select * from workloads.job where organization_id = $1 and ($2::text is null or id < $2) order by id desc limit $3`,
    [asked.organizationId, asked.before ?? null, asked.limit],
  );
  return rows.map(fromRow);
}
