// What an upgrade from one release to another is, what changes, and what to test (REL-1); which two stands in the address.
import { SwapOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { Facts } from '../app/facts.tsx';
import { Field } from '../app/field.tsx';
import { Page, Section } from '../app/page.tsx';
import { Table } from '../app/table.tsx';
import { Problem } from '../app/problem.tsx';
import { useOperationQuery } from '../app/queries.ts';
import { useLanguage, useText } from '../app/text.ts';
import { comparisonQuery, releasesQuery } from './queries.ts';
import { ReleaseTabs } from './release-tabs.tsx';
import { comparisonTexts, releasesTexts } from './texts.ts';
import './releases.css';

const route = getRouteApi('/frame/releases/compare');

export function ReleaseComparePage() {
  const t = useText(releasesTexts);
  const language = useLanguage();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { items } = useOperationQuery(releasesQuery);
  const versions = items.filter(({ components }) => components.length > 0).map(({ version }) => version);
  const to = search.to ?? versions[0] ?? '';
  const from = search.from ?? versions[1] ?? to;
  const { data: comparison, error } = useQuery({ ...comparisonQuery(from, to), enabled: to !== '' });
  const options = versions.map((version) => ({ value: version, label: version }));
  return (
    <Page title={t('title')} lead={t('compareLead')}>
      <ReleaseTabs />
      <div className="filters compare-choice">
        <Field label={t('from')}>
          {(ids) => (
            <Select
              {...ids}
              className="filter"
              value={from}
              options={options}
              onChange={(chosen) => void navigate({ search: { from: chosen, to } })}
            />
          )}
        </Field>
        <Button
          icon={<SwapOutlined />}
          aria-label={t('swap')}
          onClick={() => void navigate({ search: { from: to, to: from } })}
        />
        <Field label={t('to')}>
          {(ids) => (
            <Select
              {...ids}
              className="filter"
              value={to}
              options={options}
              onChange={(chosen) => void navigate({ search: { from, to: chosen } })}
            />
          )}
        </Field>
      </div>
      {error !== null && <Problem reason={error} />}
      {comparison !== undefined && (
        <>
          <Section title={t(comparisonTexts[comparison.kind])}>
            <Facts items={[[t('test'), comparison.test[language]]]} />
          </Section>
          <Section title={t('changes')} className="flush">
            <Table
              keyOf={({ name }) => name}
              rows={comparison.changes}
              empty={<p className="soft">{t('noChanges')}</p>}
              columns={[
                { title: t('component'), show: 'name' },
                { title: from, show: (each) => each.from ?? <span className="soft">{t('added')}</span> },
                { title: to, show: (each) => each.to ?? <span className="soft">{t('removed')}</span> },
              ]}
              wraps
            />
          </Section>
        </>
      )}
    </Page>
  );
}
