// Rows of identity.role.
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstant } from '../../platform/database.ts';

export interface Role {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly description: string;
  readonly trusted: readonly Trusted[];
  readonly maxSessionSeconds: number;
  readonly createdAt: Instant;
}

/** A user or a group that may assume a role. */
export interface Trusted {
  readonly kind: 'user' | 'group';
  readonly id: string;
  readonly name: string;
}

interface Row {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly description: string;
  readonly trusted_by_name: readonly Trusted[];
  readonly max_session_seconds: number;
  readonly created_at: string;
}

const selected = `select role.id, role.organization_id, role.name, role.description, max_session_seconds, role.created_at,
    coalesce((select json_agg(json_build_object('kind', kind, 'id', one.id, 'name', one.name) order by kind desc, one.name)
       from (select 'user' as kind, id, name from identity.app_user where id = any (trusted) and state <> 'deleted'
             union all select 'group', id, name from identity.user_group where id = any (trusted)) as one), '[]') as trusted_by_name
  from identity.role`;

const fromRow = (row: Row): Role => ({
  id: row.id,
  organizationId: row.organization_id,
  name: row.name,
  description: row.description,
  trusted: row.trusted_by_name,
  maxSessionSeconds: row.max_session_seconds,
  createdAt: toInstant(row.created_at),
});

export interface NewRole extends Omit<Role, 'trusted'> {
  /** Ids of users and groups. */
  readonly trusted: readonly string[];
}

export async function insertRole(tx: Tx, role: NewRole): Promise<'inserted' | 'name_taken'> {
  const { rowCount } = await tx.query(
    `insert into identity.role (id, organization_id, name, description, trusted, max_session_seconds, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (organization_id, name) do nothing`,
    [
      role.id,
      role.organizationId,
      role.name,
      role.description,
      role.trusted,
      role.maxSessionSeconds,
      role.createdAt.toString(),
    ],
  );
  return rowCount === 1 ? 'inserted' : 'name_taken';
}

export async function findRole(tx: Tx, organizationId: string, idOrName: string): Promise<Role | undefined> {
  const { rows } = await tx.query<Row>(
    `${selected} where role.organization_id = $1 and (role.id = $2 or role.name = $2) order by role.id = $2 desc limit 1`,
    [organizationId, idOrName],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Takes turns with others that change this role, or whom it trusts, until the transaction ends. */
export async function lockRole(tx: Tx, { id, organizationId }: Pick<Role, 'id' | 'organizationId'>): Promise<void> {
  await tx.query('select from identity.role where id = $1 and organization_id = $2 for update', [id, organizationId]);
}

/** Newest first, those before `cursor`. */
export async function listRoles(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly text?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly Role[]> {
  const { rows } = await tx.query<Row>(
    `${selected}
      where role.organization_id = $1
        and ($2::text is null or strpos(lower(role.name || ' ' || role.description), lower($2)) > 0)
        and ($3::text is null or role.id < $3)
      order by role.id desc limit $4`,
    [asked.organizationId, asked.text ?? null, asked.cursor ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

/** What is absent stays. */
export async function updateRole(
  tx: Tx,
  { id, organizationId }: Pick<Role, 'id' | 'organizationId'>,
  changes: { readonly [Field in 'name' | 'description' | 'maxSessionSeconds']?: Role[Field] | undefined } & {
    readonly trusted?: readonly string[] | undefined;
  },
): Promise<'updated' | 'name_taken'> {
  const { rowCount } = await tx.query(
    `update identity.role
        set name = coalesce($3, name), description = coalesce($4, description), trusted = coalesce($5, trusted),
            max_session_seconds = coalesce($6, max_session_seconds)
      where id = $1 and organization_id = $2
        and not exists (select from identity.role as other
          where other.organization_id = $2 and other.name = $3 and other.id <> $1)`,
    [
      id,
      organizationId,
      changes.name ?? null,
      changes.description ?? null,
      changes.trusted ?? null,
      changes.maxSessionSeconds ?? null,
    ],
  );
  return rowCount === 1 ? 'updated' : 'name_taken';
}

/** With its attachments and keys, which go with the row. */
export async function deleteRole(tx: Tx, { id, organizationId }: Pick<Role, 'id' | 'organizationId'>): Promise<void> {
  await tx.query('delete from identity.role where id = $1 and organization_id = $2', [id, organizationId]);
}

/** Ids of the roles that trust any of these users and groups. */
export async function rolesTrusting(
  tx: Tx,
  organizationId: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await tx.query<{ id: string }>(
    'select id from identity.role where organization_id = $1 and trusted && $2::text[] order by id',
    [organizationId, ids],
  );
  return rows.map(({ id }) => id);
}
