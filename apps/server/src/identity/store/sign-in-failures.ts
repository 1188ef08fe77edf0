// Rows of identity.sign_in_failures: failed attempts, by the account or the address they were about. Nobody's: kept outside any
// organization, as most of them are about nobody.
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstant, toInstantOrUndefined } from '../../platform/database.ts';
import type { Failures } from '../domain/sign-in-lock.ts';

/** What is known about it, locked until the transaction ends: attempts about one thing take turns, and none goes uncounted. */
export async function lockFailures(tx: Tx, about: string, now: Instant): Promise<Failures> {
  await tx.query(
    `insert into identity.sign_in_failures (about, failures, last_at) values ($1, 0, $2) on conflict do nothing`,
    [about, now.toString()],
  );
  const { rows } = await tx.query<{ failures: number; last_at: string; locked_until: string | null }>(
    'select failures, last_at, locked_until from identity.sign_in_failures where about = $1 for update',
    [about],
  );
  const [row] = rows;
  if (!row) return { failures: 0, lastAt: now, lockedUntil: undefined }; // it was cleared between the two statements
  return {
    failures: row.failures,
    lastAt: toInstant(row.last_at),
    lockedUntil: toInstantOrUndefined(row.locked_until),
  };
}

export async function writeFailures(tx: Tx, about: string, { failures, lastAt, lockedUntil }: Failures): Promise<void> {
  await tx.query(
    `insert into identity.sign_in_failures (about, failures, last_at, locked_until) values ($1, $2, $3, $4)
     on conflict (about) do update
       set failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until`,
    [about, failures, lastAt.toString(), lockedUntil?.toString()],
  );
}

export async function deleteFailures(tx: Tx, about: string): Promise<void> {
  await tx.query('delete from identity.sign_in_failures where about = $1', [about]);
}

/** Removes some of those that hold nobody back any more. */
export async function deleteOldFailures(tx: Tx, before: Instant, atMost: number): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from identity.sign_in_failures
      where about in (select about from identity.sign_in_failures where last_at < $1 order by last_at limit $2)`,
    [before.toString(), atMost],
  );
  return rowCount ?? 0;
}
