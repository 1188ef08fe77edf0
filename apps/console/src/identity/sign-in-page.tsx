// Signing in: account and password, then the code where the account has a second factor. Everything is sent anew with the code,
// so that nothing is kept half signed in.
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { ApiError } from '@argosy/client/browser';
import { sessionCreate } from '@argosy/contract/identity/sign-in';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { callOperation } from '../app/api.ts';
import { keepCaller } from '../app/caller.ts';
import { ownAddress } from '../app/paths.ts';
import { useText } from '../app/text.ts';
import { Doorway } from './doorway.tsx';
import { Refused } from './refused.tsx';
import { identityTexts } from './texts.ts';

const route = getRouteApi('/sign-in');

interface Given {
  readonly account: string;
  readonly password: string;
}

export function SignInPage() {
  const t = useText(identityTexts);
  const { to } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [needsCode, setNeedsCode] = useState<Given>();
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setSending] = useState(false);

  async function send(given: Given, code?: string): Promise<void> {
    setSending(true);
    setProblem(undefined);
    try {
      const body = { ...given, ...(code !== undefined && { code: code.replaceAll(' ', '') }) };
      keepCaller(queryClient, await callOperation(sessionCreate, { body }));
      await router.navigate({ href: ownAddress(to), replace: true });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'second_factor_needed') setNeedsCode(given);
      else setProblem(error);
    } finally {
      setSending(false);
    }
  }

  return (
    <Doorway title={t('signIn')} lead={needsCode ? t('codeLead') : t('welcome')}>
      <Refused problem={problem} />
      {needsCode ? (
        <Form
          layout="vertical"
          requiredMark={false}
          onFinish={({ code }: { code: string }) => void send(needsCode, code)}
        >
          <Form.Item name="code" label={t('code')} rules={[{ required: true, message: t('codeNeeded') }]}>
            <Input autoFocus autoComplete="one-time-code" inputMode="text" maxLength={40} size="large" />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={isSending}>
            {t('goOn')}
          </Button>
          <Button
            type="link"
            block
            onClick={() => {
              setNeedsCode(undefined);
              setProblem(undefined);
            }}
          >
            {t('back')}
          </Button>
          <p className="doorway-note">{t('codeLost')}</p>
        </Form>
      ) : (
        <Form<Given> layout="vertical" requiredMark={false} onFinish={(given) => void send(given)}>
          <Form.Item name="account" label={t('account')} rules={[{ required: true, message: t('accountNeeded') }]}>
            <Input autoFocus autoComplete="username" placeholder={t('accountHint')} maxLength={200} size="large" />
          </Form.Item>
          <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('passwordNeeded') }]}>
            <Input.Password autoComplete="current-password" maxLength={1000} size="large" />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={isSending}>
            {t('signIn')}
          </Button>
          <p className="doorway-note">{t('forgotten')}</p>
        </Form>
      )}
    </Doorway>
  );
}
