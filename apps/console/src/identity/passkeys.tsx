// One's passkeys: made on a device, under a name by which one knows the device again.
import { passkeyBegin, passkeyCreate, passkeyDelete } from '@argosy/contract/identity/passkeys';
import type { passkeyList } from '@argosy/contract/identity/passkeys';
import type { ResultOf } from '@argosy/contract/operation';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { callOperation } from '../app/api.ts';
import { useCaller } from '../app/caller.ts';
import { Confirm } from '../app/confirm.tsx';
import { Dialog } from '../app/dialog.tsx';
import { Field } from '../app/field.tsx';
import { Section } from '../app/page.tsx';
import { useOperation, useOperationQuery } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { useTell } from '../app/tell.tsx';
import { useText } from '../app/text.ts';
import { browserIn } from './browser-name.ts';
import { knowsPasskeys, makePasskey } from './passkey-device.ts';
import { passkeysQuery } from './queries.ts';
import { Refused } from './refused.tsx';
import { identityTexts } from './texts.ts';

type Passkey = ResultOf<typeof passkeyList>['items'][number];

export function Passkeys() {
  const t = useText(identityTexts);
  const { sessionId } = useCaller();
  const { items } = useOperationQuery(passkeysQuery);
  const { run, isRunning } = useOperation(passkeyDelete);
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Passkey>();
  return (
    <Section title={t('passkeys')}>
      <p className="section-lead">{t('passkeysWhat')}</p>
      <ul className="held">
        {items.map((passkey) => (
          <li key={passkey.id}>
            <span className="held-name">
              {passkey.name}
              <span className="soft">
                {passkey.lastUsedAt === undefined ? t('neverUsed') : t('lastUsed')}{' '}
                {passkey.lastUsedAt !== undefined && <Since instant={passkey.lastUsedAt} />}
              </span>
            </span>
            {sessionId !== undefined && (
              <Button
                size="small"
                aria-label={t('passkeyDeleteName', { name: passkey.name })}
                onClick={() => setLeaving(passkey)}
              >
                {t('delete')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {sessionId === undefined ? (
        <p className="soft">{t('byKeyOnly')}</p>
      ) : knowsPasskeys() ? (
        <Button onClick={() => setAdding(true)}>{t('passkeyAdd')}</Button>
      ) : (
        <p className="soft">{t('passkeysUnknown')}</p>
      )}
      {isAdding && <AddPasskey onClose={() => setAdding(false)} />}
      {leaving && (
        <Confirm
          title={t('passkeyDelete', { name: leaving.name })}
          what={t('passkeyDeleteWhat')}
          ok={t('delete')}
          isRunning={isRunning}
          onClose={() => setLeaving(undefined)}
          onConfirm={async () => {
            if (await run({ params: { passkeyId: leaving.id } })) setLeaving(undefined);
          }}
        />
      )}
    </Section>
  );
}

function AddPasskey({ onClose }: { readonly onClose: () => void }) {
  const t = useText(identityTexts);
  const tell = useTell();
  const create = useOperation(passkeyCreate);
  const [name, setName] = useState(() => browserIn(navigator.userAgent) ?? '');
  const [problem, setProblem] = useState<unknown>();
  const [isAsking, setAsking] = useState(false);

  async function add(): Promise<void> {
    setAsking(true);
    setProblem(undefined);
    try {
      const answer = await makePasskey(await callOperation(passkeyBegin, {}));
      const made = await create.run({ body: { ...answer, name: name.trim() } });
      if (made === undefined) return;
      tell.done(t('passkeyMade', { name: made.name }));
      onClose();
    } catch (error) {
      setProblem(error);
    } finally {
      setAsking(false);
    }
  }

  return (
    <Dialog
      title={t('passkeyAdd')}
      okText={t('passkeyMake')}
      isReady={name.trim() !== ''}
      isRunning={isAsking}
      onSend={() => void add()}
      onClose={onClose}
    >
      <Refused problem={problem} />
      <p>{t('passkeyAddWhat')}</p>
      <Field label={t('name')} hint={t('passkeyNameHint')}>
        {(ids) => (
          <Input
            {...ids}
            autoFocus
            autoComplete="off"
            maxLength={100}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
