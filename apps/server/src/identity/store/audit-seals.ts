// Rows of identity.audit_seal: the chain in which each entry of the trail has its place.
import type { Tx } from '../../platform/database.ts';

/** The content of an entry as one text that is the same on every server and after a restore: times in UTC, JSON as PostgreSQL
 *  writes it, nothing left out. */
const content = `jsonb_build_array(entry.id, to_char(entry.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
  entry.organization_id, entry.user_id, entry.access_key_id, entry.operation, entry.subject, entry.outcome, entry.code,
  entry.request_id, entry.address, entry.session_id, entry.role_id, entry.domain, entry.content, entry.decided_by,
  entry.changes, entry.detail)::text`;

export interface EntryContent {
  readonly id: string;
  readonly content: string;
}

export interface AuditSeal {
  readonly number: bigint;
  readonly seal: Buffer;
}

export interface SealedEntry extends AuditSeal {
  readonly entryId: string;
  /** `undefined`: there is no such entry any more. */
  readonly content: string | undefined;
}

/** Two servers that seal at once take turns: the chain has one end. */
export async function lockChain(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('identity.audit_chain', 0))`);
}

export async function headOfChain(tx: Tx): Promise<AuditSeal | undefined> {
  const { rows } = await tx.query<{ number: string; seal: Buffer }>(
    'select number, seal from identity.audit_seal order by number desc limit 1',
  );
  return rows[0] && { number: BigInt(rows[0].number), seal: rows[0].seal };
}

/** Takes entries that have no place yet, oldest first. */
export async function takeUnsealed(tx: Tx, limit: number): Promise<readonly EntryContent[]> {
  const { rows } = await tx.query<EntryContent>(
    `with taken as materialized (
       delete from identity.audit_unsealed where entry_id in (
         select entry_id from identity.audit_unsealed order by entry_id limit $1) returning entry_id)
     select entry.id, ${content} as content
       from taken join identity.audit_entry as entry on entry.id = taken.entry_id order by entry.id`,
    [limit],
  );
  return rows;
}

export async function insertSeals(tx: Tx, seals: readonly (AuditSeal & { readonly entryId: string })[]): Promise<void> {
  await tx.query(
    `insert into identity.audit_seal (number, entry_id, seal) select * from unnest($1::bigint[], $2::text[], $3::bytea[])`,
    [seals.map((each) => each.number.toString()), seals.map((each) => each.entryId), seals.map((each) => each.seal)],
  );
}

/** The places after `after`, in order, each with what its entry says now. */
export async function sealedEntries(
  tx: Tx,
  { after, limit }: { readonly after: bigint; readonly limit: number },
): Promise<readonly SealedEntry[]> {
  const { rows } = await tx.query<{ number: string; entry_id: string; seal: Buffer; content: string | null }>(
    `select seal.number, seal.entry_id, seal.seal, case when entry.id is not null then ${content} end as content
       from identity.audit_seal as seal left join identity.audit_entry as entry on entry.id = seal.entry_id
      where seal.number > $1 order by seal.number limit $2`,
    [after.toString(), limit],
  );
  return rows.map((row) => ({
    number: BigInt(row.number),
    entryId: row.entry_id,
    seal: row.seal,
    content: row.content ?? undefined,
  }));
}

/** How many entries wait for their place, and some that neither have one nor wait: nobody wrote those through the front door. */
export async function withoutPlace(
  tx: Tx,
  limit: number,
): Promise<{ readonly waiting: number; readonly strayIds: readonly string[] }> {
  const { rows: waiting } = await tx.query<{ count: string }>('select count(*) as count from identity.audit_unsealed');
  const { rows: stray } = await tx.query<{ id: string }>(
    `select id from identity.audit_entry as entry
      where not exists (select from identity.audit_seal where entry_id = entry.id)
        and not exists (select from identity.audit_unsealed where entry_id = entry.id)
      order by id limit $1`,
    [limit],
  );
  return { waiting: Number(waiting[0]?.count), strayIds: stray.map(({ id }) => id) };
}
