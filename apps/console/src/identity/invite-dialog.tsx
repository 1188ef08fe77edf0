// Invites somebody: makes the user, then the link by which they come in, which is shown once.
import { userCreate } from '@argosy/contract/identity/people';
import { userLinkCreate } from '@argosy/contract/identity/sign-in';
import { Form, Select } from 'antd';
import { useState } from 'react';
import { FormDialog } from '../app/form-dialog.tsx';
import { useOperation, useOptionalQuery } from '../app/queries.ts';
import { type Language, useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { groupChoicesQuery, policyChoicesQuery } from './queries.ts';
import { PersonFields, UserNameField } from './person-fields.tsx';
import { ShownOnce } from './shown-once.tsx';
import { identityTexts } from './texts.ts';

interface Given {
  readonly name: string;
  readonly displayName?: string;
  readonly email?: string;
  readonly language?: Language;
  readonly groups?: string[];
  readonly policies?: string[];
}

export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(identityTexts);
  const times = useTimes();
  const [form] = Form.useForm<Given>();
  const create = useOperation(userCreate, { form });
  const makeLink = useOperation(userLinkCreate);
  const groups = useOptionalQuery(groupChoicesQuery)?.items ?? [];
  const policies = useOptionalQuery(policyChoicesQuery)?.items ?? [];
  const [made, setMade] = useState<{ readonly name: string; readonly url: string; readonly expiresAt: string }>();

  async function invite({ name, displayName, email, ...rest }: Given): Promise<void> {
    const body = { ...rest, name, ...(displayName && { displayName }), ...(email && { email }) };
    const user = await create.run({ body });
    if (!user) return;
    // If it fails here the user is there, invited; their page makes the link.
    const link = await makeLink.run({ params: { userId: user.id }, body: {} });
    if (link?.url === undefined) onClose();
    else setMade({ name: user.displayName || user.name, url: link.url, expiresAt: link.expiresAt });
  }

  if (made)
    return (
      <ShownOnce
        title={t('invited', { name: made.name })}
        lead={t('linkGive', { time: times.full(made.expiresAt) })}
        text={made.url}
        onClose={onClose}
      />
    );
  return (
    <FormDialog
      title={t('invite')}
      okText={t('inviteMake')}
      isRunning={create.isRunning || makeLink.isRunning}
      form={form}
      onGiven={(given: Given) => void invite(given)}
      onClose={onClose}
    >
      <UserNameField field="name" label={t('userName')} isFirst />
      <PersonFields displayName="displayName" email="email" language="language" />
      <Form.Item name="groups" label={t('groups')}>
        <Select
          mode="multiple"
          optionFilterProp="label"
          options={groups.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="policies" label={t('policies')} extra={t('invitePoliciesHint')}>
        <Select
          mode="multiple"
          optionFilterProp="label"
          options={policies.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
    </FormDialog>
  );
}
