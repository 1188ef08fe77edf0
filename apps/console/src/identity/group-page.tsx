// One group: its members, and what holds for them.
import { groupDelete, groupMemberAdd, groupMemberRemove, groupUpdate } from '@argosy/contract/identity/people';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { DeleteButton } from '../app/delete-button.tsx';
import { Page, Part } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation, useOperationPages, useOperationQuery, useOptionalQuery } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { HeldList } from './held-list.tsx';
import { HeldPolicies } from './held-policies.tsx';
import { NameDialog } from './name-dialog.tsx';
import { groupMembersQuery, groupQuery, userChoicesQuery } from './queries.ts';
import { identityTexts } from './texts.ts';
import './identity.css';

const route = getRouteApi('/frame/groups/$groupId');

export function GroupPage() {
  const t = useText(identityTexts);
  const { groupId } = route.useParams();
  const group = useOperationQuery(groupQuery(groupId));
  const { run, isRunning } = useOperation(groupDelete);
  const update = useOperation(groupUpdate);
  const [isChanging, setChanging] = useState(false);
  return (
    <Page
      title={group.name}
      trail={<Link to={paths.groups}>{t('groups')}</Link>}
      lead={
        <span className="lead-row">
          <span>{group.description}</span>
          <span className="mono">{group.id}</span>
        </span>
      }
      primary={
        <>
          <ActionButton act={actOf(groupUpdate, { groupId: group.id })} onClick={() => setChanging(true)}>
            {t('edit')}
          </ActionButton>
          <DeleteButton
            act={actOf(groupDelete, { groupId: group.id })}
            title={t('groupDelete', { name: group.name })}
            what={t('groupDeleteWhat', { count: group.memberCount })}
            isRunning={isRunning}
            onDelete={() => run({ params: { groupId: group.id } })}
            others={paths.groups}
          />
        </>
      }
    >
      <div className="two-columns">
        <Part title={t('members')}>
          <Members groupId={group.id} />
        </Part>
        <HeldPolicies of={{ groupId: group.id }} policies={group.policies} />
      </div>
      {isChanging && (
        <NameDialog
          title={t('groupChange', { name: group.name })}
          now={group}
          isRunning={update.isRunning}
          onClose={() => setChanging(false)}
          onSave={async (body) => {
            if (await update.run({ params: { groupId: group.id }, body })) setChanging(false);
          }}
        />
      )}
    </Page>
  );
}

function Members({ groupId }: { readonly groupId: string }) {
  const t = useText(identityTexts);
  const { items } = useOperationPages(groupMembersQuery(groupId));
  const add = useOperation(groupMemberAdd);
  const remove = useOperation(groupMemberRemove);
  const users = useOptionalQuery(userChoicesQuery)?.items ?? [];
  return (
    <HeldList
      title={t('members')}
      none={t('membersNone')}
      add={t('memberAdd')}
      items={items.map(({ id, name, displayName }) => ({
        id,
        name: displayName || name,
        shown: (
          <Link to={paths.user} params={{ userId: id }}>
            {displayName || name}
          </Link>
        ),
      }))}
      choices={users.map(({ id, name, displayName }) => ({
        value: id,
        label: displayName === '' ? name : `${displayName} (${name})`,
      }))}
      adding={actOf(groupMemberAdd, { groupId, userId: '*' })}
      removing={actOf(groupMemberRemove, { groupId, userId: '*' })}
      onAdd={async (userId) => {
        await add.run({ params: { groupId, userId } });
      }}
      onRemove={async (userId) => {
        await remove.run({ params: { groupId, userId } });
      }}
    />
  );
}
