// Rows of identity.policy and identity.policy_version: an organization's own policies. Those of the system are in the code.
import type { PolicyDocument } from '@argosy/contract/identity/policy-document';
import type { Instant } from '@argosy/kernel/time';
import { toInstant, toJson, type Tx } from '../../platform/database.ts';

export interface OwnPolicy {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly description: string;
  readonly defaultVersion: number;
  /** Of the version that holds. */
  readonly document: PolicyDocument;
  readonly attachmentCount: number;
  readonly createdAt: Instant;
}

export interface PolicyVersion {
  readonly number: number;
  readonly isDefault: boolean;
  readonly document: PolicyDocument;
  readonly madeBy: string | undefined;
  readonly createdAt: Instant;
}

interface Row {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly description: string;
  readonly default_version: number;
  readonly document: PolicyDocument; // as it was parsed when it was put there
  readonly attachments: string;
  readonly created_at: string;
}

const selected = `select policy.id, policy.organization_id, name, description, default_version, document, policy.created_at,
    (select count(*) from identity.policy_attachment where policy_id = policy.id) as attachments
  from identity.policy join identity.policy_version on policy_id = policy.id and number = default_version`;

const fromRow = (row: Row): OwnPolicy => ({
  id: row.id,
  organizationId: row.organization_id,
  name: row.name,
  description: row.description,
  defaultVersion: row.default_version,
  document: row.document,
  attachmentCount: Number(row.attachments),
  createdAt: toInstant(row.created_at),
});

type Which = Pick<OwnPolicy, 'id' | 'organizationId'>;

/** With its first version, which holds. */
export async function insertPolicy(
  tx: Tx,
  policy: Omit<OwnPolicy, 'attachmentCount' | 'defaultVersion'> & { readonly madeBy: string | undefined },
): Promise<'inserted' | 'name_taken'> {
  const { rowCount } = await tx.query(
    `insert into identity.policy (id, organization_id, name, description, default_version, created_at)
     values ($1, $2, $3, $4, 1, $5) on conflict (organization_id, name) do nothing`,
    [policy.id, policy.organizationId, policy.name, policy.description, policy.createdAt.toString()],
  );
  if (rowCount !== 1) return 'name_taken';
  await insertVersion(tx, policy, { ...policy, number: 1 });
  return 'inserted';
}

export async function insertVersion(
  tx: Tx,
  { id, organizationId }: Which,
  version: Omit<PolicyVersion, 'isDefault'>,
): Promise<void> {
  await tx.query(
    `insert into identity.policy_version (policy_id, organization_id, number, document, made_by, created_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      id,
      organizationId,
      version.number,
      toJson(version.document),
      version.madeBy ?? null,
      version.createdAt.toString(),
    ],
  );
}

export async function findPolicy(tx: Tx, organizationId: string, idOrName: string): Promise<OwnPolicy | undefined> {
  const { rows } = await tx.query<Row>(
    `${selected} where policy.organization_id = $1 and (policy.id = $2 or name = $2) order by policy.id = $2 desc limit 1`,
    [organizationId, idOrName],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Whoever attaches a policy and whoever changes what it says take turns, until the transaction ends: nothing is attached that
 *  its giver has not seen. */
export async function lockPolicy(tx: Tx, { id, organizationId }: Which): Promise<void> {
  await tx.query('select from identity.policy where id = $1 and organization_id = $2 for update', [id, organizationId]);
}

/** Newest first, those before `cursor`. */
export async function listPolicies(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly text?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly OwnPolicy[]> {
  const { rows } = await tx.query<Row>(
    `${selected}
      where policy.organization_id = $1 and ($2::text is null or strpos(lower(name || ' ' || description), lower($2)) > 0)
        and ($3::text is null or policy.id < $3)
      order by policy.id desc limit $4`,
    [asked.organizationId, asked.text ?? null, asked.cursor ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

/** Newest first; five at most. */
export async function listVersions(tx: Tx, { id, organizationId }: Which): Promise<readonly PolicyVersion[]> {
  const { rows } = await tx.query<{
    number: number;
    is_default: boolean;
    document: PolicyDocument;
    made_by: string | null;
    created_at: string;
  }>(
    `select number, number = default_version as is_default, document, made_by, policy_version.created_at
       from identity.policy_version join identity.policy on policy.id = policy_id
      where policy_id = $1 and policy.organization_id = $2 order by number desc`,
    [id, organizationId],
  );
  return rows.map((row) => ({
    number: row.number,
    isDefault: row.is_default,
    document: row.document,
    madeBy: row.made_by ?? undefined,
    createdAt: toInstant(row.created_at),
  }));
}

export async function setDefaultVersion(tx: Tx, { id, organizationId }: Which, version: number): Promise<void> {
  await tx.query('update identity.policy set default_version = $3 where id = $1 and organization_id = $2', [
    id,
    organizationId,
    version,
  ]);
}

export async function deleteVersion(tx: Tx, { id, organizationId }: Which, version: number): Promise<void> {
  await tx.query('delete from identity.policy_version where policy_id = $1 and organization_id = $2 and number = $3', [
    id,
    organizationId,
    version,
  ]);
}

/** With its versions. PostgreSQL refuses it while it is attached, should somebody attach it meanwhile. */
export async function deletePolicy(tx: Tx, { id, organizationId }: Which): Promise<void> {
  await tx.query('delete from identity.policy where id = $1 and organization_id = $2', [id, organizationId]);
}
