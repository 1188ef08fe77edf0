// The people of the organization, newest first; which of them stands in the address.
import { UserAddOutlined } from '@ant-design/icons';
import { userCreate, type UserView } from '@argosy/contract/identity/people';
import { type UserState, userStates } from '@argosy/contract/identity/vocabulary';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Input, Select } from 'antd';
import { useState } from 'react';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { More } from '../app/more.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperationPages } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { Table } from '../app/table.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { userListQuery } from './queries.ts';
import { identityTexts, userStateTexts } from './texts.ts';
import { UserStateMark } from './user-state-mark.tsx';
import '../clusters/clusters.css';
import './identity.css';

const route = getRouteApi('/frame/users');

export function UserListPage() {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { items, more, isLoadingMore } = useOperationPages(userListQuery(filter));
  const [isInviting, setInviting] = useState(false);
  const choose = (change: typeof filter) =>
    void navigate({
      search: (before) => withoutAbsent({ ...before, ...change }),
    });
  return (
    <Page
      title={t('users')}
      lead={t('usersLead')}
      primary={
        <ActionButton
          type="primary"
          icon={<UserAddOutlined />}
          act={actOf(userCreate)}
          onClick={() => setInviting(true)}
        >
          {t('invite')}
        </ActionButton>
      }
    >
      <div className="filters">
        <Input.Search
          aria-label={t('findUser')}
          className="filter-wide"
          allowClear
          placeholder={t('findUser')}
          defaultValue={filter.text ?? ''}
          onSearch={(text) => choose({ text: text.trim() || undefined })}
        />
        <Select<UserState>
          aria-label={t('state')}
          className="filter"
          allowClear
          placeholder={t('anyState')}
          value={filter.state ?? null}
          onChange={(state) => choose({ state })}
          options={userStates.map((state) => ({ value: state, label: t(userStateTexts[state]) }))}
        />
      </div>
      <Section className="flush">
        <Table<UserView>
          keyOf={({ id }) => id}
          rows={items}
          empty={<EmptyState title={t('usersNone')} next={t('usersNoneNext')} />}
          columns={[
            {
              title: t('user'),
              show: ({ id, name, displayName, isOwner }) => (
                <>
                  <Link to={paths.user} params={{ userId: id }} className="strong-link user-name">
                    {displayName || name}
                  </Link>
                  {isOwner && <span className="badge">{app('owner')}</span>}
                  {displayName !== '' && <div className="mono soft">{name}</div>}
                </>
              ),
            },
            { title: t('state'), show: ({ state }) => <UserStateMark state={state} /> },
            { title: t('email'), isExtra: true, show: ({ email }) => email ?? '' },
            {
              title: t('secondFactor'),
              show: ({ hasSecondFactor }) => (
                <span className={hasSecondFactor ? '' : 'soft'}>{t(hasSecondFactor ? 'on' : 'off')}</span>
              ),
            },
            {
              title: t('lastSeen'),
              show: ({ lastSeenAt }) =>
                lastSeenAt === undefined ? <span className="soft">{t('never')}</span> : <Since instant={lastSeenAt} />,
            },
            { title: t('made'), show: ({ createdAt }) => <Since instant={createdAt} /> },
          ]}
        />
      </Section>
      <More more={more} isLoadingMore={isLoadingMore} />
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  );
}

/** What was taken away does not stand in the address. */
const withoutAbsent = <T extends object>(search: T): T =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;
