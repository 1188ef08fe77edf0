// One's own account: how one is shown, with what one signs in, where one is signed in, and the keys of one's programs.
import { profileUpdate } from '@argosy/contract/identity/people';
import { passwordSet } from '@argosy/contract/identity/sign-in';
import { Button, Form, Input, Select } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { callerQuery, useCaller } from '../app/caller.ts';
import { Field } from '../app/field.tsx';
import { Page, Part, Section } from '../app/page.tsx';
import { useOperation, useOperationQuery } from '../app/queries.ts';
import { useTell } from '../app/tell.tsx';
import { appTexts } from '../app/texts.ts';
import { chooseLanguage, type Language, languageOptions, useLanguage, useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { useState } from 'react';
import { AccessKeys } from './access-keys.tsx';
import { LinkedSources } from './linked-sources.tsx';
import { NewPassword, type NewPasswordFields } from './new-password.tsx';
import { Passkeys } from './passkeys.tsx';
import { signInQuery } from './queries.ts';
import { SecondFactor } from './second-factor.tsx';
import { Sessions } from './sessions.tsx';
import { identityTexts } from './texts.ts';
import './identity.css';

export function AccountPage() {
  const t = useText(identityTexts);
  const { userName, organizationAlias, organizationName, sessionId } = useCaller();
  return (
    <Page
      title={t('accountTitle')}
      lead={
        <>
          <span className="mono">{`${userName}@${organizationAlias}`}</span> · {organizationName}
        </>
      }
    >
      <div className="account-columns">
        <Profile />
        {sessionId !== undefined && (
          <Part title={t('password')}>
            <Password />
          </Part>
        )}
        <Part title={t('secondFactor')}>
          <SecondFactor />
        </Part>
        <Part title={t('passkeys')}>
          <Passkeys />
        </Part>
        <Part title={t('linkedSources')}>
          <LinkedSources />
        </Part>
      </div>
      <Part title={t('sessions')}>
        <Sessions />
      </Part>
      <Part title={t('accessKeys')}>
        <AccessKeys />
      </Part>
    </Page>
  );
}

function Profile() {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const tell = useTell();
  const queryClient = useQueryClient();
  const caller = useCaller();
  const shown = useLanguage();
  const [displayName, setDisplayName] = useState(caller.displayName);
  const [chosen, setChosen] = useState<Language>();
  const language = chosen ?? caller.language ?? shown;
  const { run, isRunning } = useOperation(profileUpdate);

  async function save(): Promise<void> {
    if ((await run({ body: { displayName, language } })) === undefined) return;
    if (chosen !== undefined) await chooseLanguage(chosen); // else it stays as this browser was told by the menu
    await queryClient.invalidateQueries({ queryKey: callerQuery.queryKey });
    tell.done(t('saved'));
  }

  return (
    <Section title={t('profile')}>
      <form
        className="form-rows"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label={t('displayName')} hint={t('displayNameHint')}>
          {(ids) => (
            <Input
              {...ids}
              maxLength={100}
              autoComplete="name"
              value={displayName}
              onChange={({ target }) => setDisplayName(target.value)}
            />
          )}
        </Field>
        <Field label={app('language')} hint={language === shown ? undefined : t('languageHere')}>
          {(ids) => <Select<Language> {...ids} value={language} onChange={setChosen} options={languageOptions} />}
        </Field>
        <div>
          <Button htmlType="submit" loading={isRunning}>
            {app('save')}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function Password() {
  const t = useText(identityTexts);
  const times = useTimes();
  const tell = useTell();
  const { userName, displayName, organizationName, organizationAlias } = useCaller();
  const { hasPassword, passwordSetAt } = useOperationQuery(signInQuery());
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<NewPasswordFields>();
  const { run, isRunning } = useOperation(passwordSet, { form });

  async function save({ password }: NewPasswordFields): Promise<void> {
    if ((await run({ body: { password } })) === undefined) return;
    form.resetFields();
    setOpen(false);
    tell.done(t('passwordChanged'));
  }

  return (
    <Section title={t('password')}>
      <p className="section-lead">
        {hasPassword && passwordSetAt !== undefined
          ? t('passwordSince', { time: times.full(passwordSetAt) })
          : t('passwordNone')}
      </p>
      {isOpen ? (
        <Form form={form} layout="vertical" requiredMark={false} onFinish={(given) => void save(given)}>
          <input type="text" autoComplete="username" value={`${userName}@${organizationAlias}`} readOnly hidden />
          <NewPassword autoFocus names={[userName, displayName, organizationName, organizationAlias]} />
          <p className="soft">{t('passwordChangeWhat')}</p>
          <Button type="primary" htmlType="submit" loading={isRunning}>
            {t('passwordSave')}
          </Button>
        </Form>
      ) : (
        <Button onClick={() => setOpen(true)}>{t(hasPassword ? 'passwordChange' : 'passwordChoose')}</Button>
      )}
    </Section>
  );
}
