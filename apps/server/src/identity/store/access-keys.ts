// Rows of identity.access_key. A key that was deleted keeps its row, because the audit trail names it.
import type { PolicyDocument } from '@argosy/contract/identity/policy-document';
import type { Instant } from '@argosy/kernel/time';
import { toInstant, toInstantOrUndefined, toJson, type Tx } from '../../platform/database.ts';

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
  readonly lastUsedFrom: string | undefined;
  /** It does nothing while it is off. */
  readonly disabledAt: Instant | undefined;
  /** Of one that was given out with a role, which ends by itself; with what narrows it further. */
  readonly role: RoleOfKey | undefined;
}

export interface RoleOfKey {
  readonly roleId: string;
  readonly expiresAt: Instant;
  readonly sessionPolicy: PolicyDocument | undefined;
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
  readonly last_used_from: string | null;
  readonly disabled_at: string | null;
  readonly role_id: string | null;
  readonly expires_at: string | null;
  readonly session_policy: PolicyDocument | null; // as it was parsed when it was put there
}

const columns =
  'id, user_id, organization_id, sealed_secret, description, permissions, created_at, last_used_at, last_used_from, ' +
  'disabled_at, role_id, expires_at, session_policy';

const fromRow = (row: Row): AccessKey => ({
  id: row.id,
  userId: row.user_id,
  organizationId: row.organization_id,
  sealedSecret: row.sealed_secret,
  description: row.description,
  permissions: row.permissions,
  createdAt: toInstant(row.created_at),
  lastUsedAt: toInstantOrUndefined(row.last_used_at),
  lastUsedFrom: row.last_used_from ?? undefined,
  disabledAt: toInstantOrUndefined(row.disabled_at),
  role:
    row.role_id === null || row.expires_at === null
      ? undefined
      : {
          roleId: row.role_id,
          expiresAt: toInstant(row.expires_at),
          sessionPolicy: row.session_policy ?? undefined,
        },
});

export type NewAccessKeyRow = Omit<AccessKey, 'lastUsedAt' | 'lastUsedFrom' | 'disabledAt'>;

