// The fields of a form that say who somebody is: a user who is invited or changed, the owner of an organization that is made.
import { userNameForm } from '@argosy/contract/identity/vocabulary';
import { Form, Input, Select } from 'antd';
import { appTexts } from '../app/texts.ts';
import { languageOptions, useText } from '../app/text.ts';
import { identityTexts } from './texts.ts';

interface UserNameFieldProps {
  readonly field: string;
  readonly label: string;
  readonly isFirst?: boolean;
}

export function UserNameField({ field, label, isFirst = false }: UserNameFieldProps) {
  const t = useText(identityTexts);
  const hint = t('userNameHint');
  return (
    <Form.Item
      name={field}
      label={label}
      extra={hint}
      rules={[{ required: true, pattern: userNameForm, message: hint }]}
    >
      <Input autoFocus={isFirst} autoComplete="off" autoCapitalize="none" />
    </Form.Item>
  );
}

interface PersonFieldsProps {
  /** What the operation calls these fields. */
  readonly displayName: string;
  readonly email: string;
  readonly language: string;
  /** Of somebody who is there already: a language that was chosen can be another, but not none. */
  readonly isKnown?: boolean;
}

export function PersonFields({ displayName, email, language, isKnown = false }: PersonFieldsProps) {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  return (
    <>
      <Form.Item name={displayName} label={t('displayName')}>
        <Input autoFocus={isKnown} autoComplete="off" maxLength={100} />
      </Form.Item>
      <Form.Item name={email} label={t('email')} rules={[{ type: 'email', message: t('emailWrong') }]}>
        <Input autoComplete="off" maxLength={254} />
      </Form.Item>
      <Form.Item name={language} label={app('language')}>
        <Select allowClear={!isKnown} options={languageOptions} />
      </Form.Item>
    </>
  );
}
