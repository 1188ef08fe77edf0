// Rows of identity.recovery_code: hashes of codes that open once each in place of the second factor.
import type { Instant } from '@argosy/kernel/time';
import type { Tx } from '../../platform/database.ts';

interface Whose {
  readonly userId: string;
  readonly organizationId: string;
}

/** These, in place of all before; none of them takes them away. */
export async function replaceRecoveryCodes(
  tx: Tx,
  { userId, organizationId, hashes }: Whose & { readonly hashes: readonly Buffer[] },
): Promise<void> {
  await tx.query('delete from identity.recovery_code where user_id = $1 and organization_id = $2', [
    userId,
    organizationId,
  ]);
  await tx.query(
    `insert into identity.recovery_code (user_id, organization_id, code_hash) select $1, $2, unnest($3::bytea[])`,
    [userId, organizationId, hashes],
  );
}

/** Uses a code up; false when there is none such that was not used. */
export async function takeRecoveryCode(
  tx: Tx,
  { userId, organizationId, hash, at }: Whose & { readonly hash: Buffer; readonly at: Instant },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update identity.recovery_code set used_at = $4
      where user_id = $1 and organization_id = $2 and code_hash = $3 and used_at is null`,
    [userId, organizationId, hash, at.toString()],
  );
  return rowCount === 1;
}

export async function countRecoveryCodes(tx: Tx, { userId, organizationId }: Whose): Promise<number> {
  const { rows } = await tx.query<{ count: string }>(
    `select count(*) as count from identity.recovery_code
      where user_id = $1 and organization_id = $2 and used_at is null`,
    [userId, organizationId],
  );
  return Number(rows[0]?.count);
}
