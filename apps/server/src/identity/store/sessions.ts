// Rows of identity.session: browsers in which somebody is signed in. The token itself is in the browser alone.
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstant, toInstantOrUndefined } from '../../platform/database.ts';

export type SignInMethod = 'password' | 'passkey' | 'oidc' | 'ldap' | 'link';

export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly organizationId: string;
  readonly method: SignInMethod;
  readonly hasSecondFactor: boolean;
  readonly address: string;
  readonly userAgent: string;
  readonly createdAt: Instant;
  /** When they last showed who they are. */
  readonly confirmedAt: Instant;
  /** To the minute. */
  readonly lastSeenAt: Instant;
  readonly expiresAt: Instant;
  readonly endedAt: Instant | undefined;
}

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly organization_id: string;
  readonly method: SignInMethod;
  readonly has_second_factor: boolean;
  readonly address: string;
  readonly user_agent: string;
  readonly created_at: string;
  readonly confirmed_at: string;
  readonly last_seen_at: string;
  readonly expires_at: string;
  readonly ended_at: string | null;
}

const fromRow = (row: Row): Session => ({
  id: row.id,
  userId: row.user_id,
  organizationId: row.organization_id,
  method: row.method,
  hasSecondFactor: row.has_second_factor,
  address: row.address,
  userAgent: row.user_agent,
  createdAt: toInstant(row.created_at),
  confirmedAt: toInstant(row.confirmed_at),
  lastSeenAt: toInstant(row.last_seen_at),
  expiresAt: toInstant(row.expires_at),
  endedAt: toInstantOrUndefined(row.ended_at),
});

export async function insertSession(tx: Tx, session: Session, tokenHash: Buffer): Promise<void> {
  await tx.query(
    `insert into identity.session
       (id, user_id, organization_id, token_hash, method, has_second_factor, address, user_agent,
        created_at, confirmed_at, last_seen_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      session.id,
      session.userId,
      session.organizationId,
      tokenHash,
      session.method,
      session.hasSecondFactor,
      session.address,
      session.userAgent,
      session.createdAt.toString(),
      session.confirmedAt.toString(),
      session.lastSeenAt.toString(),
      session.expiresAt.toString(),
    ],
  );
}

/** How a session is found: by the token that a browser has, or by what was sealed for one that was let in before. */
export type SessionName = { readonly tokenHash: Buffer } | { readonly id: string };

/** The session that goes on at `now`, whoever's it is: for authentication alone. */
export async function findOpenSession(tx: Tx, which: SessionName, now: Instant): Promise<Session | undefined> {
  const { rows } = await tx.query<Row>(
    `select * from identity.session where (token_hash = $1 or id = $2) and ended_at is null and expires_at > $3`,
    ['tokenHash' in which ? which.tokenHash : null, 'id' in which ? which.id : null, now.toString()],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Notes that a session is in use, and lets it go on until `expiresAt`; once a minute at most. */
export async function noteSeen(
  tx: Tx,
  { id, at, expiresAt }: { readonly id: string; readonly at: Instant; readonly expiresAt: Instant },
): Promise<void> {
  await tx.query(
    `update identity.session set last_seen_at = $2, expires_at = $3
      where id = $1 and last_seen_at < $2::timestamptz - interval '1 minute'`,
    [id, at.toString(), expiresAt.toString()],
  );
}
