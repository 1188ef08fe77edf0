// One sign-in source: tried out, changed, deleted; and the address at which people find it.
import { signInSourceDelete, signInSourceTest, signInSourceUpdate } from '@argosy/contract/identity/sign-in-sources';
import type { ResultOf } from '@argosy/contract/operation';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Form } from 'antd';
import { useState } from 'react';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { useCaller } from '../app/caller.ts';
import { CopyButton } from '../app/copy-button.tsx';
import { DeleteButton } from '../app/delete-button.tsx';
import { Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation, useOperationQuery } from '../app/queries.ts';
import { StateMark } from '../app/state-mark.tsx';
import { useTell } from '../app/tell.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { signInSourceQuery } from './queries.ts';
import { bodyOf, type SignInSource, type SourceFields, SourceForm } from './sign-in-source-form.tsx';
import { identityTexts, sourceKindTexts } from './texts.ts';
import { Verdict } from './verdict.tsx';
import './identity.css';

const route = getRouteApi('/frame/sign-in-sources/$sourceId');

export function SignInSourcePage() {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const tell = useTell();
  const { sourceId } = route.useParams();
  const source = useOperationQuery(signInSourceQuery(sourceId));
  const [form] = Form.useForm<SourceFields>();
  const update = useOperation(signInSourceUpdate, { form });
  const test = useOperation(signInSourceTest);
  const remove = useOperation(signInSourceDelete);
  const [said, setSaid] = useState<ResultOf<typeof signInSourceTest>>();
  const params = { sourceId: source.id };

  async function save(fields: SourceFields): Promise<void> {
    setSaid(undefined);
    const saved = await update.run({ params, body: bodyOf({ ...fields, kind: source.kind }) });
    if (saved === undefined) return;
    form.setFieldsValue({ secret: '' });
    tell.done(t('saved'));
  }

  return (
    <Page
      title={source.name}
      trail={<Link to={paths.signInSources}>{t('sources')}</Link>}
      lead={
        <span className="lead-row">
          <span>{t(sourceKindTexts[source.kind])}</span>
          <StateMark tone={source.isEnabled ? 'good' : 'quiet'}>{t(source.isEnabled ? 'on' : 'off')}</StateMark>
          <span className="mono">{source.id}</span>
        </span>
      }
      primary={
        <>
          <ActionButton
            act={actOf(signInSourceTest, params)}
            loading={test.isRunning}
            onClick={() => void test.run({ params }).then(setSaid)}
          >
            {t('sourceTest')}
          </ActionButton>
          <DeleteButton
            act={actOf(signInSourceDelete, params)}
            title={t('sourceDelete', { name: source.name })}
            what={t('sourceDeleteWhat')}
            isRunning={remove.isRunning}
            onDelete={() => remove.run({ params })}
            others={paths.signInSources}
          />
          <ActionButton
            type="primary"
            act={actOf(signInSourceUpdate, params)}
            loading={update.isRunning}
            onClick={() => form.submit()}
          >
            {app('save')}
          </ActionButton>
        </>
      }
    >
      {said && (
        <Verdict isGood={said.answers}>
          <p>{t(said.answers ? 'sourceAnswers' : 'sourceAnswersNot')}</p>
          {said.problem !== undefined && <code>{said.problem}</code>}
        </Verdict>
      )}
      <WhereToFind source={source} />
      <SourceForm form={form} source={source} onSave={(fields) => void save(fields)} />
    </Page>
  );
}

/** The sign-in page as its people see it: with this way in, and for a directory with its form open. */
function WhereToFind({ source: { id, kind, isEnabled } }: { readonly source: SignInSource }) {
  const t = useText(identityTexts);
  const { organizationAlias } = useCaller();
  if (!isEnabled) return undefined;
  const search = new URLSearchParams({ organization: organizationAlias, ...(kind === 'ldap' && { source: id }) });
  const url = `${location.origin}${paths.signIn}?${search.toString()}`;
  return (
    <Section title={t('sourceWhere')}>
      <p className="section-lead">{t('sourceWhereWhat')}</p>
      <p className="secret">
        <code>{url}</code>
        <CopyButton text={url} />
      </p>
    </Section>
  );
}
