// Name and description of something that is made or changed: a group, a role.
import { thingNameForm } from '@argosy/contract/identity/vocabulary';
import { Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { Dialog } from '../app/dialog.tsx';
import { Field } from '../app/field.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { identityTexts } from './texts.ts';

export interface Named {
  readonly name: string;
  readonly description: string;
}

interface NameDialogProps {
  readonly title: string;
  /** As it is now, of something that is there. */
  readonly now?: Named;
  /** What else there is to say of it. */
  readonly children?: ReactNode;
  readonly isRunning: boolean;
  readonly onSave: (given: Named) => Promise<void>;
  readonly onClose: () => void;
}

export function NameDialog({ title, now, children, isRunning, onSave, onClose }: NameDialogProps) {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const [name, setName] = useState(now?.name ?? '');
  const [description, setDescription] = useState(now?.description ?? '');
  const isGood = thingNameForm.test(name);
  return (
    <Dialog
      title={title}
      okText={app('save')}
      isReady={isGood}
      isRunning={isRunning}
      onSend={() => void onSave({ name, description })}
      onClose={onClose}
    >
      <div className="form-rows">
        <Field label={t('name')} hint={t('nameHint')} problem={name === '' || isGood ? undefined : t('nameWrong')}>
          {(ids) => (
            <Input
              {...ids}
              autoFocus
              autoComplete="off"
              maxLength={64}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        <Field label={t('description')}>
          {(ids) => (
            <Input
              {...ids}
              maxLength={500}
              value={description}
              onChange={({ target }) => setDescription(target.value)}
            />
          )}
        </Field>
        {children}
      </div>
    </Dialog>
  );
}
