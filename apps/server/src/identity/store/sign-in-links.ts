// Rows of identity.sign_in_link: one-time links. The token itself is in the link alone.
import type { LinkPurpose } from '@argosy/contract/identity/sign-in';
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstant, toInstantOrUndefined } from '../../platform/database.ts';

export interface SignInLink {
  readonly id: string;
  readonly userId: string;
  readonly organizationId: string;
  readonly purpose: LinkPurpose;
  readonly madeBy: string | undefined;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly usedAt: Instant | undefined;
  /** Ended by a later one, or by who made it. */
  readonly revokedAt: Instant | undefined;
}

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly organization_id: string;
  readonly purpose: LinkPurpose;
  readonly made_by: string | null;
  readonly created_at: string;
  readonly expires_at: string;
  readonly used_at: string | null;
  readonly revoked_at: string | null;
}

const columns = 'id, user_id, organization_id, purpose, made_by, created_at, expires_at, used_at, revoked_at';

const fromRow = (row: Row): SignInLink => ({
  id: row.id,
  userId: row.user_id,
  organizationId: row.organization_id,
  purpose: row.purpose,
  madeBy: row.made_by ?? undefined,
  createdAt: toInstant(row.created_at),
  expiresAt: toInstant(row.expires_at),
  usedAt: toInstantOrUndefined(row.used_at),
  revokedAt: toInstantOrUndefined(row.revoked_at),
});

export async function insertLink(tx: Tx, link: SignInLink, tokenHash: Buffer): Promise<void> {
  await tx.query(
    `insert into identity.sign_in_link
       (id, user_id, organization_id, purpose, token_hash, made_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      link.id,
      link.userId,
      link.organizationId,
      link.purpose,
      tokenHash,
      link.madeBy,
      link.createdAt.toString(),
      link.expiresAt.toString(),
    ],
  );
}

/** The link of a token, whoever's it is and whether or not it still opens: before anybody is known. */
export async function findLinkByToken(tx: Tx, tokenHash: Buffer): Promise<SignInLink | undefined> {
  const { rows } = await tx.query<Row>(`select ${columns} from identity.sign_in_link where token_hash = $1`, [
    tokenHash,
  ]);
  return rows[0] && fromRow(rows[0]);
}

export async function findLink(
  tx: Tx,
  { id, organizationId }: Pick<SignInLink, 'id' | 'organizationId'>,
): Promise<SignInLink | undefined> {
  const { rows } = await tx.query<Row>(
    `select ${columns} from identity.sign_in_link where id = $1 and organization_id = $2`,
    [id, organizationId],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Of whichever organization: for the provider, which makes links for owners of others. */
export async function findAnyLink(tx: Tx, id: string): Promise<SignInLink | undefined> {
  const { rows } = await tx.query<Row>(`select ${columns} from identity.sign_in_link where id = $1`, [id]);
  return rows[0] && fromRow(rows[0]);
}

/** Uses a link up; false when it was used, replaced or too old: two at the same moment, one wins. */
export async function takeLink(
  tx: Tx,
  { id, organizationId, at }: Pick<SignInLink, 'id' | 'organizationId'> & { readonly at: Instant },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update identity.sign_in_link set used_at = $3
      where id = $1 and organization_id = $2 and used_at is null and revoked_at is null and expires_at > $3`,
    [id, organizationId, at.toString()],
  );
  return rowCount === 1;
}

/** Ends the user's links that nobody used. */
export async function revokeLinks(
  tx: Tx,
  { userId, organizationId, at }: Pick<SignInLink, 'userId' | 'organizationId'> & { readonly at: Instant },
): Promise<void> {
  await tx.query(
    `update identity.sign_in_link set revoked_at = $3
      where user_id = $1 and organization_id = $2 and used_at is null and revoked_at is null`,
    [userId, organizationId, at.toString()],
  );
}
