// Roles: what those who are trusted may become for a while.
import { PlusOutlined } from '@ant-design/icons';
import { roleCreate, type RoleView } from '@argosy/contract/identity/people';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation, useOperationPages } from '../app/queries.ts';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { Table } from '../app/table.tsx';
import { NameDialog } from './name-dialog.tsx';
import { roleListQuery } from './queries.ts';
import { identityTexts } from './texts.ts';
import './identity.css';

export function RoleListPage() {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const times = useTimes();
  const navigate = useNavigate();
  const { items, more, isLoadingMore } = useOperationPages(roleListQuery);
  const { run, isRunning } = useOperation(roleCreate);
  const [isMaking, setMaking] = useState(false);
  return (
    <Page
      title={t('roles')}
      lead={t('rolesLead')}
      primary={
        <ActionButton type="primary" icon={<PlusOutlined />} act={actOf(roleCreate)} onClick={() => setMaking(true)}>
          {t('roleMake')}
        </ActionButton>
      }
    >
      <Section className="flush">
        <Table<RoleView>
          keyOf={({ id }) => id}
          rows={items}
          empty={<EmptyState title={t('rolesNone')} next={t('rolesNoneNext')} />}
          columns={[
            {
              title: t('role'),
              show: ({ id, name }) => (
                <Link to={paths.role} params={{ roleId: id }} className="strong-link">
                  {name}
                </Link>
              ),
            },
            { title: t('description'), show: 'description' },
            { title: t('trusted'), show: ({ trusted }) => trusted.map(({ name }) => name).join(', ') },
            {
              title: t('roleLongest'),
              show: ({ maxSessionSeconds }) => times.duration(maxSessionSeconds * 1_000),
            },
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
          title={t('roleMake')}
          isRunning={isRunning}
          onClose={() => setMaking(false)}
          onSave={async (body) => {
            const made = await run({ body });
            if (made) await navigate({ to: paths.role, params: { roleId: made.id } });
          }}
        />
      )}
    </Page>
  );
}
