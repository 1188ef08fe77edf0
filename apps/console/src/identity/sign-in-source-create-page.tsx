// A new sign-in source. It is tried out on its own page, where one is afterwards.
import { signInSourceCreate } from '@argosy/contract/identity/sign-in-sources';
import { Link } from '@tanstack/react-router';
import { Form } from 'antd';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { Page } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation } from '../app/queries.ts';
import { useTell } from '../app/tell.tsx';
import { useText } from '../app/text.ts';
import { useFromHere } from '../app/use-from-here.ts';
import { bodyOf, type SourceFields, SourceForm } from './sign-in-source-form.tsx';
import { identityTexts } from './texts.ts';
import './identity.css';

export function SignInSourceCreatePage() {
  const t = useText(identityTexts);
  const tell = useTell();
  const fromHere = useFromHere();
  const [form] = Form.useForm<SourceFields>();
  const { run, isRunning } = useOperation(signInSourceCreate, { form });

  async function make(fields: SourceFields): Promise<void> {
    const goOn = fromHere();
    const made = await run({ body: bodyOf(fields) });
    if (made === undefined) return;
    tell.done(t('sourceMade'));
    await goOn({ to: paths.signInSource, params: { sourceId: made.id } });
  }

  return (
    <Page
      title={t('sourceMake')}
      trail={<Link to={paths.signInSources}>{t('sources')}</Link>}
      lead={t('sourcesLead')}
      primary={
        <ActionButton type="primary" act={actOf(signInSourceCreate)} loading={isRunning} onClick={() => form.submit()}>
          {t('sourceMake')}
        </ActionButton>
      }
    >
      <SourceForm form={form} onSave={(fields) => void make(fields)} />
    </Page>
  );
}
