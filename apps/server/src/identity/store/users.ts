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

/** The owner of the organization that runs this server; `undefined` before the first start. */
export async function findFirstOwner(tx: Tx): Promise<Owner | undefined> {
  const { rows } = await tx.query<{ id: string; organization_id: string }>(
    `select app_user.id, organization_id
       from identity.app_user join identity.organization on organization.id = organization_id
      where is_owner and is_provider`,
  );
  return rows[0] && { userId: rows[0].id, organizationId: rows[0].organization_id };
}

export async function insertOrganization(
  tx: Tx,
  organization: {
    readonly id: string;
    readonly name: string;
    readonly alias: string;
    readonly isProvider: boolean;
    readonly at: Instant;
  },
): Promise<void> {
  await tx.query(
    'insert into identity.organization (id, name, alias, is_provider, created_at) values ($1, $2, $3, $4, $5)',
    [organization.id, organization.name, organization.alias, organization.isProvider, organization.at.toString()],
  );
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

/** Who somebody is: what is told to them, and what decides about them. */
export interface Person {
  readonly userId: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly organizationAlias: string;
  readonly userName: string;
  readonly displayName: string;
  readonly language: 'en' | 'zh' | undefined;
  readonly isOwner: boolean;
  /** Of the organization that runs this server. */
  readonly isProvider: boolean;
  readonly hasPassword: boolean;
}

/** The user, unless they may not come in any more. */
export async function findActivePerson(tx: Tx, owner: Owner): Promise<Person | undefined> {
  return (await findActivePersons(tx, [owner]))[0];
}

/** The same of each. */
export async function findActivePersons(tx: Tx, asked: readonly Owner[]): Promise<readonly (Person | undefined)[]> {
  const { rows } = await tx.query<{
    id: string;
    organization_id: string;
    organization_name: string;
    alias: string;
    name: string;
    display_name: string;
    language: 'en' | 'zh' | null;
    is_owner: boolean;
    is_provider: boolean;
    has_password: boolean;
  }>(
    `select app_user.id, organization.id as organization_id, organization.name as organization_name, alias, app_user.name,
            display_name, language, is_owner, is_provider, password_hash is not null as has_password
       from unnest($1::text[], $2::text[]) as asked (user_id, organization_id)
       join identity.app_user on app_user.id = asked.user_id
       join identity.organization
         on organization.id = app_user.organization_id and organization.id = asked.organization_id
      where state = 'active'`,
    [asked.map(({ userId }) => userId), asked.map(({ organizationId }) => organizationId)],
  );
  const found = new Map(
    rows.map((row): readonly [string, Person] => [
      row.id,
      {
        userId: row.id,
        organizationId: row.organization_id,
        organizationName: row.organization_name,
        organizationAlias: row.alias,
        userName: row.name,
        displayName: row.display_name,
        language: row.language ?? undefined,
        isOwner: row.is_owner,
        isProvider: row.is_provider,
        hasPassword: row.has_password,
      },
    ]),
  );
  return asked.map(({ organizationId, userId }) => {
    const person = found.get(userId);
    return person?.organizationId === organizationId ? person : undefined;
  });
}
