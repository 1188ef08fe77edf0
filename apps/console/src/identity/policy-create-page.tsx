// A new policy of one's own, written as the document it is.
import { policyCreate } from '@argosy/contract/identity/policies';
import { Link } from '@tanstack/react-router';
import { Input } from 'antd';
import { useState } from 'react';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { DraftBegun } from '../app/draft-begun.tsx';
import { Field } from '../app/field.tsx';
import { Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation } from '../app/queries.ts';
import { useTell } from '../app/tell.tsx';
import { useLanguage, useText } from '../app/text.ts';
import { useKeptDraft } from '../app/use-kept-draft.ts';
import { useFromHere } from '../app/use-from-here.ts';
import { DocumentEditor } from './document-editor.tsx';
import { asDocument, firstDocument } from './document-text.ts';
import { problemsOfDocument } from './schemas.ts';
import { identityTexts } from './texts.ts';
import './identity.css';

export function PolicyCreatePage() {
  const t = useText(identityTexts);
  const tell = useTell();
  const fromHere = useFromHere();
  const language = useLanguage();
  const { run, isRunning } = useOperation(policyCreate);
  const {
    parts: { name, description, text },
    change,
    ...begun
  } = useKeptDraft(() => ({ name: '', description: '', text: firstDocument }));
  const [isTried, setTried] = useState(false);

  async function make(): Promise<void> {
    setTried(true);
    if (name.trim() === '' || problemsOfDocument(text, language).length > 0) return;
    const goOn = fromHere();
    const made = await run({ body: { name: name.trim(), description, document: asDocument(text) } });
    if (made === undefined) return;
    begun.saved();
    tell.done(t('policyMade'));
    await goOn({ to: paths.policy, params: { policyId: made.id } });
  }

  return (
    <Page
      title={t('policyMake')}
      trail={<Link to={paths.policies}>{t('policies')}</Link>}
      lead={t('policyMakeLead')}
      primary={
        <ActionButton type="primary" act={actOf(policyCreate)} loading={isRunning} onClick={() => void make()}>
          {t('policyMake')}
        </ActionButton>
      }
    >
      <DraftBegun begun={begun} />
      <Section>
        <div className="two-columns">
          <Field
            label={t('name')}
            hint={t('policyNameHint')}
            problem={isTried && name.trim() === '' ? t('nameNeeded') : undefined}
          >
            {(ids) => (
              <Input
                {...ids}
                autoComplete="off"
                maxLength={64}
                value={name}
                onChange={({ target }) => change({ name: target.value })}
              />
            )}
          </Field>
          <Field label={t('description')}>
            {(ids) => (
              <Input
                {...ids}
                maxLength={500}
                value={description}
                onChange={({ target }) => change({ description: target.value })}
              />
            )}
          </Field>
        </div>
      </Section>
      <Section title={t('document')}>
        <DocumentEditor text={text} onChange={(next) => change({ text: next })} />
      </Section>
    </Page>
  );
}
