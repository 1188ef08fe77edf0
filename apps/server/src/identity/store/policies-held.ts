// Which policies hold for somebody: their own and their groups'; for a role, its own.
import type { PolicyDocument } from '@argosy/contract/identity/policy-document';
import { invariant } from '@argosy/kernel/errors';
import type { Tx } from '../../platform/database.ts';
import type { NamedPolicy } from '../domain/decide.ts';
import { systemPolicy } from '../domain/system-policies.ts';

interface Row {
  readonly system_policy: string | null;
  readonly name: string | null;
  readonly document: PolicyDocument | null; // as it was parsed when it was put there
}

/** Each once, in a stable order; the version that is the default. */
export async function policiesHeldBy(
  tx: Tx,
  who: { readonly organizationId: string } & ({ readonly userId: string } | { readonly roleId: string }),
): Promise<readonly NamedPolicy[]> {
  const { rows } = await tx.query<Row>(
    `select distinct attachment.system_policy, policy.name, version.document
       from identity.policy_attachment as attachment
       left join identity.policy on policy.id = attachment.policy_id
       left join identity.policy_version as version
         on version.policy_id = policy.id and version.number = policy.default_version
      where attachment.organization_id = $1
        and (attachment.role_id = $3 or attachment.user_id = $2
          or attachment.group_id in (select group_id from identity.group_member where user_id = $2))
      order by attachment.system_policy, policy.name`,
    [who.organizationId, 'userId' in who ? who.userId : null, 'roleId' in who ? who.roleId : null],
  );
  return rows.flatMap((row): readonly NamedPolicy[] => {
    if (row.system_policy !== null) {
      const policy = systemPolicy(row.system_policy);
      return policy ? [policy] : []; // one of a newer version: it gives nothing, and denies nothing, as none of these do
    }
    invariant(row.name !== null && row.document !== null, 'what is attached is a policy of the organization');
    return [{ name: row.name, document: row.document }];
  });
}
