// Policies: the system's, and those of the organization.
import { ExperimentOutlined, PlusOutlined } from '@ant-design/icons';
import type { PolicyView } from '@argosy/contract/identity/policies';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Select } from 'antd';
import { LinkButton } from '../app/links.tsx';
import { More } from '../app/more.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperationPages } from '../app/queries.ts';
import { useLanguage, useText } from '../app/text.ts';
import { Table } from '../app/table.tsx';
import { policyListQuery } from './queries.ts';
import { identityTexts } from './texts.ts';
import '../clusters/clusters.css';
import './identity.css';

const route = getRouteApi('/frame/policies');

export function PolicyListPage() {
  const t = useText(identityTexts);
  const language = useLanguage();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { items, more, isLoadingMore } = useOperationPages(policyListQuery(filter));
  return (
    <Page
      title={t('policies')}
      lead={t('policiesLead')}
      primary={
        <>
          <LinkButton icon={<ExperimentOutlined />} to={paths.policySimulate}>
            {t('simulate')}
          </LinkButton>
          <LinkButton isPrimary icon={<PlusOutlined />} to={paths.policyCreate}>
            {t('policyMake')}
          </LinkButton>
        </>
      }
    >
      <div className="filters">
        <Select<'system' | 'own'>
          aria-label={t('kind')}
          className="filter"
          allowClear
          placeholder={t('anyKind')}
          value={filter.kind ?? null}
          onChange={(kind) => void navigate({ search: { ...(kind && { kind }) } })}
          options={[
            { value: 'system', label: t('kindSystem') },
            { value: 'own', label: t('kindOwn') },
          ]}
        />
      </div>
      <Section className="flush">
        <Table<PolicyView>
          keyOf={({ id }) => id}
          rows={items}
          empty={<EmptyState title={t('policiesNone')} next={t('policiesNoneNext')} />}
          columns={[
            {
              title: t('policy'),
              show: ({ id, name }) => (
                <Link to={paths.policy} params={{ policyId: id }} className="strong-link">
                  {name}
                </Link>
              ),
            },
            { title: t('kind'), show: ({ kind }) => t(kind === 'system' ? 'kindSystem' : 'kindOwn') },
            {
              title: t('description'),
              show: ({ description }) => <span lang={language}>{description}</span>,
            },
            { title: t('attachedTo'), show: 'attachmentCount' },
          ]}
        />
      </Section>
      <More more={more} isLoadingMore={isLoadingMore} />
    </Page>
  );
}
