// Signing in: account and password, then the code where the account has a second factor. Everything is sent anew with the code,
// so that nothing is kept half signed in.
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { ApiError } from '@argosy/client/browser';
import { Alert, Button, Form, Input } from 'antd';
import { useEffect, useState } from 'react';
import { keepCaller } from '../app/caller.ts';
import { ownAddress } from '../app/paths.ts';
import { sentencesOf } from '../app/tell.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { Doorway } from './doorway.tsx';
import { signIn } from './session.ts';
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
      keepCaller(
        queryClient,
        await signIn({ ...given, ...(code !== undefined && { code: code.replaceAll(' ', '') }) }),
      );
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
          <Button type="link" block onClick={() => setNeedsCode(undefined)}>
            {t('back')}
          </Button>
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

/** Why it did not work; of a locked account, for how long, counted down. */
function Refused({ problem }: { readonly problem: unknown }) {
  const app = useText(appTexts);
  const t = useText(identityTexts);
  const seconds = useCountdown(secondsOf(problem), problem);
  if (problem === undefined) return undefined;
  const { title, description } = sentencesOf(problem, app);
  const sentence = problem instanceof ApiError ? problem.message : `${title}. ${description}`;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="doorway-problem"
      title={sentence}
      description={seconds > 0 ? t('locked', { count: seconds }) : undefined}
    />
  );
}

function secondsOf(problem: unknown): number {
  const after = problem instanceof ApiError ? problem.facts['retryAfterSeconds'] : undefined;
  return typeof after === 'number' ? Math.ceil(after) : 0;
}

function useCountdown(from: number, restart: unknown): number {
  const [left, setLeft] = useState(from);
  useEffect(() => {
    setLeft(from);
    if (from === 0) return undefined;
    const timer = setInterval(() => setLeft((before) => Math.max(0, before - 1)), 1000);
    return () => clearInterval(timer);
  }, [from, restart]);
  return left;
}
