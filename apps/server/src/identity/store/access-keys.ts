// Rows of identity.access_key. A key that was deleted keeps its row, because the audit trail names it.
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstant, toInstantOrUndefined } from '../../platform/database.ts';

export interface AccessKey {
  readonly id: string;
  readonly userId: string;
  readonly organizationId: string;
  readonly sealedSecret: Buffer;
  readonly description: string;
  readonly permissions: readonly string[];
  readonly createdAt: Instant;
  /** To the minute, not to the request. */
  readonly lastUsedAt: Instant | undefined;
}

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly organization_id: string;
  readonly sealed_secret: Buffer;
  readonly description: string;
  readonly permissions: string[];
  readonly created_at: string;
  readonly last_used_at: string | null;
}

const columns = 'id, user_id, organization_id, sealed_secret, description, permissions, created_at, last_used_at';

const fromRow = (row: Row): AccessKey => ({
  id: row.id,
  userId: row.user_id,
  organizationId: row.organization_id,
  sealedSecret: row.sealed_secret,
  description: row.description,
  permissions: row.permissions,
  createdAt: toInstant(row.created_at),
  lastUsedAt: toInstantOrUndefined(row.last_used_at),
});

export async function insertAccessKey(tx: Tx, key: AccessKey): Promise<void> {
  await tx.query(
    `insert into identity.access_key
       (id, user_id, organization_id, sealed_secret, description, permissions, created_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      key.id,
      key.userId,
      key.organizationId,
      key.sealedSecret,
      key.description,
      key.permissions,
      key.createdAt.toString(),
    ],
  );
}

/** The valid key of this id, whoever's it is: for authentication alone, which finds out whose it is. */
export async function findValidKey(tx: Tx, id: string): Promise<AccessKey | undefined> {
  const { rows } = await tx.query<Row>(
    `select ${columns} from identity.access_key where id = $1 and deleted_at is null`,
    [id],
  );
  return rows[0] && fromRow(rows[0]);
}

/** A key of the user, also one that was deleted. */
export async function findAccessKey(
  tx: Tx,
  { organizationId, userId, id }: Pick<AccessKey, 'organizationId' | 'userId' | 'id'>,
): Promise<AccessKey | undefined> {
  const { rows } = await tx.query<Row>(
    `select ${columns} from identity.access_key where id = $1 and user_id = $2 and organization_id = $3`,
    [id, userId, organizationId],
  );
  return rows[0] && fromRow(rows[0]);
}

/** The user's valid keys, newest first, those before `cursor`. */
export async function listAccessKeys(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly userId: string;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly AccessKey[]> {
  const { rows } = await tx.query<Row>(
    `select ${columns} from identity.access_key
      where organization_id = $1 and user_id = $2 and deleted_at is null and ($3::text is null or id < $3)
      order by id desc limit $4`,
    [asked.organizationId, asked.userId, asked.cursor ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

/** How many valid keys the user has. Locks the user's row: two requests that both see one place left take turns. */
export async function countAccessKeysLocked(tx: Tx, userId: string): Promise<number> {
  await tx.query('select 1 from identity.app_user where id = $1 for update', [userId]);
  const { rows } = await tx.query<{ count: string }>(
    'select count(*) as count from identity.access_key where user_id = $1 and deleted_at is null',
    [userId],
  );
  return Number(rows[0]?.count);
}

/** Ends a key of the user; `undefined` when there is no such valid key. */
export async function markDeleted(
  tx: Tx,
  { organizationId, userId, id, at }: Pick<AccessKey, 'organizationId' | 'userId' | 'id'> & { readonly at: Instant },
): Promise<AccessKey | undefined> {
  const { rows } = await tx.query<Row>(
    `update identity.access_key set deleted_at = $4
      where id = $1 and user_id = $2 and organization_id = $3 and deleted_at is null returning ${columns}`,
    [id, userId, organizationId, at.toString()],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Notes that a key was used, unless somebody did so within the last minute: a busy key would otherwise write a row for each
 *  request. */
export async function noteUse(tx: Tx, { id, at }: { readonly id: string; readonly at: Instant }): Promise<void> {
  await tx.query(
    `update identity.access_key set last_used_at = $2
      where id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')`,
    [id, at.toString()],
  );
}
