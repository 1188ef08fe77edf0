// Rows of identity.audit_entry: only ever inserted and read; the database itself refuses the rest.
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstant } from '../../platform/database.ts';

export interface AuditEntry {
  readonly id: string;
  readonly occurredAt: Instant;
  /** Absent, like user and key, when the request named no key that is known. */
  readonly organizationId: string | undefined;
  readonly userId: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly operation: string;
  /** Id of what it was about. */
  readonly subject: string | undefined;
  readonly outcome: 'allowed' | 'denied' | 'refused';
  readonly code: string | undefined;
  readonly requestId: string;
  readonly address: string;
}

interface Row {
  readonly id: string;
  readonly occurred_at: string;
  readonly organization_id: string | null;
  readonly user_id: string | null;
  readonly access_key_id: string | null;
  readonly operation: string;
  readonly subject: string | null;
  readonly outcome: AuditEntry['outcome'];
  readonly code: string | null;
  readonly request_id: string;
  readonly address: string;
}

/** Any number of entries in one statement, one array for each column. */
export async function insertAuditEntries(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  await tx.query(
    `insert into identity.audit_entry
       (id, occurred_at, organization_id, user_id, access_key_id, operation, subject, outcome, code, request_id, address)
     select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
       $8::text[], $9::text[], $10::text[], $11::text[])`,
    [
      entries.map((each) => each.id),
      entries.map((each) => each.occurredAt.toString()),
      entries.map((each) => each.organizationId),
      entries.map((each) => each.userId),
      entries.map((each) => each.accessKeyId),
      entries.map((each) => each.operation),
      entries.map((each) => each.subject),
      entries.map((each) => each.outcome),
      entries.map((each) => each.code),
      entries.map((each) => each.requestId),
      entries.map((each) => each.address),
    ],
  );
}

/** An organization's entries, newest first, those before `cursor`. */
export async function listAuditEntries(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly operation?: string | undefined;
    readonly subject?: string | undefined;
    readonly outcome?: AuditEntry['outcome'] | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly AuditEntry[]> {
  const { rows } = await tx.query<Row>(
    `select * from identity.audit_entry
      where organization_id = $1 and ($2::text is null or operation = $2) and ($3::text is null or subject = $3)
        and ($4::text is null or outcome = $4) and ($5::text is null or id < $5)
      order by id desc limit $6`,
    [
      asked.organizationId,
      asked.operation ?? null,
      asked.subject ?? null,
      asked.outcome ?? null,
      asked.cursor ?? null,
      asked.limit,
    ],
  );
  return rows.map((row) => ({
    id: row.id,
    occurredAt: toInstant(row.occurred_at),
    organizationId: row.organization_id ?? undefined,
    userId: row.user_id ?? undefined,
    accessKeyId: row.access_key_id ?? undefined,
    operation: row.operation,
    subject: row.subject ?? undefined,
    outcome: row.outcome,
    code: row.code ?? undefined,
    requestId: row.request_id,
    address: row.address,
  }));
}
