// The servers that vouch for one: linked to the account, signing in there is signing in here. Where the organization has none and
// none is linked, there is nothing to show.
import { signInSourceLink, signInSourceUnlink } from '@argosy/contract/identity/sign-in-sources';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCaller } from '../app/caller.ts';
import { Confirm } from '../app/confirm.tsx';
import { Dialog } from '../app/dialog.tsx';
import { Field } from '../app/field.tsx';
import { Section } from '../app/page.tsx';
import { useOperation, useOperationQuery, useOptionalQuery } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { useTell } from '../app/tell.tsx';
import { useText } from '../app/text.ts';
import type { OfferedSource } from './other-ways.tsx';
import { offerQuery, signInQuery } from './queries.ts';
import { identityTexts } from './texts.ts';

export function LinkedSources() {
  const t = useText(identityTexts);
  const { organizationAlias, isOwner, sessionId } = useCaller();
  const { sources: linked, hasPassword } = useOperationQuery(signInQuery());
  const offered = useOptionalQuery(offerQuery(organizationAlias))?.items ?? [];
  const link = useOperation(signInSourceLink);
  const unlink = useOperation(signInSourceUnlink);
  const [leaving, setLeaving] = useState<{ readonly sourceId: string; readonly name: string }>();
  const [directory, setDirectory] = useState<OfferedSource>();
  const free = offered.filter(({ id }) => !linked.some(({ sourceId }) => sourceId === id));
  if (linked.length + free.length === 0) return undefined;

  /** A provider is gone to, and leads back here; a directory asks for name and password. */
  async function begin(source: OfferedSource): Promise<void> {
    if (source.kind === 'ldap') return setDirectory(source);
    const begun = await link.run({ params: { sourceId: source.id }, body: {} });
    if (begun?.url !== undefined) location.assign(begun.url);
    return undefined;
  }

  return (
    <Section title={t('linkedSources')}>
      <p className="section-lead">{t(isOwner ? 'sentBackOwner' : 'linkedSourcesWhat')}</p>
      <ul className="held">
        {linked.map(({ sourceId, name, linkedAt }) => (
          <li key={sourceId}>
            <span className="held-name">
              {name}
              <span className="soft">
                {t('linkedSince')} <Since instant={linkedAt} />
              </span>
            </span>
            {sessionId !== undefined && (
              <Button
                size="small"
                aria-label={t('unlinkName', { name })}
                onClick={() => setLeaving({ sourceId, name })}
              >
                {t('unlink')}
              </Button>
            )}
          </li>
        ))}
        {!isOwner &&
          free.map((source) => (
            <li key={source.id}>
              <span className="held-name">
                {source.name}
                <span className="soft">{t('linkedNot')}</span>
              </span>
              {sessionId !== undefined && (
                <Button
                  size="small"
                  aria-label={t('linkName', { name: source.name })}
                  loading={link.isRunning}
                  onClick={() => void begin(source)}
                >
                  {t('link')}
                </Button>
              )}
            </li>
          ))}
      </ul>
      {sessionId === undefined && !isOwner && <p className="soft">{t('byKeyOnly')}</p>}
      {directory && <LinkDirectory source={directory} onClose={() => setDirectory(undefined)} />}
      {leaving && (
        <Confirm
          title={t('unlinkTitle', { name: leaving.name })}
          what={t(hasPassword ? 'unlinkWhat' : 'unlinkLast')}
          ok={t('unlink')}
          isRunning={unlink.isRunning}
          onClose={() => setLeaving(undefined)}
          onConfirm={async () => {
            if ((await unlink.run({ params: { sourceId: leaving.sourceId } })) === undefined) return; // refused, and told why
            setLeaving(undefined);
          }}
        />
      )}
    </Section>
  );
}

function LinkDirectory({ source, onClose }: { readonly source: OfferedSource; readonly onClose: () => void }) {
  const t = useText(identityTexts);
  const tell = useTell();
  const { run, isRunning } = useOperation(signInSourceLink);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');

  async function link(): Promise<void> {
    const given = { name: name.trim(), password };
    if ((await run({ params: { sourceId: source.id }, body: given })) === undefined) return;
    tell.done(t('linked', { name: source.name }));
    onClose();
  }

  return (
    <Dialog
      title={t('linkName', { name: source.name })}
      okText={t('link')}
      isReady={name.trim() !== '' && password !== ''}
      isRunning={isRunning}
      onSend={() => void link()}
      onClose={onClose}
    >
      <p>{t('directoryLead', { name: source.name })}</p>
      <div className="form-rows">
        <Field label={t('directoryName')}>
          {(ids) => (
            <Input
              {...ids}
              autoFocus
              autoComplete="off"
              maxLength={200}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        <Field label={t('password')}>
          {(ids) => (
            <Input.Password
              {...ids}
              autoComplete="off"
              maxLength={200}
              value={password}
              onChange={({ target }) => setPassword(target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
