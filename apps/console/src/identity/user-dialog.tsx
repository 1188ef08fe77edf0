// Changes how a user is shown, where they are written to, and in which language.
import { type UserDetailView, userUpdate } from '@argosy/contract/identity/people';
import { Form } from 'antd';
import { FormDialog } from '../app/form-dialog.tsx';
import { useOperation } from '../app/queries.ts';
import { appTexts } from '../app/texts.ts';
import { type Language, useText } from '../app/text.ts';
import { PersonFields } from './person-fields.tsx';
import { identityTexts } from './texts.ts';

interface Given {
  readonly displayName: string;
  readonly email: string;
  readonly language?: Language;
}

export function UserDialog({ user, onClose }: { readonly user: UserDetailView; readonly onClose: () => void }) {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const [form] = Form.useForm<Given>();
  const { run, isRunning } = useOperation(userUpdate, { form });

  async function save({ language, ...body }: Given): Promise<void> {
    const saved = await run({ params: { userId: user.id }, body: { ...body, ...(language && { language }) } });
    if (saved) onClose();
  }

  return (
    <FormDialog
      title={t('userChange', { name: user.name })}
      okText={app('save')}
      isRunning={isRunning}
      form={form}
      initialValues={{ displayName: user.displayName, email: user.email ?? '', language: user.language }}
      onGiven={(given: Given) => void save(given)}
      onClose={onClose}
    >
      <PersonFields displayName="displayName" email="email" language="language" isKnown />
    </FormDialog>
  );
}
