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
