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

/** Of each the session that goes on at `now`, whoever's it is: for authentication alone. */
export async function findOpenSessions(
  tx: Tx,
  which: readonly SessionName[],
  now: Instant,
): Promise<readonly (Session | undefined)[]> {
  const { rows } = await tx.query<Row & { readonly token_hash: Buffer }>(
    `select * from identity.session
      where (token_hash = any ($1::bytea[]) or id = any ($2::text[])) and ended_at is null and expires_at > $3`,
    [
      which.flatMap((each) => ('tokenHash' in each ? [each.tokenHash] : [])),
      which.flatMap((each) => ('id' in each ? [each.id] : [])),
      now.toString(),
    ],
  );
  const found = new Map(
    rows.flatMap((row) => {
      const session = fromRow(row);
      return [[row.id, session] as const, [row.token_hash.toString('base64'), session] as const];
    }),
  );
  return which.map((each) => found.get('id' in each ? each.id : each.tokenHash.toString('base64')));
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

interface WhichSession {
  readonly id: string;
  readonly userId: string;
  readonly organizationId: string;
}

/** A session of the user, also one that has ended. */
export async function findSession(tx: Tx, { id, userId, organizationId }: WhichSession): Promise<Session | undefined> {
  const { rows } = await tx.query<Row>(
    'select * from identity.session where id = $1 and user_id = $2 and organization_id = $3',
    [id, userId, organizationId],
  );
  return rows[0] && fromRow(rows[0]);
}

/** The user's sessions that go on at `now`, newest first, those before `cursor`. */
export async function listSessions(
  tx: Tx,
  asked: Pick<WhichSession, 'userId' | 'organizationId'> & {
    readonly now: Instant;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly Session[]> {
  const { rows } = await tx.query<Row>(
    `select * from identity.session
      where user_id = $1 and organization_id = $2 and ended_at is null and expires_at > $3 and ($4::text is null or id < $4)
      order by id desc limit $5`,
    [asked.userId, asked.organizationId, asked.now.toString(), asked.cursor ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

/** Ends a session of the user; `undefined` when there is none such that goes on. */
export async function endSession(
  tx: Tx,
  { id, userId, organizationId, at }: WhichSession & { readonly at: Instant },
): Promise<Session | undefined> {
  const { rows } = await tx.query<Row>(
    `update identity.session set ended_at = $4
      where id = $1 and user_id = $2 and organization_id = $3 and ended_at is null and expires_at > $4 returning *`,
    [id, userId, organizationId, at.toString()],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Ends the user's sessions, but for the one of id `except`. */
export async function endSessions(
  tx: Tx,
  asked: Pick<WhichSession, 'userId' | 'organizationId'> & {
    readonly except: string | undefined;
    readonly at: Instant;
  },
): Promise<void> {
  await tx.query(
    `update identity.session set ended_at = $4
      where user_id = $1 and organization_id = $2 and id is distinct from $3 and ended_at is null`,
    [asked.userId, asked.organizationId, asked.except ?? null, asked.at.toString()],
  );
}

/** The person has shown who they are; with a second factor, the session has that from then on. */
export async function confirmSession(
  tx: Tx,
  { id, userId, organizationId, at, hasSecondFactor }: WhichSession & { at: Instant; hasSecondFactor: boolean },
): Promise<Session | undefined> {
  const { rows } = await tx.query<Row>(
    `update identity.session set confirmed_at = $4, has_second_factor = has_second_factor or $5
      where id = $1 and user_id = $2 and organization_id = $3 and ended_at is null and expires_at > $4 returning *`,
    [id, userId, organizationId, at.toString(), hasSecondFactor],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Ends the session of a token, whoever's it is. */
export async function endSessionOfToken(
  tx: Tx,
  tokenHash: Buffer,
  at: Instant,
): Promise<{ readonly organizationId: string; readonly userId: string; readonly sessionId: string } | undefined> {
  const { rows } = await tx.query<{ id: string; user_id: string; organization_id: string }>(
    `update identity.session set ended_at = $2 where token_hash = $1 and ended_at is null
     returning id, user_id, organization_id`,
    [tokenHash, at.toString()],
  );
  const [row] = rows;
  return row && { organizationId: row.organization_id, userId: row.user_id, sessionId: row.id };
}

/** Removes the user's sessions that ended before `before`: the audit trail knows of them for ever. */
export async function deleteOldSessions(
  tx: Tx,
  { userId, organizationId, before }: Pick<WhichSession, 'userId' | 'organizationId'> & { readonly before: Instant },
): Promise<void> {
  await tx.query(
    `delete from identity.session
      where user_id = $1 and organization_id = $2 and coalesce(ended_at, expires_at) < $3`,
    [userId, organizationId, before.toString()],
  );
}
