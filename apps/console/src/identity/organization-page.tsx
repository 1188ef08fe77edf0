// The organization: how it is shown, when its days begin, whether it may be named as a reference (PRO-6), and whom to reach (RSP-1).
import { contactCreate, contactDelete, type ContactView } from '@argosy/contract/identity/people';
import { type OrganizationView, organizationUpdate } from '@argosy/contract/identity/organization';
import { type ContactKind, contactKinds } from '@argosy/contract/identity/vocabulary';
import { Form, Input, Modal, Select, Switch, Table } from 'antd';
import { useState } from 'react';
import { ActionButton } from '../app/action-button.tsx';
import { Field } from '../app/field.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { useOperation, useOperationQuery } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { useTell } from '../app/tell.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { contactsQuery, organizationQuery } from './queries.ts';
import { contactKindTexts, identityTexts } from './texts.ts';
import './identity.css';

export function OrganizationPage() {
  const t = useText(identityTexts);
  const organization = useOperationQuery(organizationQuery);
  return (
    <Page
      title={t('organization')}
      lead={
        <span className="lead-row">
          <span className="mono">{organization.id}</span>
          <span className="mono">{`@${organization.alias}`}</span>
          <span>{t('ownedBy', { name: organization.owner.name })}</span>
        </span>
      }
    >
      <Settings organization={organization} />
      <Contacts />
    </Page>
  );
}

function Settings({ organization }: { readonly organization: OrganizationView }) {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const tell = useTell();
  const { run, isRunning } = useOperation(organizationUpdate);
  const [name, setName] = useState(organization.name);
  const [timeZone, setTimeZone] = useState(organization.timeZone);
  const [mayBeReference, setMayBeReference] = useState(organization.mayBeReference);
  const zones = Intl.supportedValuesOf('timeZone');
  return (
    <Section title={t('settings')}>
      <div className="form-rows">
        <div className="two-columns">
          <Field label={t('organizationName')}>
            {(ids) => <Input {...ids} maxLength={100} value={name} onChange={({ target }) => setName(target.value)} />}
          </Field>
          <Field label={t('timeZone')} hint={t('timeZoneHint')}>
            {(ids) => (
              <Select<string>
                {...ids}
                showSearch
                value={timeZone}
                onChange={setTimeZone}
                options={(zones.includes(timeZone) ? zones : [timeZone, ...zones]).map((zone) => ({ value: zone }))}
              />
            )}
          </Field>
        </div>
        <label className="switch-label">
          <Switch checked={mayBeReference} onChange={setMayBeReference} />
          {t('mayBeReference')}
        </label>
        <div>
          <ActionButton
            operation={organizationUpdate}
            resource="organization/*"
            loading={isRunning}
            onClick={() =>
              void run({ body: { name: name.trim(), timeZone, mayBeReference } }).then((saved) => {
                if (saved) tell.done(t('saved'));
              })
            }
          >
            {app('save')}
          </ActionButton>
        </div>
      </div>
    </Section>
  );
}

function Contacts() {
  const t = useText(identityTexts);
  const { items } = useOperationQuery(contactsQuery);
  const remove = useOperation(contactDelete);
  const [isAdding, setAdding] = useState(false);
  return (
    <Section
      className="flush"
      title={t('contacts')}
      extra={
        <ActionButton operation={contactCreate} resource="contact/*" onClick={() => setAdding(true)}>
          {t('contactAdd')}
        </ActionButton>
      }
    >
      <Table<ContactView>
        rowKey="id"
        dataSource={[...items]}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <EmptyState title={t('contactsNone')} next={t('contactsNoneNext')} /> }}
        columns={[
          { title: t('contactFor'), render: (_, { kind }) => t(contactKindTexts[kind]) },
          { title: t('contactName'), dataIndex: 'name' },
          { title: t('phone'), dataIndex: 'phone' },
          { title: t('email'), dataIndex: 'email' },
          { title: t('note'), dataIndex: 'note' },
          { title: t('validFrom'), render: (_, { validFrom }) => <Since instant={validFrom} /> },
          {
            align: 'right',
            render: (_, { id }) => (
              <ActionButton
                size="small"
                operation={contactDelete}
                resource={`contact/${id}`}
                loading={remove.isRunning}
                onClick={() => void remove.run({ params: { contactId: id } })}
              >
                {t('contactEnd')}
              </ActionButton>
            ),
          },
        ]}
      />
      {isAdding && <AddContact onClose={() => setAdding(false)} />}
    </Section>
  );
}

interface Given {
  readonly kind: ContactKind;
  readonly name: string;
  readonly phone?: string;
  readonly email?: string;
  readonly note?: string;
}

function AddContact({ onClose }: { readonly onClose: () => void }) {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const [form] = Form.useForm<Given>();
  const { run, isRunning } = useOperation(contactCreate, { form });
  return (
    <Modal
      open
      title={t('contactAdd')}
      okText={app('save')}
      cancelText={app('cancel')}
      confirmLoading={isRunning}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ kind: 'services' }}
        onFinish={(body: Given) =>
          void run({ body }).then((made) => {
            if (made) onClose();
          })
        }
      >
        <Form.Item name="kind" label={t('contactFor')}>
          <Select options={contactKinds.map((kind) => ({ value: kind, label: t(contactKindTexts[kind]) }))} />
        </Form.Item>
        <Form.Item name="name" label={t('contactName')} rules={[{ required: true, message: t('nameNeeded') }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="phone" label={t('phone')}>
          <Input maxLength={50} />
        </Form.Item>
        <Form.Item name="email" label={t('email')} rules={[{ type: 'email', message: t('emailWrong') }]}>
          <Input maxLength={254} />
        </Form.Item>
        <Form.Item name="note" label={t('note')}>
          <Input maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
