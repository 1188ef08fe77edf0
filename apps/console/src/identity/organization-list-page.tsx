// For the organization that runs this server: all of its customers, newest first; whoever is made gets the link by which its owner
// comes in. What is looked for and what is open stand in the address.
import { PlusOutlined } from '@ant-design/icons';
import { organizationCreate, type OrganizationView } from '@argosy/contract/identity/organization';
import { ownerLinkCreate } from '@argosy/contract/identity/sign-in';
import { aliasForm, type UserState } from '@argosy/contract/identity/vocabulary';
import { getRouteApi } from '@tanstack/react-router';
import { Drawer, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { useCaller } from '../app/caller.ts';
import { CopyButton } from '../app/copy-button.tsx';
import { Facts } from '../app/facts.tsx';
import { FormDialog } from '../app/form-dialog.tsx';
import { More } from '../app/more.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation, useOperationPages } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { appTexts } from '../app/texts.ts';
import { type Language, useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { Table } from '../app/table.tsx';
import { organizationListQuery } from './queries.ts';
import { PersonFields, UserNameField } from './person-fields.tsx';
import { ShownOnce } from './shown-once.tsx';
import { identityTexts } from './texts.ts';
import { UserStateMark } from './user-state-mark.tsx';
import '../clusters/clusters.css';
import './identity.css';

const route = getRouteApi('/frame/organizations');

interface OwnerLink {
  readonly name: string;
  readonly url: string;
  readonly expiresAt: string;
}

export function OrganizationListPage() {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const times = useTimes();
  const { text, open } = route.useSearch();
  const navigate = route.useNavigate();
  const { items, more, isLoadingMore } = useOperationPages(organizationListQuery(text === undefined ? {} : { text }));
  const [isMaking, setMaking] = useState(false);
  const [link, setLink] = useState<OwnerLink>();
  const shown = items.find(({ alias }) => alias === open);
  const look = (alias: string | undefined) =>
    void navigate({ search: { ...(text !== undefined && { text }), ...(alias !== undefined && { open: alias }) } });
  return (
    <Page
      title={t('organizations')}
      lead={t('organizationsLead')}
      primary={
        <ActionButton
          type="primary"
          icon={<PlusOutlined />}
          act={actOf(organizationCreate)}
          onClick={() => setMaking(true)}
        >
          {t('organizationMake')}
        </ActionButton>
      }
    >
      <div className="filters">
        <Input.Search
          aria-label={t('findOrganization')}
          className="filter-wide"
          allowClear
          placeholder={t('findOrganization')}
          defaultValue={text ?? ''}
          onSearch={(wanted) => void navigate({ search: wanted.trim() === '' ? {} : { text: wanted.trim() } })}
        />
      </div>
      <Section className="flush">
        <Table<OrganizationView>
          keyOf={({ id }) => id}
          rows={items}
          empty={<EmptyState title={t('organizationsNone')} next={t('organizationsNoneNext')} />}
          columns={[
            {
              title: t('organizationOne'),
              show: ({ name, alias, isProvider }) => (
                <>
                  <button type="button" className="text-button strong-link" onClick={() => look(alias)}>
                    {name}
                  </button>
                  {isProvider && <span className="badge">{t('providerBadge')}</span>}
                  <div className="mono soft">{`@${alias}`}</div>
                </>
              ),
            },
            { title: app('owner'), show: ({ owner }) => owner.name },
            { title: t('ownerState'), show: ({ owner }) => <UserStateMark state={owner.state as UserState} /> },
            { title: t('timeZone'), show: 'timeZone', isExtra: true },
            {
              title: t('reference'),
              isExtra: true,
              show: ({ mayBeReference }) => (mayBeReference ? t('yes') : <span className="soft">{t('no')}</span>),
            },
            { title: t('made'), show: ({ createdAt }) => <Since instant={createdAt} /> },
          ]}
        />
      </Section>
      <More more={more} isLoadingMore={isLoadingMore} />
      {isMaking && <MakeOrganization onClose={() => setMaking(false)} onLink={setLink} />}
      {shown && <Look organization={shown} onClose={() => look(undefined)} onLink={setLink} />}
      {link && (
        <ShownOnce
          title={t('linkFor', { name: link.name })}
          lead={t('linkGive', { time: times.full(link.expiresAt) })}
          text={link.url}
          onClose={() => setLink(undefined)}
        />
      )}
    </Page>
  );
}

interface LookProps {
  readonly organization: OrganizationView;
  readonly onClose: () => void;
  readonly onLink: (link: OwnerLink) => void;
}

function Look({ organization, onClose, onLink }: LookProps) {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const times = useTimes();
  const { organizationId } = useCaller();
  const { run, isRunning } = useOperation(ownerLinkCreate);
  const { id, name, alias, owner } = organization;
  const signIn = `${location.origin}${paths.signIn}?organization=${alias}`;
  const ownerAccount = `${owner.name}@${alias}`;
  return (
    <Drawer open title={name} onClose={onClose} size={440}>
      <div className="form-rows">
        <Facts
          items={[
            [t('alias'), <code key="alias">{`@${alias}`}</code>],
            [t('id'), <code key="id">{id}</code>],
            [app('owner'), <code key="owner">{ownerAccount}</code>],
            [t('ownerState'), <UserStateMark key="state" state={owner.state as UserState} />],
            [t('timeZone'), organization.timeZone],
            [t('reference'), t(organization.mayBeReference ? 'yes' : 'no')],
            [t('made'), times.full(organization.createdAt)],
          ]}
        />
        <div>
          <p className="field-title">{t('organizationSignIn')}</p>
          <p className="secret">
            <code>{signIn}</code>
            <CopyButton text={signIn} />
          </p>
        </div>
        {id !== organizationId && (
          <div>
            <p className="soft">{t(owner.state === 'invited' ? 'ownerInvited' : 'ownerIn')}</p>
            {owner.state === 'invited' && (
              <ActionButton
                act={actOf(ownerLinkCreate, { organizationId: id })}
                loading={isRunning}
                onClick={() =>
                  void run({ params: { organizationId: id } }).then((made) => {
                    if (made?.url !== undefined)
                      onLink({ name: ownerAccount, url: made.url, expiresAt: made.expiresAt });
                  })
                }
              >
                {t('ownerLink')}
              </ActionButton>
            )}
          </div>
        )}
      </div>
    </Drawer>
  );
}

interface Given {
  readonly name: string;
  readonly alias: string;
  readonly timeZone: string;
  readonly ownerName: string;
  readonly ownerDisplayName?: string;
  readonly ownerEmail?: string;
  readonly ownerLanguage?: Language;
}

function MakeOrganization({ onClose, onLink }: Pick<LookProps, 'onClose' | 'onLink'>) {
  const t = useText(identityTexts);
  const [form] = Form.useForm<Given>();
  const create = useOperation(organizationCreate, { form });
  const makeLink = useOperation(ownerLinkCreate);

  async function make({ ownerDisplayName, ownerEmail, ownerLanguage, ...needed }: Given): Promise<void> {
    const body = {
      ...needed,
      ...(ownerDisplayName && { ownerDisplayName }),
      ...(ownerEmail && { ownerEmail }),
      ...(ownerLanguage && { ownerLanguage }),
    };
    const made = await create.run({ body });
    if (!made) return;
    // If it fails here the organization is there, its owner invited; looking at it offers the link again.
    const link = await makeLink.run({ params: { organizationId: made.id } });
    onClose();
    if (link?.url !== undefined)
      onLink({ name: `${made.owner.name}@${made.alias}`, url: link.url, expiresAt: link.expiresAt });
  }

  return (
    <FormDialog
      title={t('organizationMake')}
      okText={t('organizationMakeOk')}
      isRunning={create.isRunning || makeLink.isRunning}
      form={form}
      initialValues={{ timeZone: 'Asia/Shanghai', ownerName: 'owner' }}
      onGiven={(given: Given) => void make(given)}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('organizationName')} rules={[{ required: true, message: t('nameNeeded') }]}>
        <Input autoFocus autoComplete="off" maxLength={100} />
      </Form.Item>
      <Form.Item
        name="alias"
        label={t('alias')}
        extra={t('aliasHint')}
        rules={[{ required: true, pattern: aliasForm, message: t('aliasWrong') }]}
      >
        <Input autoComplete="off" autoCapitalize="none" prefix="@" />
      </Form.Item>
      <Form.Item name="timeZone" label={t('timeZone')} extra={t('timeZoneTheirs')}>
        <Select showSearch options={Intl.supportedValuesOf('timeZone').map((value) => ({ value }))} />
      </Form.Item>
      <UserNameField field="ownerName" label={t('ownerName')} />
      <PersonFields displayName="ownerDisplayName" email="ownerEmail" language="ownerLanguage" />
    </FormDialog>
  );
}
