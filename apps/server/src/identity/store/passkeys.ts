// Rows of identity.passkey: the public halves of keys that devices hold.
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstant, toInstantOrUndefined } from '../../platform/database.ts';

export interface Passkey {
  /** Of the credential, as the device calls it. */
  readonly id: string;
  readonly userId: string;
  readonly organizationId: string;
  readonly name: string;
  readonly publicKey: Buffer;
  /** How often the device says that it was used; 0 where it does not count. */
  readonly counter: number;
  readonly transports: readonly string[];
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | undefined;
}

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly public_key: Buffer;
  readonly counter: string;
  readonly transports: string[];
  readonly created_at: string;
  readonly last_used_at: string | null;
}

const fromRow = (row: Row): Passkey => ({
  id: row.id,
  userId: row.user_id,
  organizationId: row.organization_id,
  name: row.name,
  publicKey: row.public_key,
  counter: Number(row.counter),
  transports: row.transports,
  createdAt: toInstant(row.created_at),
  lastUsedAt: toInstantOrUndefined(row.last_used_at),
});

/** `taken`: there is a passkey of this id already, whoever's it is. */
export async function insertPasskey(tx: Tx, passkey: Passkey): Promise<'inserted' | 'taken'> {
  const { rowCount } = await tx.query(
    `insert into identity.passkey (id, user_id, organization_id, name, public_key, counter, transports, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      passkey.id,
      passkey.userId,
      passkey.organizationId,
      passkey.name,
      passkey.publicKey,
      passkey.counter,
      passkey.transports,
      passkey.createdAt.toString(),
    ],
  );
  return rowCount === 1 ? 'inserted' : 'taken';
}

/** The passkey of this id, whoever's it is: before anybody is known. */
export async function findPasskey(tx: Tx, id: string): Promise<Passkey | undefined> {
  const { rows } = await tx.query<Row>('select * from identity.passkey where id = $1', [id]);
  return rows[0] && fromRow(rows[0]);
}

type Whose = Pick<Passkey, 'userId' | 'organizationId'>;

/** The user's passkeys in the order of their ids, those after `cursor`. */
export async function listPasskeys(
  tx: Tx,
  asked: Whose & { readonly cursor?: string | undefined; readonly limit: number },
): Promise<readonly Passkey[]> {
  const { rows } = await tx.query<Row>(
    `select * from identity.passkey where user_id = $1 and organization_id = $2 and ($3::text is null or id > $3)
      order by id limit $4`,
    [asked.userId, asked.organizationId, asked.cursor ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

export async function deletePasskey(
  tx: Tx,
  { id, userId, organizationId }: Whose & Pick<Passkey, 'id'>,
): Promise<Passkey | undefined> {
  const { rows } = await tx.query<Row>(
    'delete from identity.passkey where id = $1 and user_id = $2 and organization_id = $3 returning *',
    [id, userId, organizationId],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Notes a use; false when it was deleted, or the device's count went back, which a copy of it does. */
export async function notePasskeyUse(
  tx: Tx,
  { id, organizationId, counter, at }: Pick<Passkey, 'id' | 'organizationId' | 'counter'> & { readonly at: Instant },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update identity.passkey set counter = $3, last_used_at = $4
      where id = $1 and organization_id = $2 and (counter < $3 or (counter = 0 and $3 = 0))`,
    [id, organizationId, counter, at.toString()],
  );
  return rowCount === 1;
}
