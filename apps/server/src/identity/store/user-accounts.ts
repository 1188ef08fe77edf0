// Rows of identity.app_user as those see them who administer an organization. One that was deleted keeps its row, because the
// audit trail names it.
import type { UserState } from '@argosy/contract/identity/vocabulary';
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstant, toInstantOrUndefined } from '../../platform/database.ts';

export interface UserAccount {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly displayName: string;
  readonly email: string | undefined;
  readonly language: 'en' | 'zh' | undefined;
  readonly state: UserState;
  readonly isOwner: boolean;
  readonly hasSecondFactor: boolean;
  readonly createdAt: Instant;
  /** In a browser or by a key, to the minute. */
  readonly lastSeenAt: Instant | undefined;
}

interface Row {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly display_name: string;
  readonly email: string | null;
  readonly language: 'en' | 'zh' | null;
  readonly state: UserState;
  readonly is_owner: boolean;
  readonly has_second_factor: boolean;
  readonly created_at: string;
  readonly last_seen_at: string | null;
}

const selected = `select id, organization_id, name, display_name, email, language, state, is_owner, created_at,
    totp_confirmed_at is not null or exists (select from identity.passkey where user_id = app_user.id) as has_second_factor,
    greatest(
      (select max(last_seen_at) from identity.session where user_id = app_user.id),
      (select max(last_used_at) from identity.access_key where user_id = app_user.id)) as last_seen_at
  from identity.app_user`;

const fromRow = (row: Row): UserAccount => ({
  id: row.id,
  organizationId: row.organization_id,
  name: row.name,
  displayName: row.display_name,
  email: row.email ?? undefined,
  language: row.language ?? undefined,
  state: row.state,
  isOwner: row.is_owner,
  hasSecondFactor: row.has_second_factor,
  createdAt: toInstant(row.created_at),
  lastSeenAt: toInstantOrUndefined(row.last_seen_at),
});

export type NewUser = Pick<
  UserAccount,
  'id' | 'organizationId' | 'name' | 'displayName' | 'email' | 'language' | 'isOwner' | 'createdAt'
>;

/** A user who has not signed in yet. */
export async function insertInvitedUser(tx: Tx, user: NewUser): Promise<'inserted' | 'name_taken'> {
  const { rowCount } = await tx.query(
    `insert into identity.app_user (id, organization_id, name, display_name, email, language, is_owner, state, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'invited', $8)
     on conflict (organization_id, name) where state <> 'deleted' do nothing`,
    [
      user.id,
      user.organizationId,
      user.name,
      user.displayName,
      user.email ?? null,
      user.language ?? null,
      user.isOwner,
      user.createdAt.toString(),
    ],
  );
  return rowCount === 1 ? 'inserted' : 'name_taken';
}

/** The user of this id, also one that was deleted, or else of this name. */
export async function findUser(tx: Tx, organizationId: string, idOrName: string): Promise<UserAccount | undefined> {
  const { rows } = await tx.query<Row>(
    `${selected} where organization_id = $1 and (id = $2 or (name = $2 and state <> 'deleted'))
      order by id = $2 desc limit 1`,
    [organizationId, idOrName],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Takes turns with others that change this user, or what holds for them, until the transaction ends. */
export async function lockUser(
  tx: Tx,
  { id, organizationId }: Pick<UserAccount, 'id' | 'organizationId'>,
): Promise<void> {
  await tx.query('select from identity.app_user where id = $1 and organization_id = $2 for update', [
    id,
    organizationId,
  ]);
}

/** Newest first, those before `cursor`; without `state` all that are not deleted. */
export async function listUsers(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly state?: UserState | undefined;
    readonly text?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly UserAccount[]> {
  const { rows } = await tx.query<Row>(
    `${selected}
      where organization_id = $1 and case when $2::text is null then state <> 'deleted' else state = $2 end
        and ($3::text is null or strpos(lower(concat_ws(' ', name, display_name, email)), lower($3)) > 0)
        and ($4::text is null or id < $4)
      order by id desc limit $5`,
    [asked.organizationId, asked.state ?? null, asked.text ?? null, asked.cursor ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

/** What is absent stays; an empty address takes it away. */
export async function updateUser(
  tx: Tx,
  user: Pick<UserAccount, 'id' | 'organizationId'>,
  changes: {
    readonly displayName?: string | undefined;
    readonly email?: string | undefined;
    readonly language?: 'en' | 'zh' | undefined;
  },
): Promise<void> {
  await tx.query(
    `update identity.app_user
        set display_name = coalesce($3, display_name), email = nullif(coalesce($4, email), ''),
            language = coalesce($5, language)
      where id = $1 and organization_id = $2`,
    [user.id, user.organizationId, changes.displayName ?? null, changes.email ?? null, changes.language ?? null],
  );
}

type Whose = Pick<UserAccount, 'id' | 'organizationId'> & { readonly at: Instant };

/** Suspends a user: their sessions and links end. Their keys stay, and do nothing while it lasts. */
export async function suspendUser(tx: Tx, { id, organizationId, at }: Whose): Promise<void> {
  await tx.query(`update identity.app_user set state = 'suspended' where id = $1 and organization_id = $2`, [
    id,
    organizationId,
  ]);
  await endSignIns(tx, { id, organizationId, at });
}

/** Ends a suspension: who had never signed in is invited again. */
export async function resumeUser(tx: Tx, { id, organizationId }: Pick<Whose, 'id' | 'organizationId'>): Promise<void> {
  await tx.query(
    `update identity.app_user
        set state = case when password_hash is null and not is_owner
          and not exists (select from identity.session where user_id = app_user.id)
          and not exists (select from identity.passkey where user_id = app_user.id)
          and not exists (select from identity.external_identity where user_id = app_user.id)
          then 'invited' else 'active' end
      where id = $1 and organization_id = $2 and state = 'suspended'`,
    [id, organizationId],
  );
}

/** Ends all that was a user's: only the row and the ended sessions and keys are left, which the trail names. */
export async function deleteUser(tx: Tx, { id, organizationId, at }: Whose): Promise<void> {
  const both = [id, organizationId];
  await tx.query(
    `update identity.app_user
        set state = 'deleted', deleted_at = $3, password_hash = null, sealed_totp = null, totp_confirmed_at = null
      where id = $1 and organization_id = $2`,
    [...both, at.toString()],
  );
  await endSignIns(tx, { id, organizationId, at });
  await tx.query(
    `update identity.access_key set deleted_at = $3 where user_id = $1 and organization_id = $2 and deleted_at is null`,
    [...both, at.toString()],
  );
  for (const table of ['group_member', 'policy_attachment', 'passkey', 'recovery_code', 'external_identity'])
    await tx.query(`delete from identity.${table} where user_id = $1 and organization_id = $2`, both);
  await tx.query(
    `update identity.role set trusted = array_remove(trusted, $1) where organization_id = $2 and $1 = any (trusted)`,
    both,
  );
}

async function endSignIns(tx: Tx, { id, organizationId, at }: Whose): Promise<void> {
  const when = [id, organizationId, at.toString()];
  await tx.query(
    `update identity.session set ended_at = $3 where user_id = $1 and organization_id = $2 and ended_at is null`,
    when,
  );
  await tx.query(
    `update identity.sign_in_link set revoked_at = $3
      where user_id = $1 and organization_id = $2 and used_at is null and revoked_at is null`,
    when,
  );
}
