// Rows of identity.organization and identity.app_user.
import type { Instant } from '@argosy/kernel/time';
import type { Tx } from '../../platform/database.ts';

export interface Owner {
  readonly organizationId: string;
  readonly userId: string;
}

/** Takes turns with other servers that look for the owner at the same time; until the transaction ends. */
export async function lockOwnership(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('identity.owner', 0))`);
}

/** The owner of the first organization of this server; `undefined` before the first start. */
export async function findFirstOwner(tx: Tx): Promise<Owner | undefined> {
  const { rows } = await tx.query<{ id: string; organization_id: string }>(
    'select id, organization_id from identity.app_user where is_owner order by created_at, id limit 1',
  );
  return rows[0] && { userId: rows[0].id, organizationId: rows[0].organization_id };
}

export async function insertOrganization(
  tx: Tx,
  { id, name, at }: { readonly id: string; readonly name: string; readonly at: Instant },
): Promise<void> {
  await tx.query('insert into identity.organization (id, name, created_at) values ($1, $2, $3)', [
    id,
    name,
    at.toString(),
  ]);
}

export async function insertOwner(
  tx: Tx,
  user: { readonly id: string; readonly organizationId: string; readonly name: string; readonly at: Instant },
): Promise<void> {
  await tx.query(
    'insert into identity.app_user (id, organization_id, name, is_owner, created_at) values ($1, $2, $3, true, $4)',
    [user.id, user.organizationId, user.name, user.at.toString()],
  );
}

/** The names of a user and its organization. */
export async function findNames(
  tx: Tx,
  { organizationId, userId }: Owner,
): Promise<{ readonly organizationName: string; readonly userName: string } | undefined> {
  const { rows } = await tx.query<{ organization_name: string; user_name: string }>(
    `select organization.name as organization_name, app_user.name as user_name
       from identity.app_user join identity.organization on organization.id = app_user.organization_id
      where app_user.id = $1 and organization.id = $2`,
    [userId, organizationId],
  );
  return rows[0] && { organizationName: rows[0].organization_name, userName: rows[0].user_name };
}
