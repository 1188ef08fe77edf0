// Rows of identity.policy_attachment: for whom a policy holds. A policy is named by its id; one of the system by its name.
import type { PolicyDocument } from '@argosy/contract/identity/policy-document';
import { invariant } from '@argosy/kernel/errors';
import type { Instant } from '@argosy/kernel/time';
import { type Tx, toInstant } from '../../platform/database.ts';
import type { NamedPolicy } from '../domain/decide.ts';
import { systemPolicy } from '../domain/system-policies.ts';

/** Whom a policy holds for. */
export interface Principal {
  readonly organizationId: string;
  readonly kind: 'user' | 'group' | 'role';
  readonly id: string;
}

const column = { user: 'user_id', group: 'group_id', role: 'role_id' } as const;
const columnOf = (policyId: string) => (systemPolicy(policyId) ? 'system_policy' : 'policy_id');

/** Nothing is changed where it is attached already. */
export async function insertAttachment(
  tx: Tx,
  { organizationId, kind, id }: Principal,
  { policyId, at }: { readonly policyId: string; readonly at: Instant },
): Promise<void> {
  await tx.query(
    `insert into identity.policy_attachment (organization_id, ${column[kind]}, ${columnOf(policyId)}, attached_at)
     values ($1, $2, $3, $4) on conflict do nothing`,
    [organizationId, id, policyId, at.toString()],
  );
}

export async function deleteAttachment(
  tx: Tx,
  { organizationId, kind, id }: Principal,
  policyId: string,
): Promise<'deleted' | 'not_attached'> {
  const { rowCount } = await tx.query(
    `delete from identity.policy_attachment
      where organization_id = $1 and ${column[kind]} = $2 and ${columnOf(policyId)} = $3`,
    [organizationId, id, policyId],
  );
  return rowCount === 1 ? 'deleted' : 'not_attached';
}

export interface PolicyAttachment {
  readonly id: string;
  readonly kind: Principal['kind'];
  readonly name: string;
  readonly attachedAt: Instant;
}

/** Of one policy, in the order of the ids it is attached to. */
export async function listAttachments(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly policyId: string;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly PolicyAttachment[]> {
  const { rows } = await tx.query<{ id: string; kind: Principal['kind']; name: string; attached_at: string }>(
    `select * from (
       select coalesce(app_user.id, user_group.id, role.id) as id,
         case when app_user.id is not null then 'user' when user_group.id is not null then 'group' else 'role' end as kind,
         coalesce(app_user.name, user_group.name, role.name) as name, attached_at
         from identity.policy_attachment as attachment
         left join identity.app_user on app_user.id = attachment.user_id
         left join identity.user_group on user_group.id = attachment.group_id
         left join identity.role on role.id = attachment.role_id
        where attachment.organization_id = $1 and attachment.${columnOf(asked.policyId)} = $2) as one
      where $3::text is null or id > $3
      order by id limit $4`,
    [asked.organizationId, asked.policyId, asked.cursor ?? null, asked.limit],
  );
  return rows.map((row) => ({ id: row.id, kind: row.kind, name: row.name, attachedAt: toInstant(row.attached_at) }));
}

/** How often each policy of the system is attached in an organization, by its name. */
export async function countSystemAttachments(tx: Tx, organizationId: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await tx.query<{ name: string; count: string }>(
    `select system_policy as name, count(*) as count from identity.policy_attachment
      where organization_id = $1 and system_policy is not null group by system_policy`,
    [organizationId],
  );
  return new Map(rows.map(({ name, count }) => [name, Number(count)]));
}

/** A policy with the ways by which it comes to hold for somebody. */
export interface HeldPolicy extends NamedPolicy {
  readonly id: string;
  readonly kind: 'system' | 'own';
  readonly through: readonly { readonly kind: Principal['kind']; readonly id: string; readonly name: string }[];
}

interface Row {
  /** Of whom it was asked for. */
  readonly index: number;
  readonly system_policy: string | null;
  readonly policy_id: string | null;
  readonly name: string | null;
  readonly document: PolicyDocument | null; // as it was parsed when it was put there
  readonly kind: Principal['kind'];
  readonly principal_id: string;
  readonly principal_name: string;
}

/** What is attached to these, each policy once; those of one principal first that stand first in `principals`. */
export async function attachedTo(
  tx: Tx,
  organizationId: string,
  principals: readonly Principal['id'][],
): Promise<readonly HeldPolicy[]> {
  return (await attachedToEach(tx, [{ organizationId, principals }]))[0] ?? [];
}

/** The same of each of those that are asked for. Each way an attachment names its principal is spelled out as the one index of
 *  the table begins. */
export async function attachedToEach(
  tx: Tx,
  asked: readonly { readonly organizationId: string; readonly principals: readonly Principal['id'][] }[],
): Promise<readonly (readonly HeldPolicy[])[]> {
  const all = asked.flatMap(({ organizationId, principals }, index) =>
    principals.map((principal) => ({ index, organizationId, principal })),
  );
  const { rows } = await tx.query<Row>(
    `select asked.index, attachment.system_policy, policy.id as policy_id, policy.name, version.document,
       case when app_user.id is not null then 'user' when user_group.id is not null then 'group' else 'role' end as kind,
       coalesce(app_user.id, user_group.id, role.id) as principal_id,
       coalesce(app_user.name, user_group.name, role.name) as principal_name
       from unnest($1::int[], $2::text[], $3::text[]) with ordinality as asked (index, organization_id, principal_id, place)
       join identity.policy_attachment as attachment
         on attachment.organization_id = asked.organization_id
        and (attachment.user_id = asked.principal_id
          or attachment.user_id is null and attachment.group_id = asked.principal_id
          or attachment.user_id is null and attachment.group_id is null and attachment.role_id = asked.principal_id)
       left join identity.app_user on app_user.id = attachment.user_id
       left join identity.user_group on user_group.id = attachment.group_id
       left join identity.role on role.id = attachment.role_id
       left join identity.policy on policy.id = attachment.policy_id
       left join identity.policy_version as version
         on version.policy_id = policy.id and version.number = policy.default_version
      order by asked.place, attachment.system_policy, policy.name`,
    [
      all.map(({ index }) => index),
      all.map(({ organizationId }) => organizationId),
      all.map(({ principal }) => principal),
    ],
  );
  const byIndex = Map.groupBy(rows, ({ index }) => index);
  return asked.map((_, index) => eachOnce(byIndex.get(index) ?? []));
}

function eachOnce(rows: readonly Row[]): readonly HeldPolicy[] {
  const held = new Map<string, HeldPolicy>();
  for (const row of rows) {
    const policy = policyOf(row);
    if (policy === undefined) continue; // one of a newer version: it gives nothing, and denies nothing, as none of these do
    const through = { kind: row.kind, id: row.principal_id, name: row.principal_name };
    const before = held.get(policy.id);
    held.set(policy.id, { ...policy, through: [...(before?.through ?? []), through] });
  }
  return [...held.values()];
}

function policyOf(row: Row): Omit<HeldPolicy, 'through'> | undefined {
  if (row.system_policy !== null) {
    const policy = systemPolicy(row.system_policy);
    return policy && { id: policy.name, kind: 'system', name: policy.name, document: policy.document };
  }
  invariant(row.policy_id !== null && row.name !== null && row.document !== null, 'what is attached is a policy');
  return { id: row.policy_id, kind: 'own', name: row.name, document: row.document };
}
