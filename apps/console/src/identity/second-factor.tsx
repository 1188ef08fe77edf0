// The second factor: set up with a QR code that an app reads, and confirmed by a code of it; then recovery codes are shown once.
import { recoveryCodeRenew, totpBegin, totpConfirm, totpRemove } from '@argosy/contract/identity/sign-in';
import type { ResultOf } from '@argosy/contract/operation';
import { Button, Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useCaller } from '../app/caller.ts';
import { CopyButton } from '../app/copy-button.tsx';
import { Dialog } from '../app/dialog.tsx';
import { Field } from '../app/field.tsx';
import { Section } from '../app/page.tsx';
import { useOperation, useOperationQuery } from '../app/queries.ts';
import { StateMark } from '../app/state-mark.tsx';
import { useTell } from '../app/tell.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { signInQuery } from './queries.ts';
import { identityTexts } from './texts.ts';

export function SecondFactor() {
  const t = useText(identityTexts);
  const times = useTimes();
  const { sessionId } = useCaller();
  const { hasTotp, totpConfirmedAt, recoveryCodesLeft } = useOperationQuery(signInQuery());
  const begin = useOperation(totpBegin);
  const renew = useOperation(recoveryCodeRenew);
  const [secret, setSecret] = useState<ResultOf<typeof totpBegin>>();
  const [codes, setCodes] = useState<readonly string[]>();
  const [isRemoving, setRemoving] = useState(false);

  return (
    <Section
      title={t('secondFactor')}
      extra={<StateMark tone={hasTotp ? 'good' : 'quiet'}>{t(hasTotp ? 'on' : 'off')}</StateMark>}
    >
      <p className="section-lead">
        {hasTotp && totpConfirmedAt !== undefined
          ? t('secondFactorSince', { time: times.full(totpConfirmedAt) })
          : t('secondFactorWhat')}
      </p>
      {hasTotp && (
        <p className={recoveryCodesLeft < 3 ? 'few-left' : ''}>
          {t('recoveryCodesLeft', { count: recoveryCodesLeft })}
        </p>
      )}
      {sessionId === undefined ? (
        <p className="soft">{t('byKeyOnly')}</p>
      ) : hasTotp ? (
        <div className="buttons">
          <Button
            loading={renew.isRunning}
            onClick={() => void renew.run().then((answer) => setCodes(answer?.recoveryCodes))}
          >
            {t('recoveryCodesRenew')}
          </Button>
          <Button danger onClick={() => setRemoving(true)}>
            {t('turnOff')}
          </Button>
        </div>
      ) : (
        <Button loading={begin.isRunning} onClick={() => void begin.run().then(setSecret)}>
          {t('setUp')}
        </Button>
      )}
      {secret && (
        <SetUp
          secret={secret}
          onClose={() => setSecret(undefined)}
          onDone={(made) => {
            setSecret(undefined);
            setCodes(made);
          }}
        />
      )}
      {codes && <RecoveryCodes codes={codes} onClose={() => setCodes(undefined)} />}
      {isRemoving && <Remove onClose={() => setRemoving(false)} />}
    </Section>
  );
}

interface SetUpProps {
  readonly secret: ResultOf<typeof totpBegin>;
  readonly onClose: () => void;
  readonly onDone: (recoveryCodes: readonly string[]) => void;
}

function SetUp({ secret: { secret, uri }, onClose, onDone }: SetUpProps) {
  const t = useText(identityTexts);
  const { run, isRunning } = useOperation(totpConfirm);
  const [code, setCode] = useState('');

  async function confirm(): Promise<void> {
    const answer = await run({ body: { code: code.replaceAll(' ', '') } });
    if (answer) onDone(answer.recoveryCodes);
  }

  return (
    <Dialog
      title={t('setUpTitle')}
      okText={t('turnOn')}
      isReady={/^\d{3} ?\d{3}$/.test(code.trim())}
      isRunning={isRunning}
      onSend={() => void confirm()}
      onClose={onClose}
    >
      <p>{t('setUpScan')}</p>
      <QrCode text={uri} label={t('qrCode')} />
      <p className="soft">{t('setUpType')}</p>
      <p className="secret">
        <code>{secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
        <CopyButton text={secret} />
      </p>
      <Field label={t('setUpCode')}>
        {(ids) => (
          <Input
            {...ids}
            autoFocus
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}

/** Black on white in both appearances: cameras want it so. Drawn as a path, as the page's policy allows no picture made here. */
function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const [drawn, setDrawn] = useState<{ readonly size: number; readonly path: string }>();
  useEffect(() => {
    let isWanted = true;
    void import('qrcode').then(({ create }) => {
      if (!isWanted) return;
      const { modules } = create(text, { errorCorrectionLevel: 'M' });
      const dark = [...modules.data.keys()].filter((index) => modules.data[index] !== 0);
      const path = dark.map((index) => `M${index % modules.size} ${Math.floor(index / modules.size)}h1v1h-1z`).join('');
      setDrawn({ size: modules.size, path });
    });
    return () => {
      isWanted = false;
    };
  }, [text]);
  const quiet = 4; // modules of white around it, as the standard wants
  return (
    <div className="qr-code">
      {drawn && (
        <svg
          role="img"
          aria-label={label}
          viewBox={`${-quiet} ${-quiet} ${drawn.size + 2 * quiet} ${drawn.size + 2 * quiet}`}
          shapeRendering="crispEdges"
        >
          <path d={drawn.path} fill="#000" />
        </svg>
      )}
    </div>
  );
}

function RecoveryCodes({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const text = codes.join('\n');

  function download(): void {
    const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
    Object.assign(document.createElement('a'), { href: url, download: 'argosy-recovery-codes.txt' }).click();
    URL.revokeObjectURL(url);
  }

  return (
    <Modal
      open
      title={t('recoveryCodes')}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('recoveryCodesKept')}
        </Button>
      }
    >
      <p>{t('recoveryCodesWhat')}</p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="buttons">
        <CopyButton text={text} />
        <Button size="small" onClick={download}>
          {app('download')}
        </Button>
      </div>
    </Modal>
  );
}

function Remove({ onClose }: { readonly onClose: () => void }) {
  const t = useText(identityTexts);
  const tell = useTell();
  const { run, isRunning } = useOperation(totpRemove);
  const [code, setCode] = useState('');

  async function remove(): Promise<void> {
    if ((await run({ body: { code: code.replaceAll(' ', '') } })) === undefined) return;
    tell.done(t('secondFactorRemoved'));
    onClose();
  }

  return (
    <Dialog
      title={t('turnOffTitle')}
      okText={t('turnOff')}
      isDanger
      isReady={code !== ''}
      isRunning={isRunning}
      onSend={() => void remove()}
      onClose={onClose}
    >
      <p>{t('turnOffWhat')}</p>
      <Field label={t('code')} hint={t('codeLead')}>
        {(ids) => (
          <Input
            {...ids}
            autoFocus
            autoComplete="one-time-code"
            maxLength={40}
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
