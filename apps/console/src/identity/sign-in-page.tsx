// Signing in: account and password, then the code where the account has a second factor; or a passkey, or a server that vouches for
// the organization's people. Everything is sent anew with the code, so that nothing is kept half signed in. Which organization is
// meant and by which directory stand in the address, so that an organization can hand out a link that shows its own way in.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { ApiError } from '@argosy/client/browser';
import type { CallerView } from '../app/caller.ts';
import { passkeyUse } from '@argosy/contract/identity/passkeys';
import { sessionCreate } from '@argosy/contract/identity/sign-in';
import { oidcBegin } from '@argosy/contract/identity/sign-in-sources';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { callOperation } from '../app/api.ts';
import { callerQuery, keepCaller } from '../app/caller.ts';
import { accountOf } from '../app/known-accounts.ts';
import { LinkButton } from '../app/links.tsx';
import { ownAddress, paths } from '../app/paths.ts';
import { useText } from '../app/text.ts';
import { Doorway } from './doorway.tsx';
import { accountIn, organizationMeant, useSettled } from './organization-meant.ts';
import { type OfferedSource, OtherWays } from './other-ways.tsx';
import { answerWithPasskey } from './passkey-device.ts';
import { offerQuery } from './queries.ts';
import { NotIn, Refused } from './refused.tsx';
import { identityTexts, sentBackTexts } from './texts.ts';

const route = getRouteApi('/sign-in');

interface Fields {
  readonly account: string;
  readonly password: string;
}
interface Given extends Fields {
  /** Of the directory that knows the password. */
  readonly sourceId?: string;
}

export function SignInPage() {
  const t = useText(identityTexts);
  const { to, problem: sentBack, organization, account, source: sourceId } = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const typed: string = Form.useWatch('account', form) ?? account ?? '';
  const meant = organizationMeant(typed, organization);
  const { data: offered } = useQuery(offerQuery(useSettled(meant)));
  const sources = offered?.items ?? [];
  const directory = sources.find(({ id, kind }) => kind === 'ldap' && id === sourceId);
  const [needsCode, setNeedsCode] = useState<Given>();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState<string>();

  /** Does what somebody pressed; what goes wrong is told above the form. */
  async function during(what: string, work: () => Promise<void>): Promise<void> {
    setBusy(what);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(undefined);
    }
  }

  async function enter(caller: CallerView): Promise<void> {
    keepCaller(queryClient, caller);
    await router.navigate({ href: ownAddress(to), replace: true });
  }

  const send = (given: Given, code?: string) =>
    during('password', async () => {
      const body = { ...given, ...(code !== undefined && { code: code.replaceAll(' ', '') }) };
      try {
        await enter(await callOperation(sessionCreate, { body }));
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'second_factor_needed') throw error;
        setNeedsCode(given);
      }
    });

  const byPasskey = () =>
    during('passkey', async () => enter(await callOperation(passkeyUse, { body: await answerWithPasskey() })));

  /** A provider is gone to; the password of a directory is asked for here. */
  const bySource = ({ id, kind }: OfferedSource) =>
    during(id, async () => {
      if (kind === 'ldap') {
        const search = { ...(to !== undefined && { to }), ...(meant !== undefined && { organization: meant }) };
        return navigate({ search: { ...search, source: id } });
      }
      const { url } = await callOperation(oidcBegin, { body: { sourceId: id, returnTo: ownAddress(to) } });
      location.assign(url);
      return undefined;
    });

  const elsewhere = () =>
    void navigate({
      search: { ...(to !== undefined && { to }), ...(organization !== undefined && { organization }) },
    });

  if (needsCode)
    return (
      <Doorway title={t('signIn')} lead={t('codeLead')}>
        <Refused problem={problem} />
        <CodeForm
          isSending={busy !== undefined}
          onCode={(code) => void send(needsCode, code)}
          onBack={() => {
            setNeedsCode(undefined);
            setProblem(undefined);
          }}
        />
      </Doorway>
    );
  return (
    <Doorway
      title={directory ? t('signInWith', { name: directory.name }) : t('signIn')}
      lead={directory ? t('directoryLead', { name: directory.name }) : t('welcome')}
    >
      {problem === undefined && sentBack !== undefined ? <SentBack code={sentBack} /> : <Refused problem={problem} />}
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ account, password }) =>
          void send(
            directory
              ? { account: account.trim(), password, sourceId: directory.id }
              : { account: accountIn(account, organization), password },
          )
        }
      >
        <Form.Item
          name="account"
          initialValue={account}
          label={directory ? t('directoryName') : t('account')}
          rules={[{ required: true, whitespace: true, message: t('accountNeeded') }]}
        >
          <Input
            autoFocus={account === undefined}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            {...(!directory && organization === undefined && { placeholder: t('accountHint') })}
            suffix={
              !directory && organization !== undefined && !typed.includes('@') ? (
                <span className="soft">{`@${organization}`}</span>
              ) : (
                <span />
              )
            }
            maxLength={200}
            size="large"
          />
        </Form.Item>
        <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('passwordNeeded') }]}>
          <Input.Password
            autoFocus={account !== undefined}
            autoComplete="current-password"
            maxLength={1000}
            size="large"
          />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={busy === 'password'}>
          {t('signIn')}
        </Button>
        {directory ? (
          <Button type="link" block onClick={elsewhere}>
            {t('signInOtherwise')}
          </Button>
        ) : (
          <OtherWays
            sources={sources}
            busy={busy}
            onPasskey={() => void byPasskey()}
            onSource={(source) => void bySource(source)}
          />
        )}
        <p className="doorway-note">{directory ? t('directoryForgotten') : t('forgotten')}</p>
        <StillIn />
      </Form>
    </Doorway>
  );
}

interface CodeFormProps {
  readonly isSending: boolean;
  readonly onCode: (code: string) => void;
  readonly onBack: () => void;
}

function CodeForm({ isSending, onCode, onBack }: CodeFormProps) {
  const t = useText(identityTexts);
  return (
    <Form layout="vertical" requiredMark={false} onFinish={({ code }: { code: string }) => onCode(code)}>
      <Form.Item name="code" label={t('code')} rules={[{ required: true, message: t('codeNeeded') }]}>
        <Input autoFocus autoComplete="one-time-code" inputMode="text" maxLength={40} size="large" />
      </Form.Item>
      <Button type="primary" htmlType="submit" size="large" block loading={isSending}>
        {t('goOn')}
      </Button>
      <Button type="link" block onClick={onBack}>
        {t('back')}
      </Button>
      <p className="doorway-note">{t('codeLost')}</p>
    </Form>
  );
}

/** Of who came here from inside, to come in as somebody else. */
function StillIn() {
  const t = useText(identityTexts);
  const caller = useQueryClient().getQueryData<CallerView>(callerQuery.queryKey);
  if (caller?.sessionId === undefined) return undefined;
  return (
    <p className="doorway-note">
      {t('stillIn', { account: accountOf(caller) })} <Link to={paths.home}>{t('stayIn')}</Link>
    </p>
  );
}

/** Why a provider's page led back here. It may have been to link an account, whose owner is signed in all the while. */
function SentBack({ code }: { readonly code: string }) {
  const t = useText(identityTexts);
  const { data: caller } = useQuery({ ...callerQuery, retry: false });
  const known = Object.entries(sentBackTexts).find(([each]) => each === code)?.[1];
  return (
    <NotIn
      sentence={t(known ?? 'sentBackUnknown')}
      next={caller?.sessionId !== undefined && <LinkButton to={paths.account}>{t('toAccount')}</LinkButton>}
    />
  );
}
