// A one-time link: the first sign-in of an owner, an invitation, or a new password. Its token stands behind the `#`, which
// browsers keep to themselves: no log has it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { ApiError } from '@argosy/client/browser';
import { unreachable } from '@argosy/kernel/errors';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { keepCaller } from '../app/caller.ts';
import { LinkButton } from '../app/links.tsx';
import { PageSkeleton } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useTell } from '../app/tell.tsx';
import { useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { Doorway } from './doorway.tsx';
import { inspectLink, type LinkView, takeLink } from './session.ts';
import { identityTexts } from './texts.ts';

export function LinkPage() {
  const t = useText(identityTexts);
  const [token] = useState(() => location.hash.slice(1));
  const { data: link, isPending } = useQuery({
    queryKey: ['link', token],
    queryFn: () => inspectLink(token),
    retry: false,
  });
  if (isPending) return <PageSkeleton />;
  if (link === undefined)
    return (
      <Doorway title={t('linkDead')} lead={t('linkDeadNext')}>
        <LinkButton to={paths.signIn}>{t('signIn')}</LinkButton>
      </Doorway>
    );
  return <PasswordForm link={link} token={token} />;
}

interface Given {
  readonly password: string;
}

function PasswordForm({ link, token }: { readonly link: LinkView; readonly token: string }) {
  const t = useText(identityTexts);
  const times = useTimes();
  const tell = useTell();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Given>();
  const [problem, setProblem] = useState<string>();
  const { title, lead } = useWords(link);

  async function take({ password }: Given): Promise<void> {
    try {
      keepCaller(queryClient, await takeLink({ token, password }));
      await router.navigate({ to: paths.home, replace: true }); // the token leaves the address too
    } catch (error) {
      if (error instanceof ApiError && error.fields.length === 0) setProblem(error.message);
      else tell.problem(error, { form, fieldOf: (path) => path.split('.') });
    }
  }

  return (
    <Doorway title={title} lead={lead}>
      {problem !== undefined && (
        <Alert type="error" showIcon role="alert" className="doorway-problem" title={problem} />
      )}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(given: Given) => void take(given)}>
        <input type="text" autoComplete="username" value={link.userName} readOnly hidden />
        <Form.Item
          name="password"
          label={t('newPassword')}
          extra={t('passwordShort')}
          rules={[{ required: true, min: 12, message: t('passwordShort') }]}
        >
          <Input.Password autoFocus autoComplete="new-password" maxLength={1000} size="large" />
        </Form.Item>
        <Form.Item
          name="repeated"
          label={t('repeatPassword')}
          dependencies={['password']}
          rules={[
            ({ getFieldValue }) => ({
              validator: async (_, value: unknown) => {
                if (value !== getFieldValue('password')) throw new Error(t('passwordsDiffer'));
              },
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" maxLength={1000} size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block>
          {t('choose')}
        </Button>
        <p className="doorway-note">{t('linkExpires', { time: times.full(link.expiresAt) })}</p>
      </Form>
    </Doorway>
  );
}

function useWords({ purpose, organizationName, userName }: LinkView): {
  readonly title: string;
  readonly lead: string;
} {
  const t = useText(identityTexts);
  const account = `${userName}@${organizationName}`;
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
