// The two fields of a new password, with what is asked of it shown as one types. What is too common only the server knows; it
// says so at the field.
import { CheckCircleFilled, MinusCircleOutlined } from '@ant-design/icons';
import { Form, Input } from 'antd';
import { passwordLeast } from '@argosy/contract/identity/vocabulary';
import { useText } from '../app/text.ts';
import { countedLength } from './password-length.ts';
import { identityTexts } from './texts.ts';

export interface NewPasswordFields {
  readonly password: string;
  readonly repeated: string;
}

export function NewPassword({
  names,
  autoFocus = false,
}: {
  readonly names: readonly string[];
  readonly autoFocus?: boolean;
}) {
  const t = useText(identityTexts);
  const form = Form.useFormInstance<NewPasswordFields>();
  const password = Form.useWatch('password', form) ?? '';
  const repeated = Form.useWatch('repeated', form) ?? '';
  const isLong = countedLength(password, names) >= passwordLeast;
  const rules = [
    { key: 'length', word: t('passwordRuleLength', { count: passwordLeast }), holds: isLong },
    { key: 'common', word: t('passwordRuleCommon'), holds: undefined },
    { key: 'same', word: t('passwordRuleSame'), holds: password !== '' && password === repeated },
  ];
  return (
    <>
      <Form.Item
        name="password"
        label={t('newPassword')}
        validateTrigger="onBlur"
        rules={[
          {
            validator: async (_, value: string | undefined) => {
              if (countedLength(value ?? '', names) < passwordLeast)
                throw new Error(t('passwordRuleLength', { count: passwordLeast }));
            },
          },
        ]}
      >
        <Input.Password autoFocus={autoFocus} autoComplete="new-password" maxLength={200} size="large" />
      </Form.Item>
      <Form.Item
        name="repeated"
        label={t('repeatPassword')}
        dependencies={['password']}
        validateTrigger="onSubmit"
        rules={[
          ({ getFieldValue }) => ({
            validator: async (_, value: unknown) => {
              if (value !== getFieldValue('password')) throw new Error(t('passwordsDiffer'));
            },
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} size="large" />
      </Form.Item>
      <ul className="password-rules" aria-label={t('passwordRules')}>
        {rules.map(({ key, word, holds }) => (
          <li key={key} data-holds={holds}>
            {holds === true ? <CheckCircleFilled aria-hidden /> : <MinusCircleOutlined aria-hidden />}
            {word}
          </li>
        ))}
      </ul>
    </>
  );
}
