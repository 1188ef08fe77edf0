// Asks whoever sits at the browser to show anew who they are: by their password, or by a code of their second factor.
import { sessionConfirm, signInGet } from '@argosy/contract/identity/sign-in';
import { Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { callOperation } from '../app/api.ts';
import { useCaller } from '../app/caller.ts';
import { Field } from '../app/field.tsx';
import { queryOf, useOptionalQuery } from '../app/queries.ts';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { Refused } from './refused.tsx';
import { identityTexts } from './texts.ts';

const ownSignInQuery = queryOf(signInGet);

type Way = 'password' | 'code';

export function ConfirmDialog({ onAnswer }: { readonly onAnswer: (isConfirmed: boolean) => void }) {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const { userName, organizationAlias, hasPassword } = useCaller();
  const hasTotp = useOptionalQuery(ownSignInQuery)?.hasTotp ?? false;
  const [chosen, setWay] = useState<Way>('password');
  const way = hasPassword || !hasTotp ? chosen : 'code';
  const [given, setGiven] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setSending] = useState(false);

  async function send(): Promise<void> {
    if (given === '') return;
    setSending(true);
    setProblem(undefined);
    try {
      await callOperation(sessionConfirm, {
        body: way === 'code' ? { code: given.replaceAll(' ', '') } : { password: given },
      });
      onAnswer(true);
    } catch (error) {
      setProblem(error);
      setSending(false);
    }
  }

  return (
    <Modal
      open
      title={t('confirmTitle')}
      okText={t('confirm')}
      cancelText={app('cancel')}
      okButtonProps={{ disabled: given === '' }}
      confirmLoading={isSending}
      onOk={() => void send()}
      onCancel={() => onAnswer(false)}
      zIndex={1100} // above the dialog that needs it
    >
      <p>{t('confirmLead')}</p>
      <Refused problem={problem} />
      {hasPassword && hasTotp && (
        <Segmented<Way>
          aria-label={t('confirmBy')}
          value={way}
          onChange={(next) => {
            setWay(next);
            setGiven('');
          }}
          options={[
            { value: 'password', label: t('password') },
            { value: 'code', label: t('code') },
          ]}
          style={{ marginBottom: 16 }}
        />
      )}
      <form onSubmit={(event) => event.preventDefault()}>
        <input type="text" autoComplete="username" value={`${userName}@${organizationAlias}`} readOnly hidden />
        <Field label={t(way)}>
          {(ids) =>
            way === 'code' ? (
              <Input
                {...ids}
                key="code"
                autoFocus
                autoComplete="one-time-code"
                maxLength={40}
                value={given}
                onChange={({ target }) => setGiven(target.value)}
                onPressEnter={() => void send()}
              />
            ) : (
              <Input.Password
                {...ids}
                key="password"
                autoFocus
                autoComplete="current-password"
                maxLength={200}
                value={given}
                onChange={({ target }) => setGiven(target.value)}
                onPressEnter={() => void send()}
              />
            )
          }
        </Field>
      </form>
    </Modal>
  );
}
