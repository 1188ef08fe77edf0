// Rows of identity.contact (RSP-1): what a contact was in [valid_from, valid_until). A change ends one row and begins the next.
import type { ContactKind } from '@argosy/contract/identity/vocabulary';
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstant, toInstantOrUndefined } from '../../platform/database.ts';

export interface Contact {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: ContactKind;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly note: string;
  readonly validFrom: Instant;
  readonly validUntil: Instant | undefined;
  readonly changedBy: string | undefined;
}

interface Row {
  readonly id: string;
  readonly organization_id: string;
  readonly kind: ContactKind;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly note: string;
  readonly valid_from: string;
  readonly valid_until: string | null;
  readonly changed_by: string | null;
}

const fromRow = (row: Row): Contact => ({
  id: row.id,
  organizationId: row.organization_id,
  kind: row.kind,
  name: row.name,
  phone: row.phone,
  email: row.email,
  note: row.note,
  validFrom: toInstant(row.valid_from),
  validUntil: toInstantOrUndefined(row.valid_until),
  changedBy: row.changed_by ?? undefined,
});

type Which = Pick<Contact, 'id' | 'organizationId'>;

/** Begins what a contact is from `validFrom` on. Two changes of one moment leave the later one: the other was never so. */
export async function insertContact(tx: Tx, contact: Omit<Contact, 'validUntil'>): Promise<void> {
  await tx.query(
    `insert into identity.contact (id, organization_id, kind, name, phone, email, note, valid_from, changed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (id, valid_from) do update set kind = $3, name = $4, phone = $5, email = $6, note = $7, changed_by = $9`,
    [
      contact.id,
      contact.organizationId,
      contact.kind,
      contact.name,
      contact.phone,
      contact.email,
      contact.note,
      contact.validFrom.toString(),
      contact.changedBy ?? null,
    ],
  );
}

/** What a contact is now, for one who will change it: others wait until the transaction ends. */
export async function lockContact(tx: Tx, { id, organizationId }: Which): Promise<Contact | undefined> {
  const { rows } = await tx.query<Row>(
    'select * from identity.contact where id = $1 and organization_id = $2 and valid_until is null for update',
    [id, organizationId],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Ends what a contact is now, unless that has only begun at this moment. */
export async function endContactRow(tx: Tx, { id, organizationId }: Which, at: Instant): Promise<void> {
  await tx.query(
    `update identity.contact set valid_until = $3
      where id = $1 and organization_id = $2 and valid_until is null and valid_from < $3`,
    [id, organizationId, at.toString()],
  );
}

/** Ends a contact for good. */
export async function endContact(tx: Tx, { id, organizationId }: Which, at: Instant): Promise<void> {
  await tx.query(
    'update identity.contact set valid_until = $3 where id = $1 and organization_id = $2 and valid_until is null',
    [id, organizationId, at.toString()],
  );
}

/** What a contact is, or was last. */
export async function findContact(tx: Tx, { id, organizationId }: Which): Promise<Contact | undefined> {
  const { rows } = await tx.query<Row>(
    'select * from identity.contact where id = $1 and organization_id = $2 order by valid_from desc limit 1',
    [id, organizationId],
  );
  return rows[0] && fromRow(rows[0]);
}

/** As they are, or were at `asOf`; the oldest contacts first, those after `cursor`. */
export async function listContacts(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly kind?: ContactKind | undefined;
    readonly asOf?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly Contact[]> {
  const { rows } = await tx.query<Row>(
    `select * from identity.contact
      where organization_id = $1 and ($2::text is null or kind = $2) and ($3::text is null or id > $3)
        and case when $4::timestamptz is null then valid_until is null
          else valid_from <= $4 and (valid_until is null or valid_until > $4) end
      order by id limit $5`,
    [asked.organizationId, asked.kind ?? null, asked.cursor ?? null, asked.asOf ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

/** All that a contact was, newest first, what began before `cursor`, an instant. */
export async function contactRows(
  tx: Tx,
  asked: Which & { readonly cursor?: string | undefined; readonly limit: number },
): Promise<readonly Contact[]> {
  const { rows } = await tx.query<Row>(
    `select * from identity.contact
      where id = $1 and organization_id = $2 and ($3::timestamptz is null or valid_from < $3)
      order by valid_from desc limit $4`,
    [asked.id, asked.organizationId, asked.cursor ?? null, asked.limit],
  );
  return rows.map(fromRow);
}
