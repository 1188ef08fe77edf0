// Groups: what is attached to one holds for all its members.
import { PlusOutlined } from '@ant-design/icons';
import { groupCreate, type GroupView } from '@argosy/contract/identity/people';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation, useOperationPages } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { Table } from '../app/table.tsx';
import { NameDialog } from './name-dialog.tsx';
import { groupListQuery } from './queries.ts';
import { identityTexts } from './texts.ts';
import './identity.css';

export function GroupListPage() {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const navigate = useNavigate();
  const { items, more, isLoadingMore } = useOperationPages(groupListQuery);
  const { run, isRunning } = useOperation(groupCreate);
  const [isMaking, setMaking] = useState(false);
  return (
    <Page
      title={t('groups')}
      lead={t('groupsLead')}
      primary={
        <ActionButton type="primary" icon={<PlusOutlined />} act={actOf(groupCreate)} onClick={() => setMaking(true)}>
          {t('groupMake')}
        </ActionButton>
      }
    >
      <Section className="flush">
        <Table<GroupView>
          keyOf={({ id }) => id}
          rows={items}
          empty={<EmptyState title={t('groupsNone')} next={t('groupsNoneNext')} />}
          columns={[
            {
              title: t('group'),
              show: ({ id, name }) => (
                <Link to={paths.group} params={{ groupId: id }} className="strong-link">
                  {name}
                </Link>
              ),
            },
            { title: t('description'), show: 'description' },
            { title: t('members'), show: 'memberCount' },
            { title: t('made'), show: ({ createdAt }) => <Since instant={createdAt} /> },
          ]}
        />
      </Section>
      {more && (
        <div>
          <Button loading={isLoadingMore} onClick={more}>
            {app('more')}
          </Button>
        </div>
      )}
      {isMaking && (
        <NameDialog
          title={t('groupMake')}
          isRunning={isRunning}
          onClose={() => setMaking(false)}
          onSave={async (body) => {
            const made = await run({ body });
            if (made) await navigate({ to: paths.group, params: { groupId: made.id } });
          }}
        />
      )}
    </Page>
  );
}
