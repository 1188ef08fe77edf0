import { refusal } from '@argosy/kernel/errors';
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstant } from '../../platform/database.ts';

export interface StoredFile {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly createdAt: Instant;
}

interface FileRow {
  readonly sha256: string;
  readonly size_bytes: string;
  readonly created_at: string;
}

const fromRow = (row: FileRow): StoredFile => ({
  sha256: row.sha256,
  sizeBytes: Number(row.size_bytes),
  createdAt: toInstant(row.created_at),
});

export async function findFile(tx: Tx, organizationId: string, sha256: string): Promise<StoredFile | undefined> {
  const { rows } = await tx.query<FileRow>(
    'select sha256, size_bytes, created_at from workloads.file where organization_id = $1 and sha256 = $2',
    [organizationId, sha256],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Of the hashes given, those the organization has uploaded. A file that only others have is not among them: who knows a hash
 *  does not thereby have the content. */
export async function filesThere(
  tx: Tx,
  organizationId: string,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, StoredFile>> {
  const { rows } = await tx.query<FileRow>(
    'select sha256, size_bytes, created_at from workloads.file where organization_id = $1 and sha256 = any($2)',
    [organizationId, hashes],
  );
  return new Map(rows.map((row) => [row.sha256, fromRow(row)]));
}

/** Keeps that the organization has the file; the first time it did stays. */
export async function insertFile(tx: Tx, organizationId: string, file: StoredFile): Promise<StoredFile> {
  await tx.query(
    `insert into workloads.file (organization_id, sha256, size_bytes, created_at) values ($1, $2, $3, $4)
     on conflict (organization_id, sha256) do nothing`,
    [organizationId, file.sha256, file.sizeBytes, file.createdAt.toString()],
  );
  return (await findFile(tx, organizationId, file.sha256)) ?? file;
}

/** Files that are about to be named: until the transaction ends nobody deletes them. Refuses: file_not_found. */
export async function holdFiles(
  tx: Tx,
  organizationId: string,
  files: readonly { readonly name: string; readonly sha256: string }[],
): Promise<void> {
  if (files.length === 0) return;
  const { rows } = await tx.query<{ sha256: string }>(
    `select sha256 from workloads.file where organization_id = $1 and sha256 = any($2) order by sha256 for share`,
    [organizationId, files.map(({ sha256 }) => sha256)],
  );
  const there = new Set(rows.map(({ sha256 }) => sha256));
  const missing = files.find(({ sha256 }) => !there.has(sha256));
  if (missing) throw refusal('file_not_found', { name: missing.name, sha256: missing.sha256 });
}

export async function lockFile(tx: Tx, organizationId: string, sha256: string): Promise<StoredFile | undefined> {
  const { rows } = await tx.query<FileRow>(
    'select sha256, size_bytes, created_at from workloads.file where organization_id = $1 and sha256 = $2 for update',
    [organizationId, sha256],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Takes it from the organization; its content goes later, when nobody has it. */
export async function deleteFile(tx: Tx, organizationId: string, sha256: string, at: Instant): Promise<void> {
  await tx.query('delete from workloads.file where organization_id = $1 and sha256 = $2', [organizationId, sha256]);
  await tx.query(
    `insert into workloads.file_deleted (sha256, deleted_at) values ($1, $2)
     on conflict (sha256) do update set deleted_at = excluded.deleted_at`,
    [sha256, at.toString()],
  );
}

/** Files that were deleted, the oldest first, and whether somebody has them all the same. */
export async function deletedFiles(
  tx: Tx,
  limit: number,
): Promise<readonly { readonly sha256: string; readonly isKept: boolean }[]> {
  const { rows } = await tx.query<{ sha256: string; kept: boolean }>(
    `select sha256, exists (select from workloads.file where file.sha256 = file_deleted.sha256) as kept
       from workloads.file_deleted order by deleted_at limit $1`,
    [limit],
  );
  return rows.map(({ sha256, kept }) => ({ sha256, isKept: kept }));
}

export async function forgetDeletedFiles(tx: Tx, hashes: readonly string[]): Promise<void> {
  await tx.query('delete from workloads.file_deleted where sha256 = any($1)', [hashes]);
}

/** Newest first, those after `after`. */
export async function listFiles(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly after: { readonly createdAt: string; readonly sha256: string } | undefined;
    readonly unused: boolean;
    readonly limit: number;
  },
): Promise<readonly StoredFile[]> {
  const { rows } = await tx.query<FileRow>(
    `select sha256, size_bytes, created_at from workloads.file
      where organization_id = $1 and ($2::timestamptz is null or (created_at, $3) < ($2, sha256))
        and (not $4 or (not exists (select from workloads.job where deleted_at is null
                                     and job.files @> jsonb_build_array(jsonb_build_object('sha256', file.sha256))
                                     and job.organization_id = $1)
                    and not exists (select from workloads.plan where deleted_at is null
                                     and plan.files @> jsonb_build_array(jsonb_build_object('sha256', file.sha256))
                                     and plan.organization_id = $1)))
      order by created_at desc, sha256 limit $5`,
    [asked.organizationId, asked.after?.createdAt ?? null, asked.after?.sha256 ?? '', asked.unused, asked.limit],
  );
  return rows.map(fromRow);
}

export interface FileUse {
  readonly sha256: string;
  readonly kind: 'job' | 'plan';
  readonly id: string;
  readonly name: string;
  /** What the job or plan calls the file. */
  readonly fileName: string;
}

/** Jobs and plans that name any of these files. */
export async function usesOfFiles(
  tx: Tx,
  organizationId: string,
  hashes: readonly string[],
): Promise<readonly FileUse[]> {
  const { rows } = await tx.query<Omit<FileUse, 'fileName'> & { readonly file_name: string }>(
    `select distinct asked.sha256, spec.kind, spec.id, spec.name, coalesce(file->>'name', '') as file_name
       from unnest($2::text[]) as asked (sha256)
      cross join lateral (
        select 'job' as kind, id, name, files from workloads.job
         where deleted_at is null and organization_id = $1
           and files @> jsonb_build_array(jsonb_build_object('sha256', asked.sha256))
        union all
        select 'plan', id, name, files from workloads.plan
         where deleted_at is null and organization_id = $1
           and files @> jsonb_build_array(jsonb_build_object('sha256', asked.sha256))) spec
      cross join lateral jsonb_array_elements(spec.files) as file
      where file->>'sha256' = asked.sha256
      order by kind, name`,
    [organizationId, hashes],
  );
  return rows.map(({ file_name: fileName, ...use }) => ({ ...use, fileName }));
}

/** Runs and plan runs that are going and have the file in their own copy of the spec; a few of them. */
export async function goingUsesOfFile(tx: Tx, organizationId: string, sha256: string): Promise<readonly string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `(select id from workloads.run
       where organization_id = $1 and state in ('SUBMITTED', 'RUNNING') and strpos(spec::text, $2) > 0 limit 3)
     union all
     (select id from workloads.plan_run
       where organization_id = $1 and ended_at is null and strpos(spec::text, $2) > 0 limit 3)`,
    [organizationId, sha256],
  );
  return rows.map(({ id }) => id);
}
