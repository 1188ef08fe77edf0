// Rows of identity.sign_in_source: other servers that vouch for people of an organization.
import type { LdapSettings, OidcSettings } from '@argosy/contract/identity/sign-in-sources';
import type { Instant } from '@argosy/kernel/time';
import { toInstant, toJson, type Tx } from '../../platform/database.ts';

/** Everything but the kind and the secret lies in one JSON value, as it was parsed when it was put there. */
export interface SourceSettings {
  readonly oidc?: OidcSettings | undefined;
  readonly ldap?: LdapSettings | undefined;
  readonly defaultGroups: readonly string[];
  readonly groupMap: Readonly<Record<string, string>>;
}

export interface SignInSource {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: 'oidc' | 'ldap';
  readonly name: string;
  readonly settings: SourceSettings;
  readonly sealedSecret: Buffer | undefined;
  readonly makesUsers: boolean;
  readonly isEnabled: boolean;
  readonly createdAt: Instant;
}

interface Row {
  readonly id: string;
  readonly organization_id: string;
  readonly kind: 'oidc' | 'ldap';
  readonly name: string;
  readonly settings: SourceSettings;
  readonly sealed_secret: Buffer | null;
  readonly makes_users: boolean;
  readonly is_enabled: boolean;
  readonly created_at: string;
}

const fromRow = (row: Row): SignInSource => ({
  id: row.id,
  organizationId: row.organization_id,
  kind: row.kind,
  name: row.name,
  settings: row.settings,
  sealedSecret: row.sealed_secret ?? undefined,
  makesUsers: row.makes_users,
  isEnabled: row.is_enabled,
  createdAt: toInstant(row.created_at),
});

type Which = Pick<SignInSource, 'id' | 'organizationId'>;

/** Puts the source there; `name_taken` when the organization has another of that name. */
export async function insertSource(tx: Tx, source: SignInSource): Promise<'inserted' | 'name_taken'> {
  const { rowCount } = await tx.query(
    `insert into identity.sign_in_source
       (id, organization_id, kind, name, settings, sealed_secret, makes_users, is_enabled, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (organization_id, name) do nothing`,
    [
      source.id,
      source.organizationId,
      source.kind,
      source.name,
      toJson(source.settings),
      source.sealedSecret,
      source.makesUsers,
      source.isEnabled,
      source.createdAt.toString(),
    ],
  );
  return rowCount === 1 ? 'inserted' : 'name_taken';
}

/** Writes all that can change; `name_taken` when another of the organization has that name. */
export async function updateSource(tx: Tx, source: SignInSource): Promise<'updated' | 'name_taken'> {
  const { rowCount } = await tx.query(
    `update identity.sign_in_source
        set name = $3, settings = $4, sealed_secret = $5, makes_users = $6, is_enabled = $7
      where id = $1 and organization_id = $2
        and not exists (select from identity.sign_in_source as other
                         where other.organization_id = $2 and other.name = $3 and other.id <> $1)`,
    [
      source.id,
      source.organizationId,
      source.name,
      toJson(source.settings),
      source.sealedSecret,
      source.makesUsers,
      source.isEnabled,
    ],
  );
  return rowCount === 1 ? 'updated' : 'name_taken';
}

export async function findSource(tx: Tx, { id, organizationId }: Which): Promise<SignInSource | undefined> {
  const { rows } = await tx.query<Row>('select * from identity.sign_in_source where id = $1 and organization_id = $2', [
    id,
    organizationId,
  ]);
  return rows[0] && fromRow(rows[0]);
}

/** The organization's sources, whose rows wait for this transaction. */
export async function lockSources(tx: Tx, organizationId: string): Promise<readonly SignInSource[]> {
  const { rows } = await tx.query<Row>(
    'select * from identity.sign_in_source where organization_id = $1 order by id for update',
    [organizationId],
  );
  return rows.map(fromRow);
}

/** The source of this id that is on, whoever's it is: before anybody is known. */
export async function findEnabledSource(tx: Tx, id: string): Promise<SignInSource | undefined> {
  const { rows } = await tx.query<Row>('select * from identity.sign_in_source where id = $1 and is_enabled', [id]);
  return rows[0] && fromRow(rows[0]);
}

/** Those that are on, of an organization. */
export async function listEnabledSources(tx: Tx, organizationId: string): Promise<readonly SignInSource[]> {
  const { rows } = await tx.query<Row>(
    'select * from identity.sign_in_source where organization_id = $1 and is_enabled order by name limit 100',
    [organizationId],
  );
  return rows.map(fromRow);
}

/** Newest first, those before `cursor`. */
export async function listSources(
  tx: Tx,
  asked: { readonly organizationId: string; readonly cursor?: string | undefined; readonly limit: number },
): Promise<readonly SignInSource[]> {
  const { rows } = await tx.query<Row>(
    `select * from identity.sign_in_source where organization_id = $1 and ($2::text is null or id < $2)
      order by id desc limit $3`,
    [asked.organizationId, asked.cursor ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

/** Takes the source away, and with it every link to it; `undefined` when there is none. */
export async function deleteSource(tx: Tx, { id, organizationId }: Which): Promise<SignInSource | undefined> {
  const { rows } = await tx.query<Row>(
    'delete from identity.sign_in_source where id = $1 and organization_id = $2 returning *',
    [id, organizationId],
  );
  return rows[0] && fromRow(rows[0]);
}

export async function isProviderOrganization(tx: Tx, organizationId: string): Promise<boolean> {
  const { rows } = await tx.query<{ is_provider: boolean }>(
    'select is_provider from identity.organization where id = $1',
    [organizationId],
  );
  return rows[0]?.is_provider ?? false;
}

/** The first of these that is no group of the organization. */
export async function findMissingGroup(
  tx: Tx,
  { organizationId, groupIds }: { readonly organizationId: string; readonly groupIds: readonly string[] },
): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>(
    `select asked.id from unnest($2::text[]) as asked (id)
      where not exists (select from identity.user_group where user_group.id = asked.id and organization_id = $1) limit 1`,
    [organizationId, groupIds],
  );
  return rows[0]?.id;
}
