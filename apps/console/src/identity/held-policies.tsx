// The policies attached to a user, a group or a role.
import { policyAttach, policyDetach } from '@argosy/contract/identity/policies';
import { Link } from '@tanstack/react-router';
import { fieldActOf } from '../app/act.ts';
import { paths } from '../app/paths.ts';
import { useOperation, useOptionalQuery } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { HeldList } from './held-list.tsx';
import { policyChoicesQuery } from './queries.ts';
import { identityTexts } from './texts.ts';

interface HeldPoliciesProps {
  readonly of: { readonly userId: string } | { readonly groupId: string } | { readonly roleId: string };
  readonly policies: readonly { readonly id: string; readonly name: string; readonly kind: 'system' | 'own' }[];
  /** May everything, whatever is attached. */
  readonly isOwner?: boolean;
}

export function HeldPolicies({ of, policies, isOwner = false }: HeldPoliciesProps) {
  const t = useText(identityTexts);
  const attach = useOperation(policyAttach);
  const detach = useOperation(policyDetach);
  const all = useOptionalQuery(policyChoicesQuery)?.items ?? [];
  return (
    <HeldList
      title={t('policies')}
      lead={isOwner ? t('ownerMayAll') : undefined}
      none={t('policiesHeldNone')}
      add={t('policyAttach')}
      items={policies.map(({ id, name, kind }) => ({
        id,
        name,
        shown: (
          <>
            <Link to={paths.policy} params={{ policyId: id }}>
              {name}
            </Link>
            {kind === 'system' && <span className="badge">{t('kindSystem')}</span>}
          </>
        ),
      }))}
      choices={all.map(({ id, name }) => ({ value: id, label: name }))}
      adding={fieldActOf(policyAttach, of)}
      removing={fieldActOf(policyDetach, of)}
      onAdd={async (policyId) => {
        await attach.run({ params: { policyId }, body: of });
      }}
      onRemove={async (policyId) => {
        await detach.run({ params: { policyId }, body: of });
      }}
    />
  );
}
