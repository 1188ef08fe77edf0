// A one-time link: the first sign-in of an owner, an invitation, or a new password. Its token stands behind the `#`, which
// browsers keep to themselves: no log has it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { ApiError } from '@argosy/client/browser';
import { unreachable } from '@argosy/kernel/errors';
import { linkInspect, linkUse } from '@argosy/contract/identity/sign-in';
import type { ResultOf } from '@argosy/contract/operation';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { callOperation } from '../app/api.ts';
import { keepCaller } from '../app/caller.ts';
import { LinkButton } from '../app/links.tsx';
import { PageSkeleton } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { Doorway } from './doorway.tsx';
import { NewPassword, type NewPasswordFields } from './new-password.tsx';
import { Refused } from './refused.tsx';
import { identityTexts } from './texts.ts';

type LinkView = ResultOf<typeof linkInspect>;

export function LinkPage() {
  const t = useText(identityTexts);
  const [token] = useState(() => location.hash.slice(1));
  const {
    data: link,
    isPending,
    error,
  } = useQuery({
    queryKey: ['link', token],
    queryFn: () => callOperation(linkInspect, { body: { token } }),
    retry: false,
  });
  if (isPending) return <PageSkeleton />;
  if (link === undefined)
    return (
      <Doorway title={t('linkDead')} lead={error instanceof ApiError ? error.message : t('linkDeadNext')}>
        <LinkButton to={paths.signIn}>{t('signIn')}</LinkButton>
      </Doorway>
    );
  return <PasswordForm link={link} token={token} />;
}

interface Given extends Partial<NewPasswordFields> {
  readonly code?: string;
}

function PasswordForm({ link, token }: { readonly link: LinkView; readonly token: string }) {
  const t = useText(identityTexts);
  const times = useTimes();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Given>();
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setSending] = useState(false);
  const [needsCode, setNeedsCode] = useState(link.needsCode);
  const { title, lead } = useWords(link);

  async function use({ password, code }: Given): Promise<void> {
    setSending(true);
    setProblem(undefined);
    try {
      const body = {
        token,
        ...(password !== undefined && { password }),
        ...(code !== undefined && { code: code.replaceAll(' ', '') }),
      };
      keepCaller(queryClient, await callOperation(linkUse, { body }));
      await router.navigate({ to: paths.home, replace: true }); // the token leaves the address too
    } catch (error) {
      if (error instanceof ApiError && error.code === 'second_factor_needed') setNeedsCode(true);
      else if (error instanceof ApiError && error.code.startsWith('password_'))
        form.setFields([{ name: 'password', errors: [error.message] }]);
      else setProblem(error);
    } finally {
      setSending(false);
    }
  }

  return (
    <Doorway title={title} lead={lead}>
      <Refused problem={problem} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(given: Given) => void use(given)}>
        <input
          type="text"
          autoComplete="username"
          value={`${link.userName}@${link.organizationAlias}`}
          readOnly
          hidden
        />
        <NewPassword
          autoFocus
          names={[link.userName, link.displayName, link.organizationName, link.organizationAlias]}
        />
        {needsCode && (
          <Form.Item
            name="code"
            label={t('code')}
            extra={t('codeLead')}
            rules={[{ required: true, message: t('codeNeeded') }]}
          >
            <Input autoComplete="one-time-code" maxLength={40} size="large" />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" size="large" block loading={isSending}>
          {t('choose')}
        </Button>
        {!link.needsPassword && (
          <Button type="link" block onClick={() => void use(needsCode ? { code: form.getFieldValue('code') } : {})}>
            {t('linkLater')}
          </Button>
        )}
        <p className="doorway-note">{t('linkExpires', { time: times.full(link.expiresAt) })}</p>
      </Form>
      {problem !== undefined && <LinkButton to={paths.signIn}>{t('signIn')}</LinkButton>}
    </Doorway>
  );
}

function useWords({ purpose, organizationName, organizationAlias, userName }: LinkView): {
  readonly title: string;
  readonly lead: string;
} {
  const t = useText(identityTexts);
  const account = `${userName}@${organizationAlias}`;
  switch (purpose) {
    case 'first_sign_in':
      return { title: t('linkFirst'), lead: t('linkFirstLead', { organization: organizationName }) };
    case 'invitation':
      return {
        title: t('linkInvitation', { organization: organizationName }),
        lead: t('linkInvitationLead', { account }),
      };
    case 'password_reset':
      return { title: t('linkReset'), lead: t('linkResetLead', { account }) };
    default:
      return unreachable(purpose);
  }
}
