// Rows of identity.audit_entry: only ever inserted and read; the database itself refuses the rest.
import type { Instant } from '@argosy/kernel/time';
import { toInstant, toJson, type Tx } from '../../platform/database.ts';
import type { Changes } from '../../platform/transaction.ts';

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
  /** Which part of it, in the words of the request. */
  readonly detail: string | undefined;
  readonly outcome: 'allowed' | 'denied' | 'refused';
  readonly code: string | undefined;
  readonly requestId: string;
  readonly address: string;
  readonly sessionId: string | undefined;
  /** The role they acted in. */
  readonly roleId: string | undefined;
  /** The host, and the method and path, that were asked (RSP-2). */
  readonly domain: string | undefined;
  readonly content: string | undefined;
  /** The statement that let them, or did not. */
  readonly decidedBy: { readonly policy: string; readonly statement: number } | undefined;
  /** What it was before and after. */
  readonly changes: Changes | undefined;
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
  readonly session_id: string | null;
  readonly role_id: string | null;
  readonly domain: string | null;
  readonly content: string | null;
  readonly decided_by: AuditEntry['decidedBy'] | null;
  readonly changes: Changes | null;
  readonly detail: string | null;
}

/** Any number of entries in one statement, one array for each column. */
export async function insertAuditEntries(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  await tx.query(
    `insert into identity.audit_entry
       (id, occurred_at, organization_id, user_id, access_key_id, operation, subject, outcome, code, request_id, address,
        session_id, role_id, domain, content, decided_by, changes, detail)
     select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
       $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::jsonb[],
       $17::jsonb[], $18::text[])`,
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
      entries.map((each) => each.sessionId),
      entries.map((each) => each.roleId),
      entries.map((each) => each.domain),
      entries.map((each) => each.content),
      entries.map((each) => each.decidedBy && toJson(each.decidedBy)),
      entries.map((each) => each.changes && toJson(each.changes)),
      entries.map((each) => each.detail),
    ],
  );
}

export interface AuditSearch {
  readonly organizationId: string;
  readonly operation?: string | undefined;
  readonly subject?: string | undefined;
  readonly outcome?: AuditEntry['outcome'] | undefined;
  readonly userId?: string | undefined;
  readonly requestId?: string | undefined;
  /** Anywhere in the operation, the subject and which part of it, what was asked, the address or the code. */
  readonly text?: string | undefined;
  /** Without these operations. */
  readonly without?: readonly string[] | undefined;
  /** `[from, to)` */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** An organization's entries that are looked for, those before `cursor`, newest first. */
export async function listAuditEntries(
  tx: Tx,
  asked: AuditSearch & { readonly cursor?: string | undefined; readonly limit: number },
): Promise<readonly AuditEntry[]> {
  const { rows } = await tx.query<Row>(
    `select * from identity.audit_entry where ${sought} and ($11::text is null or id < $11) order by id desc limit $12`,
    [...valuesOf(asked), asked.cursor ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

/** The same, those after `after`, oldest first. */
export async function listAuditEntriesForward(
  tx: Tx,
  asked: AuditSearch & { readonly after: string | undefined; readonly limit: number },
): Promise<readonly AuditEntry[]> {
  const { rows } = await tx.query<Row>(
    `select * from identity.audit_entry where ${sought} and ($11::text is null or id > $11) order by id limit $12`,
    [...valuesOf(asked), asked.after ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

const sought = `organization_id = $1 and ($2::text is null or operation = $2) and ($3::text is null or subject = $3)
  and ($4::text is null or outcome = $4) and ($5::text is null or user_id = $5) and ($6::text is null or request_id = $6)
  and ($7::text is null or strpos(lower(concat_ws(' ', operation, subject, detail, content, address, code)), lower($7)) > 0)
  and ($8::timestamptz is null or occurred_at >= $8) and ($9::timestamptz is null or occurred_at < $9)
  and operation <> all($10::text[])`;

const valuesOf = (asked: AuditSearch): readonly (string | null | readonly string[])[] => [
  asked.organizationId,
  asked.operation ?? null,
  asked.subject ?? null,
  asked.outcome ?? null,
  asked.userId ?? null,
  asked.requestId ?? null,
  asked.text ?? null,
  asked.from ?? null,
  asked.to ?? null,
  asked.without ?? [],
];

const fromRow = (row: Row): AuditEntry => ({
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
  sessionId: row.session_id ?? undefined,
  roleId: row.role_id ?? undefined,
  domain: row.domain ?? undefined,
  content: row.content ?? undefined,
  decidedBy: row.decided_by ?? undefined,
  changes: row.changes ?? undefined,
  detail: row.detail ?? undefined,
});
