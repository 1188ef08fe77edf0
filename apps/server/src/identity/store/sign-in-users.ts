// Rows of identity.app_user as signing in needs them: with what opens the account.
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstantOrUndefined } from '../../platform/database.ts';

export interface SignInUser {
  readonly id: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly organizationAlias: string;
  readonly name: string;
  readonly displayName: string;
  readonly email: string | undefined;
  readonly language: 'en' | 'zh' | undefined;
  readonly isOwner: boolean;
  readonly state: 'invited' | 'active' | 'suspended' | 'deleted';
  readonly passwordHash: string | undefined;
  readonly passwordSetAt: Instant | undefined;
  /** Sealed; of a second factor that is on, or with `confirmedAt` absent only begun. */
  readonly totp:
    | {
        readonly sealedSecret: Buffer;
        readonly confirmedAt: Instant | undefined;
        readonly lastStep: number | undefined;
      }
    | undefined;
}

interface Row {
  readonly id: string;
  readonly organization_id: string;
  readonly organization_name: string;
  readonly alias: string;
  readonly name: string;
  readonly display_name: string;
  readonly email: string | null;
  readonly language: 'en' | 'zh' | null;
  readonly is_owner: boolean;
  readonly state: SignInUser['state'];
  readonly password_hash: string | null;
  readonly password_set_at: string | null;
  readonly sealed_totp: Buffer | null;
  readonly totp_confirmed_at: string | null;
  readonly totp_last_step: string | null;
}

const selected = `select app_user.id, organization_id, organization.name as organization_name, alias, app_user.name,
    display_name, email, language, is_owner, state, password_hash, password_set_at, sealed_totp, totp_confirmed_at,
    totp_last_step
  from identity.app_user join identity.organization on organization.id = app_user.organization_id`;

const fromRow = (row: Row): SignInUser => ({
  id: row.id,
  organizationId: row.organization_id,
  organizationName: row.organization_name,
  organizationAlias: row.alias,
  name: row.name,
  displayName: row.display_name,
  email: row.email ?? undefined,
  language: row.language ?? undefined,
  isOwner: row.is_owner,
  state: row.state,
  passwordHash: row.password_hash ?? undefined,
  passwordSetAt: toInstantOrUndefined(row.password_set_at),
  totp: row.sealed_totp
    ? {
        sealedSecret: row.sealed_totp,
        confirmedAt: toInstantOrUndefined(row.totp_confirmed_at),
        lastStep: row.totp_last_step === null ? undefined : Number(row.totp_last_step),
      }
    : undefined,
});

type Which = Pick<SignInUser, 'id' | 'organizationId'>;

/** The organization of this alias, or else the provider's. */
export async function findOrganizationId(tx: Tx, alias: string | undefined): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>(
    'select id from identity.organization where case when $1::text is null then is_provider else alias = $1 end',
    [alias ?? null],
  );
  return rows[0]?.id;
}

/** Whoever is called so, in the organization of this alias or else the provider's: before anybody is known. */
export async function findSignInUser(
  tx: Tx,
  { name, alias }: { readonly name: string; readonly alias: string | undefined },
): Promise<SignInUser | undefined> {
  const { rows } = await tx.query<Row>(
    `${selected} where app_user.name = $1 and state <> 'deleted'
      and case when $2::text is null then is_provider else alias = $2 end`,
    [name, alias ?? null],
  );
  return rows[0] && fromRow(rows[0]);
}

export async function findSignInUserById(tx: Tx, { id, organizationId }: Which): Promise<SignInUser | undefined> {
  const { rows } = await tx.query<Row>(
    `${selected} where app_user.id = $1 and organization_id = $2 and state <> 'deleted'`,
    [id, organizationId],
  );
  return rows[0] && fromRow(rows[0]);
}

/** The user, whose row waits for this transaction: what opens an account is changed by one at a time. */
export async function lockSignInUser(tx: Tx, { id, organizationId }: Which): Promise<SignInUser | undefined> {
  const { rows } = await tx.query<Row>(
    `${selected} where app_user.id = $1 and organization_id = $2 and state <> 'deleted' for update of app_user`,
    [id, organizationId],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Sets the password; who was only invited is active from then on. */
export async function updatePassword(
  tx: Tx,
  { id, organizationId, hash, at }: Which & { readonly hash: string; readonly at: Instant },
): Promise<void> {
  await tx.query(
    `update identity.app_user
        set password_hash = $3, password_set_at = $4, state = case state when 'invited' then 'active' else state end
      where id = $1 and organization_id = $2`,
    [id, organizationId, hash, at.toString()],
  );
}

/** The same password at another cost, unless another was set meanwhile. */
export async function replaceHash(
  tx: Tx,
  { id, organizationId, was, hash }: Which & { readonly was: string; readonly hash: string },
): Promise<void> {
  await tx.query(
    'update identity.app_user set password_hash = $4 where id = $1 and organization_id = $2 and password_hash = $3',
    [id, organizationId, was, hash],
  );
}

/** A secret that is not asked for before it is confirmed; `undefined` takes the second factor away. */
export async function updateTotp(
  tx: Tx,
  { id, organizationId, sealedSecret }: Which & { readonly sealedSecret: Buffer | undefined },
): Promise<void> {
  await tx.query(
    `update identity.app_user set sealed_totp = $3, totp_confirmed_at = null, totp_last_step = null
      where id = $1 and organization_id = $2`,
    [id, organizationId, sealedSecret],
  );
}

export async function confirmTotp(tx: Tx, { id, organizationId, at }: Which & { readonly at: Instant }): Promise<void> {
  await tx.query('update identity.app_user set totp_confirmed_at = $3 where id = $1 and organization_id = $2', [
    id,
    organizationId,
    at.toString(),
  ]);
}

/** Uses the code of a step up; false when it or a later one was used: two at the same moment, one wins. */
export async function takeTotpStep(
  tx: Tx,
  { id, organizationId, step }: Which & { readonly step: number },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update identity.app_user set totp_last_step = $3
      where id = $1 and organization_id = $2 and (totp_last_step is null or totp_last_step < $3)`,
    [id, organizationId, step],
  );
  return rowCount === 1;
}
