// Rows of identity.organization, each with its owner.
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstant } from '../../platform/database.ts';

export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly alias: string;
  readonly isProvider: boolean;
  readonly timeZone: string;
  readonly mayBeReference: boolean;
  readonly owner: { readonly id: string; readonly name: string; readonly state: string };
  readonly createdAt: Instant;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly alias: string;
  readonly is_provider: boolean;
  readonly time_zone: string;
  readonly may_be_reference: boolean;
  readonly owner_id: string;
  readonly owner_name: string;
  readonly owner_state: string;
  readonly created_at: string;
}

const selected = `select organization.id, organization.name, alias, is_provider, time_zone, may_be_reference,
    organization.created_at, owner.id as owner_id, owner.name as owner_name, owner.state as owner_state
  from identity.organization
  join identity.app_user as owner on owner.organization_id = organization.id and owner.is_owner`;

const fromRow = (row: Row): Organization => ({
  id: row.id,
  name: row.name,
  alias: row.alias,
  isProvider: row.is_provider,
  timeZone: row.time_zone,
  mayBeReference: row.may_be_reference,
  owner: { id: row.owner_id, name: row.owner_name, state: row.owner_state },
  createdAt: toInstant(row.created_at),
});

export async function findOrganization(tx: Tx, idOrAlias: string): Promise<Organization | undefined> {
  const { rows } = await tx.query<Row>(
    `${selected} where organization.id = $1 or alias = $1 order by organization.id = $1 desc limit 1`,
    [idOrAlias],
  );
  return rows[0] && fromRow(rows[0]);
}

/** All of this server, newest first, those before `cursor`: on the road of the whole server alone. */
export async function listOrganizations(
  tx: Tx,
  asked: { readonly text?: string | undefined; readonly cursor?: string | undefined; readonly limit: number },
): Promise<readonly Organization[]> {
  const { rows } = await tx.query<Row>(
    `${selected}
      where ($1::text is null or strpos(lower(organization.name || ' ' || alias), lower($1)) > 0)
        and ($2::text is null or organization.id < $2)
      order by organization.id desc limit $3`,
    [asked.text ?? null, asked.cursor ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

export async function insertCustomer(
  tx: Tx,
  organization: Pick<Organization, 'id' | 'name' | 'alias' | 'timeZone' | 'createdAt'>,
): Promise<'inserted' | 'alias_taken'> {
  const { rowCount } = await tx.query(
    `insert into identity.organization (id, name, alias, time_zone, created_at)
     values ($1, $2, $3, $4, $5) on conflict (alias) do nothing`,
    [organization.id, organization.name, organization.alias, organization.timeZone, organization.createdAt.toString()],
  );
  return rowCount === 1 ? 'inserted' : 'alias_taken';
}

/** What is absent stays. */
export async function updateOrganization(
  tx: Tx,
  id: string,
  changes: { readonly [Field in 'name' | 'timeZone' | 'mayBeReference']?: Organization[Field] | undefined },
): Promise<void> {
  await tx.query(
    `update identity.organization
        set name = coalesce($2, name), time_zone = coalesce($3, time_zone),
            may_be_reference = coalesce($4, may_be_reference)
      where id = $1`,
    [id, changes.name ?? null, changes.timeZone ?? null, changes.mayBeReference ?? null],
  );
}

/** Who would hand an organization over takes turns with others who would, until the transaction ends. */
export async function lockOrganization(tx: Tx, id: string): Promise<void> {
  await tx.query('select from identity.organization where id = $1 for update', [id]);
}

export async function setOwner(
  tx: Tx,
  { organizationId, userId }: { readonly organizationId: string; readonly userId: string },
): Promise<void> {
  await tx.query(
    'update identity.app_user set is_owner = (id = $2) where organization_id = $1 and (is_owner or id = $2)',
    [organizationId, userId],
  );
}
