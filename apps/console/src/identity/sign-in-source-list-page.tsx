// The sign-in sources of the organization: other servers that vouch for its people.
import { PlusOutlined } from '@ant-design/icons';
import { signInSourceCreate, signInSourceTest } from '@argosy/contract/identity/sign-in-sources';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation, useOperationQuery } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { StateMark } from '../app/state-mark.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { Table } from '../app/table.tsx';
import { signInSourcesQuery } from './queries.ts';
import type { SignInSource } from './sign-in-source-form.tsx';
import { identityTexts, sourceKindTexts } from './texts.ts';
import './identity.css';

export function SignInSourceListPage() {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const navigate = useNavigate();
  const { items } = useOperationQuery(signInSourcesQuery);
  return (
    <Page
      title={t('sources')}
      lead={t('sourcesLead')}
      primary={
        <ActionButton
          type="primary"
          icon={<PlusOutlined />}
          act={actOf(signInSourceCreate)}
          onClick={() => void navigate({ to: paths.signInSourceCreate })}
        >
          {t('sourceMake')}
        </ActionButton>
      }
    >
      <Section className="flush">
        <Table<SignInSource>
          keyOf={({ id }) => id}
          rows={items}
          empty={<EmptyState title={t('sourcesNone')} next={t('sourcesNoneNext')} />}
          columns={[
            {
              title: t('name'),
              show: ({ id, name }) => (
                <Link to={paths.signInSource} params={{ sourceId: id }} className="strong-link">
                  {name}
                </Link>
              ),
            },
            { title: t('kind'), show: ({ kind }) => t(sourceKindTexts[kind]) },
            {
              title: t('state'),
              show: ({ isEnabled }) => (
                <StateMark tone={isEnabled ? 'good' : 'quiet'}>{t(isEnabled ? 'on' : 'off')}</StateMark>
              ),
            },
            {
              title: t('address'),
              isExtra: true,
              show: ({ oidc, ldap }) => <span className="mono">{oidc?.issuer ?? ldap?.url}</span>,
            },
            {
              title: t('makesUsers'),
              show: ({ makesUsers }) => (makesUsers ? t('yes') : <span className="soft">{t('no')}</span>),
            },
            { title: t('made'), show: ({ createdAt }) => <Since instant={createdAt} /> },
            {
              title: <span className="visually-hidden">{app('actions')}</span>,
              isAtEnd: true,
              show: ({ id }) => <Test sourceId={id} />,
            },
          ]}
        />
      </Section>
    </Page>
  );
}

/** Whether it answers; why not stands on its page too. */
function Test({ sourceId }: { readonly sourceId: string }) {
  const t = useText(identityTexts);
  const { run, isRunning } = useOperation(signInSourceTest);
  const [said, setSaid] = useState<{ readonly answers: boolean; readonly problem?: string | undefined }>();
  return (
    <div className="buttons at-end" role="status">
      {said && (
        <StateMark tone={said.answers ? 'good' : 'bad'}>
          {said.answers ? t('sourceAnswersShort') : (said.problem ?? t('sourceAnswersNot'))}
        </StateMark>
      )}
      <ActionButton
        size="small"
        act={actOf(signInSourceTest, { sourceId })}
        loading={isRunning}
        onClick={() => void run({ params: { sourceId } }).then(setSaid)}
      >
        {t('sourceTest')}
      </ActionButton>
    </div>
  );
}
