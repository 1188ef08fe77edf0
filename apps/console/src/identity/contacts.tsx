// Whom to reach for the contract, the network, the services and the money (RSP-1): as they are, as they were at a time, and what
// each of them was when.
import { contactCreate, contactDelete, contactUpdate, type ContactView } from '@argosy/contract/identity/people';
import { type ContactKind, contactKinds } from '@argosy/contract/identity/vocabulary';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { Confirm } from '../app/confirm.tsx';
import { FormDialog } from '../app/form-dialog.tsx';
import { EmptyState, PageSkeleton, Section } from '../app/page.tsx';
import { userList } from '@argosy/contract/identity/people';
import { useMay } from '../app/may.ts';
import { useOperation, useOperationQuery, useOptionalQuery } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { Table } from '../app/table.tsx';
import { TimeField } from '../app/time-field.tsx';
import { contactHistoryQuery, contactsQuery, userChoicesQuery } from './queries.ts';
import { contactKindTexts, identityTexts } from './texts.ts';

interface ContactsProps {
  /** As they were at this time; now, without it. */
  readonly asOf: string | undefined;
  readonly onAsOf: (instant: string | undefined) => void;
}

export function Contacts({ asOf, onAsOf }: ContactsProps) {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const { items } = useOperationQuery(contactsQuery(asOf));
  const remove = useOperation(contactDelete);
  const [writing, setWriting] = useState<ContactView | 'new'>();
  const [past, setPast] = useState<ContactView>();
  const [leaving, setLeaving] = useState<ContactView>();
  return (
    <Section
      className="flush"
      title={t('contacts')}
      extra={
        <div className="buttons">
          <TimeField label={t('contactsAsOf')} value={asOf} onChange={onAsOf} />
          {asOf === undefined ? (
            <ActionButton act={actOf(contactCreate)} onClick={() => setWriting('new')}>
              {t('contactAdd')}
            </ActionButton>
          ) : (
            <Button onClick={() => onAsOf(undefined)}>{t('contactsNow')}</Button>
          )}
        </div>
      }
    >
      <Table<ContactView>
        keyOf={({ id }) => id}
        rows={items}
        empty={
          <EmptyState
            title={t(asOf === undefined ? 'contactsNone' : 'contactsNoneThen')}
            next={t('contactsNoneNext')}
          />
        }
        columns={[
          { title: t('contactFor'), show: ({ kind }) => t(contactKindTexts[kind]) },
          { title: t('contactName'), show: 'name' },
          { title: t('phone'), show: 'phone' },
          { title: t('email'), show: 'email' },
          { title: t('note'), show: 'note' },
          { title: t('validFrom'), show: ({ validFrom }) => <Since instant={validFrom} /> },
          {
            title: <span className="visually-hidden">{app('actions')}</span>,
            isAtEnd: true,
            show: (contact) => (
              <div className="buttons at-end">
                <Button size="small" onClick={() => setPast(contact)}>
                  {t('contactPast')}
                </Button>
                {asOf === undefined && (
                  <>
                    <ActionButton
                      size="small"
                      act={actOf(contactUpdate, { contactId: contact.id })}
                      onClick={() => setWriting(contact)}
                    >
                      {t('edit')}
                    </ActionButton>
                    <ActionButton
                      size="small"
                      act={actOf(contactDelete, { contactId: contact.id })}
                      onClick={() => setLeaving(contact)}
                    >
                      {t('contactEnd')}
                    </ActionButton>
                  </>
                )}
              </div>
            ),
          },
        ]}
      />
      {writing !== undefined && (
        <WriteContact {...(writing !== 'new' && { contact: writing })} onClose={() => setWriting(undefined)} />
      )}
      {past && <Past contact={past} onClose={() => setPast(undefined)} />}
      {leaving && (
        <Confirm
          title={t('contactEndTitle', { name: leaving.name })}
          what={t('contactEndWhat')}
          ok={t('contactEnd')}
          isRunning={remove.isRunning}
          onClose={() => setLeaving(undefined)}
          onConfirm={async () => {
            if (await remove.run({ params: { contactId: leaving.id } })) setLeaving(undefined);
          }}
        />
      )}
    </Section>
  );
}

interface Given {
  readonly kind: ContactKind;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly note: string;
}

/** A new contact, or what one is from now on. */
function WriteContact({ contact, onClose }: { readonly contact?: ContactView; readonly onClose: () => void }) {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const [form] = Form.useForm<Given>();
  const create = useOperation(contactCreate, { form });
  const update = useOperation(contactUpdate, { form });

  async function save(body: Given): Promise<void> {
    const saved = contact ? await update.run({ params: { contactId: contact.id }, body }) : await create.run({ body });
    if (saved) onClose();
  }

  return (
    <FormDialog
      title={contact ? t('contactChange', { name: contact.name }) : t('contactAdd')}
      okText={app('save')}
      isRunning={create.isRunning || update.isRunning}
      form={form}
      initialValues={contact ?? { kind: 'services', phone: '', email: '', note: '' }}
      onGiven={(given: Given) => void save(given)}
      onClose={onClose}
    >
      {contact && <p className="soft">{t('contactChangeWhat')}</p>}
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
    </FormDialog>
  );
}

/** What a contact was when, newest first. */
function Past({ contact, onClose }: { readonly contact: ContactView; readonly onClose: () => void }) {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const times = useTimes();
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(contactHistoryQuery(contact.id));
  const mayReadUsers = useMay(actOf(userList));
  const users = useOptionalQuery(userChoicesQuery, { enabled: mayReadUsers })?.items ?? [];
  const nameOf = (userId: string) => users.find(({ id }) => id === userId)?.name ?? userId;
  return (
    <Modal open title={t('contactPastOf', { name: contact.name })} footer={null} onCancel={onClose} width={760}>
      {data === undefined ? (
        <PageSkeleton />
      ) : (
        <ol className="contact-past">
          {data.pages
            .flatMap(({ items }) => items)
            .map((was) => (
              <li key={was.validFrom}>
                <p className="field-title">
                  {was.validUntil === undefined
                    ? t('contactSince', { from: times.full(was.validFrom) })
                    : t('contactFromTo', { from: times.full(was.validFrom), to: times.full(was.validUntil) })}
                </p>
                <p>
                  {[t(contactKindTexts[was.kind]), was.name, was.phone, was.email, was.note]
                    .filter((each) => each !== '')
                    .join(' · ')}
                </p>
                {was.changedBy !== undefined && (
                  <p className="soft">{t('contactChangedBy', { name: nameOf(was.changedBy) })}</p>
                )}
              </li>
            ))}
        </ol>
      )}
      {hasNextPage && (
        <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {app('more')}
        </Button>
      )}
    </Modal>
  );
}