export async function insertAccessKey(tx: Tx, key: NewAccessKeyRow): Promise<void> {
  await tx.query(
    `insert into identity.access_key
       (id, user_id, organization_id, sealed_secret, description, permissions, created_at, role_id, expires_at, session_policy)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      key.id,
      key.userId,
      key.organizationId,
      key.sealedSecret,
      key.description,
      key.permissions,
      key.createdAt.toString(),
      key.role?.roleId,
      key.role?.expiresAt.toString(),
      key.role?.sessionPolicy && toJson(key.role.sessionPolicy),
    ],
  );
}

/** The key of this id that works at `now`, whoever's it is: for authentication alone, which finds out whose it is. */
export async function findValidKey(tx: Tx, id: string, now: Instant): Promise<AccessKey | undefined> {
  const { rows } = await tx.query<Row>(
    `select ${columns} from identity.access_key
      where id = $1 and deleted_at is null and disabled_at is null and (expires_at is null or expires_at > $2)`,
    [id, now.toString()],
  );
  return rows[0] && fromRow(rows[0]);
}

/** A key of the organization, also one that was deleted. */
export async function findAccessKey(
  tx: Tx,
  { organizationId, id }: Pick<AccessKey, 'organizationId' | 'id'>,
): Promise<AccessKey | undefined> {
  const { rows } = await tx.query<Row>(
    `select ${columns} from identity.access_key where id = $1 and organization_id = $2`,
    [id, organizationId],
  );
  return rows[0] && fromRow(rows[0]);
}

/** A key of the user that was not deleted, and is none of a role. */
export async function findOwnKey(
  tx: Tx,
  { organizationId, userId, id }: Pick<AccessKey, 'organizationId' | 'userId' | 'id'>,
): Promise<AccessKey | undefined> {
  const { rows } = await tx.query<Row>(
    `select ${columns} from identity.access_key
      where id = $1 and user_id = $2 and organization_id = $3 and deleted_at is null and role_id is null`,
    [id, userId, organizationId],
  );
  return rows[0] && fromRow(rows[0]);
}

/** What is absent stays; `isDisabled` turns it off, from `at` on, or on. */
export async function updateAccessKey(
  tx: Tx,
  { organizationId, id, at }: Pick<AccessKey, 'organizationId' | 'id'> & { readonly at: Instant },
  changes: { readonly description?: string | undefined; readonly isDisabled?: boolean | undefined },
): Promise<void> {
  await tx.query(
    `update identity.access_key
        set description = coalesce($3, description),
            disabled_at = case when $4::boolean then coalesce(disabled_at, $5) when not $4 then null else disabled_at end
      where id = $1 and organization_id = $2`,
    [id, organizationId, changes.description ?? null, changes.isDisabled ?? null, at.toString()],
  );
}

/** The user's keys, newest first, those before `cursor`; of keys of roles those that work at `now`. */
export async function listAccessKeys(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly userId: string;
    readonly now: Instant;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly AccessKey[]> {
  const { rows } = await tx.query<Row>(
    `select ${columns} from identity.access_key
      where organization_id = $1 and user_id = $2 and deleted_at is null and (role_id is null or expires_at > $5)
        and ($3::text is null or id < $3)
      order by id desc limit $4`,
    [asked.organizationId, asked.userId, asked.cursor ?? null, asked.limit, asked.now.toString()],
  );
  return rows.map(fromRow);
}

/** How many valid keys the user has. Locks the user's row: two requests that both see one place left take turns. */
export async function countAccessKeysLocked(tx: Tx, userId: string): Promise<number> {
  await tx.query('select 1 from identity.app_user where id = $1 for update', [userId]);
  const { rows } = await tx.query<{ count: string }>(
    'select count(*) as count from identity.access_key where user_id = $1 and deleted_at is null and role_id is null',
    [userId],
  );
  return Number(rows[0]?.count);
}

/** How many keys of roles the user has that work at `now`. Locks the user's row, as above. */
export async function countRoleKeysLocked(
  tx: Tx,
  { organizationId, userId, now }: Pick<AccessKey, 'organizationId' | 'userId'> & { readonly now: Instant },
): Promise<number> {
  await tx.query('select 1 from identity.app_user where id = $1 for update', [userId]);
  const { rows } = await tx.query<{ count: string }>(
    `select count(*) as count from identity.access_key
      where user_id = $1 and organization_id = $2 and role_id is not null and expires_at > $3 and deleted_at is null`,
    [userId, organizationId, now.toString()],
  );
  return Number(rows[0]?.count);
}

/** Removes the user's keys of roles that ended before this: a program that asks for one each hour leaves no pile. */
export async function sweepRoleKeys(
  tx: Tx,
  whose: Pick<AccessKey, 'organizationId' | 'userId'> & { readonly endedBefore: Instant },
): Promise<void> {
  await tx.query(
    'delete from identity.access_key where user_id = $1 and organization_id = $2 and role_id is not null and expires_at < $3',
    [whose.userId, whose.organizationId, whose.endedBefore.toString()],
  );
}

/** Ends a key of the user, also one of a role; `undefined` when there is no such key that has not ended. */
export async function markDeleted(
  tx: Tx,
  { organizationId, userId, id, at }: Pick<AccessKey, 'organizationId' | 'userId' | 'id'> & { readonly at: Instant },
): Promise<AccessKey | undefined> {
  const { rows } = await tx.query<Row>(
    `update identity.access_key set deleted_at = $4
      where id = $1 and user_id = $2 and organization_id = $3 and deleted_at is null
        and (role_id is null or expires_at > $4) returning ${columns}`,
    [id, userId, organizationId, at.toString()],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Notes that a key was used, and from where, unless somebody did so within the last minute: a busy key would otherwise write a
 *  row for each request. */
export async function noteUse(
  tx: Tx,
  { id, at, from }: { readonly id: string; readonly at: Instant; readonly from: string },
): Promise<void> {
  await tx.query(
    `update identity.access_key set last_used_at = $2, last_used_from = $3
      where id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')`,
    [id, at.toString(), from],
  );
}
