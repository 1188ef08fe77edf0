// Asks whoever sits at the browser to show anew who they are: by their password, by a code of their second factor, or by a passkey.
// Who has none of these came in by another server: they sign in anew.
import { sessionConfirm, sessionEnd, signInGet } from '@argosy/contract/identity/sign-in';
import { Input, Segmented } from 'antd';
import { useState } from 'react';
import { callOperation } from '../app/api.ts';
import { useCaller } from '../app/caller.ts';
import { Dialog } from '../app/dialog.tsx';
import { Field } from '../app/field.tsx';
import { paths } from '../app/paths.ts';
import { queryOf, useOptionalQuery } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { answerWithPasskey, knowsPasskeys } from './passkey-device.ts';
import { passkeysQuery } from './queries.ts';
import { Refused } from './refused.tsx';
import { identityTexts } from './texts.ts';

const ownSignInQuery = queryOf(signInGet);

type Way = 'password' | 'code' | 'passkey';

export function ConfirmDialog({ onAnswer }: { readonly onAnswer: (isConfirmed: boolean) => void }) {
  const t = useText(identityTexts);
  const { userName, organizationAlias, hasPassword } = useCaller();
  const own = useOptionalQuery(ownSignInQuery);
  const passkeys = useOptionalQuery(passkeysQuery, { enabled: knowsPasskeys() });
  const ways: readonly Way[] = [
    ...(hasPassword ? (['password'] as const) : []),
    ...(own?.hasTotp === true ? (['code'] as const) : []),
    ...(passkeys && passkeys.items.length > 0 ? (['passkey'] as const) : []),
  ];
  const isKnown = own !== undefined && (passkeys !== undefined || !knowsPasskeys());
  const [chosen, setWay] = useState<Way>();
  const way = chosen ?? ways[0];
  const [given, setGiven] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setSending] = useState(false);
  const isReady = way === 'passkey' || (way === undefined ? isKnown : given !== '');

  async function answer(): Promise<void> {
    if (way === undefined) {
      await callOperation(sessionEnd, {});
      const to = `${location.pathname}${location.search}`;
      location.assign(`${paths.signIn}?${new URLSearchParams({ organization: organizationAlias, to }).toString()}`);
      return;
    }
    const body =
      way === 'passkey'
        ? { passkey: await answerWithPasskey() }
        : way === 'code'
          ? { code: given.replaceAll(' ', '') }
          : { password: given };
    await callOperation(sessionConfirm, { body });
    onAnswer(true);
  }

  async function send(): Promise<void> {
    if (!isReady) return;
    setSending(true);
    setProblem(undefined);
    try {
      await answer();
    } catch (error) {
      setProblem(error);
      setSending(false);
    }
  }

  return (
    <Dialog
      title={t('confirmTitle')}
      okText={t(okTexts[way ?? 'again'])}
      isReady={isReady}
      isRunning={isSending}
      onSend={() => void send()}
      onClose={() => onAnswer(false)}
      zIndex={1100} // above the dialog that needs it
    >
      <p>{t(way === undefined && isKnown ? 'confirmAgainLead' : 'confirmLead')}</p>
      <Refused problem={problem} />
      {ways.length > 1 && (
        <Segmented<Way>
          aria-label={t('confirmBy')}
          value={way ?? 'password'}
          onChange={(next) => {
            setWay(next);
            setGiven('');
            setProblem(undefined);
          }}
          options={ways.map((value) => ({ value, label: t(value) }))}
          style={{ marginBottom: 16 }}
        />
      )}
      {(way === 'password' || way === 'code') && (
        <>
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
                />
              )
            }
          </Field>
        </>
      )}
    </Dialog>
  );
}

const okTexts = { password: 'confirm', code: 'confirm', passkey: 'passkeyGive', again: 'signInAgain' } as const;
