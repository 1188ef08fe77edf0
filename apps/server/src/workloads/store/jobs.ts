import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import type { Id } from '@argosy/kernel/ids';
import type { Instant } from '@argosy/kernel/time';
import { toInstant, toInstantOrUndefined, toJson, type Tx } from '../../platform/database.ts';

export interface Job {
  readonly id: Id<'job'>;
  readonly organizationId: string;
  readonly name: string;
  readonly spec: JobSpec;
  /** From 1; rises with each change. */
  readonly version: number;
  readonly createdAt: Instant;
  /** When it got its present version, if that is not its first. */
  readonly changedAt: Instant | undefined;
}

interface JobRow {
  readonly id: Id<'job'>;
  readonly organization_id: string;
  readonly name: string;
  readonly spec: JobSpec;
  readonly version: number;
  readonly created_at: string;
  readonly changed_at: string | null;
}

const fromRow = (row: JobRow): Job => ({
  id: row.id,
  organizationId: row.organization_id,
  name: row.name,
  spec: row.spec,
  version: row.version,
  createdAt: toInstant(row.created_at),
  changedAt: toInstantOrUndefined(row.changed_at),
});

export async function insertJob(tx: Tx, job: Job): Promise<'inserted' | 'name_taken'> {
  const { rowCount } = await tx.query(
    `insert into workloads.job (id, organization_id, name, spec, created_at) values ($1, $2, $3, $4, $5)
     on conflict (organization_id, name) where deleted_at is null do nothing`,
    [job.id, job.organizationId, job.name, toJson(job.spec), job.createdAt.toString()],
  );
  if (rowCount !== 1) return 'name_taken';
  await insertVersion(tx, job, job.createdAt);
  return 'inserted';
}

async function insertVersion(tx: Tx, { id, version, spec }: Job, at: Instant): Promise<void> {
  await tx.query('insert into workloads.job_version (job_id, version, spec, created_at) values ($1, $2, $3, $4)', [
    id,
    version,
    toJson(spec),
    at.toString(),
  ]);
}

/** The job as it was in this version, also when it was deleted since. */
export async function readJobVersion(tx: Tx, jobId: string, version: number): Promise<JobSpec | undefined> {
  const { rows } = await tx.query<{ spec: JobSpec }>(
    'select spec from workloads.job_version where job_id = $1 and version = $2',
    [jobId, version],
  );
  return rows[0]?.spec;
}

export interface JobVersion {
  readonly version: number;
  readonly spec: JobSpec;
  readonly createdAt: Instant;
}

/** Newest first, those below `before`. The job was found together with its organization. */
export async function listJobVersions(
  tx: Tx,
  asked: { readonly jobId: string; readonly before: number | undefined; readonly limit: number },
): Promise<readonly JobVersion[]> {
  const { rows } = await tx.query<{ version: number; spec: JobSpec; created_at: string }>(
    `select version, spec, created_at from workloads.job_version
      where job_id = $1 and ($2::integer is null or version < $2)
      order by version desc limit $3`,
    [asked.jobId, asked.before ?? null, asked.limit],
  );
  return rows.map(({ version, spec, created_at: at }) => ({ version, spec, createdAt: toInstant(at) }));
}

/** By id or by name; the two never look alike, as a name has no digits' worth of an id's length. */
export async function findJob(tx: Tx, organizationId: string, idOrName: string): Promise<Job | undefined> {
  const { rows } = await tx.query<JobRow>(
    `select * from workloads.job where organization_id = $1 and (id = $2 or name = $2) and deleted_at is null
      order by id = $2 desc limit 1`,
    [organizationId, idOrName],
  );
  return rows[0] && fromRow(rows[0]);
}

/** The same, and nobody changes or deletes it until the transaction ends; `share`: others may run it at the same time. */
export async function lockJob(
  tx: Tx,
  organizationId: string,
  idOrName: string,
  lock: 'share' | 'update',
): Promise<Job | undefined> {
  const { rows } = await tx.query<JobRow>(
    `select * from workloads.job where organization_id = $1 and (id = $2 or name = $2) and deleted_at is null
      order by id = $2 desc limit 1 for ${lock}`,
    [organizationId, idOrName],
  );
  return rows[0] && fromRow(rows[0]);
}

/** By id, also when it was deleted. */
export async function readJob(tx: Tx, organizationId: string, id: string): Promise<Job | undefined> {
  const { rows } = await tx.query<JobRow>('select * from workloads.job where organization_id = $1 and id = $2', [
    organizationId,
    id,
  ]);
  return rows[0] && fromRow(rows[0]);
}

export async function updateJob(tx: Tx, job: Job, at: Instant): Promise<void> {
  await tx.query('update workloads.job set spec = $2, version = $3, changed_at = $4 where id = $1', [
    job.id,
    toJson(job.spec),
    job.version,
    at.toString(),
  ]);
  await insertVersion(tx, job, at);
}

/** Its versions stay: runs are of them. */
export async function markJobDeleted(tx: Tx, id: string, at: Instant): Promise<void> {
  await tx.query('update workloads.job set deleted_at = $2 where id = $1', [id, at.toString()]);
}

/** Newest first, those older than `before`. */
export async function listJobs(
  tx: Tx,
  asked: { readonly organizationId: string; readonly before: string | undefined; readonly limit: number },
): Promise<readonly Job[]> {
  const { rows } = await tx.query<JobRow>(
    `select * from workloads.job where organization_id = $1 and deleted_at is null and ($2::text is null or id < $2)
      order by id desc limit $3`,
    [asked.organizationId, asked.before ?? null, asked.limit],
  );
  return rows.map(fromRow);
}
