// The catalogue: every release with its state, what it is made of, and whether this machine has it (REL-2, REL-5).
import { getRouteApi, Link } from '@tanstack/react-router';
import { Checkbox } from 'antd';
import { Page, Section } from '../app/page.tsx';
import { Table } from '../app/table.tsx';
import { paths } from '../app/paths.ts';
import { useOperationQuery } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { releasesQuery } from './queries.ts';
import { InstallationMark, ReleaseStateMark } from './release-marks.tsx';
import { ReleaseTabs } from './release-tabs.tsx';
import type { ReleaseView } from './release-view.ts';
import { releasesTexts } from './texts.ts';
import './releases.css';

const route = getRouteApi('/frame/releases');

export function ReleaseListPage() {
  const t = useText(releasesTexts);
  const { runnable } = route.useSearch();
  const navigate = route.useNavigate();
  const { items } = useOperationQuery(releasesQuery);
  return (
    <Page title={t('title')} lead={t('lead')}>
      <ReleaseTabs />
      <div className="filters">
        <Checkbox
          checked={runnable ?? false}
          onChange={({ target }) => void navigate({ search: target.checked ? { runnable: true } : {} })}
        >
          {t('onlyRunnable')}
        </Checkbox>
      </div>
      <Section className="flush">
        <Table<ReleaseView>
          keyOf={({ version }) => version}
          rows={items.filter((each) => !runnable || each.runnable)}
          columns={[
            {
              title: t('version'),
              show: ({ version }) => (
                <Link to={paths.release} params={{ version }} className="strong-link">
                  {version}
                </Link>
              ),
            },
            {
              title: t('state'),
              show: ({ state, use }) => (
                <>
                  <ReleaseStateMark state={state} />
                  {use !== undefined && <div className="soft">{t('use', { version: use })}</div>}
                </>
              ),
            },
            { title: t('releasedOn'), show: 'releasedOn', className: 'release-date' },
            {
              title: t('installation'),
              show: (each) => (each.runnable ? <InstallationMark state={each.installation.state} /> : ''),
            },
            {
              title: t('components'),
              isExtra: true,
              show: ({ components }) => (
                <div className="release-components">
                  {components.map(({ name, version }) => `${name} ${version}`).join(', ')}
                </div>
              ),
            },
          ]}
          wraps
        />
      </Section>
    </Page>
  );
}
