// One user: what they may, by which groups and policies, where they are signed in, and what an administrator does with them.
import { EllipsisOutlined } from '@ant-design/icons';
import {
  groupMemberAdd,
  groupMemberRemove,
  userDelete,
  type UserDetailView,
  userUpdate,
} from '@argosy/contract/identity/people';
import { totpRemove, userLinkCreate } from '@argosy/contract/identity/sign-in';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { actOf, fieldActOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { useCaller } from '../app/caller.ts';
import { Confirm } from '../app/confirm.tsx';
import { Facts } from '../app/facts.tsx';
import { useMayNot } from '../app/may.ts';
import { Menu } from '../app/menu.tsx';
import { Page, Part, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation, useOperationQuery, useOptionalQuery } from '../app/queries.ts';
import { useTell } from '../app/tell.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { useFromHere } from '../app/use-from-here.ts';
import { AccessKeys } from './access-keys.tsx';
import { HeldList } from './held-list.tsx';
import { HeldPolicies } from './held-policies.tsx';
import { groupChoicesQuery, userQuery } from './queries.ts';
import { Sessions } from './sessions.tsx';
import { ShownOnce } from './shown-once.tsx';
import { identityTexts } from './texts.ts';
import { UserDialog } from './user-dialog.tsx';
import { UserStateMark } from './user-state-mark.tsx';
import './identity.css';

const route = getRouteApi('/frame/users/$userId');

export function UserPage() {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const times = useTimes();
  const { userId } = route.useParams();
  const user = useOperationQuery(userQuery(userId));
  return (
    <Page
      title={user.displayName || user.name}
      trail={<Link to={paths.users}>{t('users')}</Link>}
      lead={
        <span className="lead-row">
          <UserStateMark state={user.state} />
          <span className="mono">{user.id}</span>
          {user.isOwner && <span className="badge">{app('owner')}</span>}
        </span>
      }
      primary={user.state !== 'deleted' && <Actions user={user} />}
    >
      <Section>
        <Facts
          items={[
            [t('userName'), <code key="name">{user.name}</code>],
            [t('email'), user.email ?? <span className="soft">{app('none')}</span>],
            [t('secondFactor'), t(user.hasSecondFactor ? 'on' : 'off')],
            [t('made'), times.full(user.createdAt)],
            [t('lastSeen'), user.lastSeenAt === undefined ? t('never') : times.full(user.lastSeenAt)],
          ]}
        />
      </Section>
      <div className="two-columns">
        <Groups user={user} />
        <HeldPolicies of={{ userId: user.id }} policies={user.policies} isOwner={user.isOwner} />
      </div>
      <Part title={t('sessions')}>
        <Sessions userId={user.id} />
      </Part>
      <Part title={t('accessKeys')}>
        <AccessKeys userId={user.id} />
      </Part>
    </Page>
  );
}

function Groups({ user }: { readonly user: UserDetailView }) {
  const t = useText(identityTexts);
  const add = useOperation(groupMemberAdd);
  const remove = useOperation(groupMemberRemove);
  const all = useOptionalQuery(groupChoicesQuery)?.items ?? [];
  return (
    <HeldList
      title={t('groups')}
      none={t('userGroupsNone')}
      add={t('groupAdd')}
      items={user.groups.map(({ id, name }) => ({
        id,
        shown: (
          <Link to={paths.group} params={{ groupId: id }}>
            {name}
          </Link>
        ),
        name,
      }))}
      choices={all.map(({ id, name }) => ({ value: id, label: name }))}
      adding={fieldActOf(groupMemberAdd, { userId: user.id })}
      removing={fieldActOf(groupMemberRemove, { userId: user.id })}
      onAdd={async (groupId) => {
        await add.run({ params: { groupId, userId: user.id } });
      }}
      onRemove={async (groupId) => {
        await remove.run({ params: { groupId, userId: user.id } });
      }}
    />
  );
}

function Actions({ user }: { readonly user: UserDetailView }) {
  const t = useText(identityTexts);
  const times = useTimes();
  const tell = useTell();
  const fromHere = useFromHere();
  const { userId: ownId } = useCaller();
  const update = useOperation(userUpdate);
  const makeLink = useOperation(userLinkCreate);
  const removeFactor = useOperation(totpRemove);
  const remove = useOperation(userDelete);
  const [link, setLink] = useState<{ readonly url: string; readonly expiresAt: string }>();
  const [isChanging, setChanging] = useState(false);
  const [sure, setSure] = useState<'suspend' | 'delete' | 'factor'>();
  const name = user.displayName || user.name;
  const isOther = user.id !== ownId && !user.isOwner;
  const notUpdated = useMayNot(actOf(userUpdate, { userId: user.id }));
  const notDeleted = useMayNot(actOf(userDelete, { userId: user.id }));
  const factorKept = useMayNot(actOf(totpRemove), fieldActOf(totpRemove, { userId: user.id }));
  const close = () => setSure(undefined);

  async function setState(state: 'active' | 'suspended'): Promise<void> {
    if (await update.run({ params: { userId: user.id }, body: { state } })) close();
  }

  return (
    <>
      <ActionButton act={actOf(userUpdate, { userId: user.id })} onClick={() => setChanging(true)}>
        {t('edit')}
      </ActionButton>
      {user.state !== 'suspended' && (
        <ActionButton
          act={actOf(userLinkCreate, { userId: user.id })}
          loading={makeLink.isRunning}
          onClick={() =>
            void makeLink.run({ params: { userId: user.id }, body: {} }).then((made) => {
              if (made?.url !== undefined) setLink({ url: made.url, expiresAt: made.expiresAt });
            })
          }
        >
          {t(user.state === 'invited' ? 'linkInviteAgain' : 'linkResetMake')}
        </ActionButton>
      )}
      {user.state === 'suspended' && (
        <ActionButton act={actOf(userUpdate, { userId: user.id })} onClick={() => void setState('active')}>
          {t('unsuspend')}
        </ActionButton>
      )}
      {isOther && (
        <Menu
          label={t('moreActions')}
          icon={<EllipsisOutlined />}
          groups={[
            {
              items: [
                ...(user.hasSecondFactor
                  ? [{ key: 'factor', label: t('removeFactor'), whyNot: factorKept, choose: () => setSure('factor') }]
                  : []),
                ...(user.state === 'suspended'
                  ? []
                  : [{ key: 'suspend', label: t('suspend'), whyNot: notUpdated, choose: () => setSure('suspend') }]),
                { key: 'delete', label: t('userDelete'), whyNot: notDeleted, choose: () => setSure('delete') },
              ],
            },
          ]}
        />
      )}
      {isChanging && <UserDialog user={user} onClose={() => setChanging(false)} />}
      {link && (
        <ShownOnce
          title={t('linkFor', { name })}
          lead={t('linkGive', { time: times.full(link.expiresAt) })}
          text={link.url}
          onClose={() => setLink(undefined)}
        />
      )}
      {sure === 'suspend' && (
        <Confirm
          title={t('suspendTitle', { name })}
          what={t('suspendWhat')}
          ok={t('suspend')}
          isRunning={update.isRunning}
          onClose={close}
          onConfirm={() => setState('suspended')}
        />
      )}
      {sure === 'factor' && (
        <Confirm
          title={t('removeFactorTitle', { name })}
          what={t('removeFactorWhat')}
          ok={t('removeFactor')}
          isRunning={removeFactor.isRunning}
          onClose={close}
          onConfirm={async () => {
            if ((await removeFactor.run({ body: { userId: user.id } })) === undefined) return;
            close();
            tell.done(t('secondFactorRemoved'));
          }}
        />
      )}
      {sure === 'delete' && (
        <Confirm
          title={t('userDeleteTitle', { name })}
          what={t('userDeleteWhat')}
          ok={t('userDelete')}
          isRunning={remove.isRunning}
          onClose={close}
          onConfirm={async () => {
            const goOn = fromHere();
            if ((await remove.run({ params: { userId: user.id } })) === undefined) return;
            close();
            await goOn({ to: paths.users });
          }}
        />
      )}
    </>
  );
}
