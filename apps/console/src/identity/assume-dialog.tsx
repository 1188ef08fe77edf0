// Takes a key that acts in a role for a while, narrowed further by a policy for this key alone if one wants.
import { roleAssume, type RoleView } from '@argosy/contract/identity/people';
import { Switch } from 'antd';
import { useState } from 'react';
import { Dialog } from '../app/dialog.tsx';
import { useOperation } from '../app/queries.ts';
import { useLanguage, useText } from '../app/text.ts';
import { DocumentEditor } from './document-editor.tsx';
import { asDocument, firstDocument } from './document-text.ts';
import { DurationField } from './duration-field.tsx';
import { problemsOfDocument } from './schemas.ts';
import { identityTexts } from './texts.ts';

interface AssumeDialogProps {
  readonly role: RoleView;
  readonly onClose: () => void;
  readonly onKey: (key: { readonly secret: string; readonly expiresAt: string }) => void;
}

export function AssumeDialog({ role, onClose, onKey }: AssumeDialogProps) {
  const t = useText(identityTexts);
  const language = useLanguage();
  const { run, isRunning } = useOperation(roleAssume);
  const [seconds, setSeconds] = useState(Math.min(3_600, role.maxSessionSeconds));
  const [isNarrowed, setNarrowed] = useState(false);
  const [text, setText] = useState(firstDocument);
  const isGood = !isNarrowed || problemsOfDocument(text, language).length === 0;

  async function assume(): Promise<void> {
    const body = { seconds, ...(isNarrowed && { sessionPolicy: asDocument(text) }) };
    const made = await run({ params: { roleId: role.id }, body });
    if (made?.secret !== undefined) onKey({ secret: made.secret, expiresAt: made.expiresAt });
  }

  return (
    <Dialog
      title={t('roleKey', { name: role.name })}
      okText={t('roleAssume')}
      isReady={isGood}
      isRunning={isRunning}
      onSend={() => void assume()}
      onClose={onClose}
      width={isNarrowed ? 720 : 520}
    >
      <div className="form-rows">
        <DurationField label={t('roleFor')} value={seconds} atMost={role.maxSessionSeconds} onChange={setSeconds} />
        <label className="switch-label">
          <Switch checked={isNarrowed} onChange={setNarrowed} />
          {t('roleNarrow')}
        </label>
        {isNarrowed && (
          <div>
            <p className="soft">{t('roleNarrowWhat')}</p>
            <DocumentEditor text={text} onChange={setText} />
          </div>
        )}
      </div>
    </Dialog>
  );
}
