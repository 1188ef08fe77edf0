// Which release has which version of which component, as one table that can be filtered (REL-4). What changed from the release
// before is marked.
import { getRouteApi, Link } from '@tanstack/react-router';
import { Segmented, Select } from 'antd';
import { Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperationQuery } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { releasesQuery } from './queries.ts';
import { ReleaseTabs } from './release-tabs.tsx';
import { releasesTexts } from './texts.ts';
import './releases.css';

const route = getRouteApi('/frame/releases/matrix');

export function ReleaseMatrixPage() {
  const t = useText(releasesTexts);
  const { major, component } = route.useSearch();
  const navigate = route.useNavigate();
  const { items } = useOperationQuery(releasesQuery);
  const majors = [...new Set(items.map(({ version }) => majorOf(version)))];
  const releases = items.filter(
    ({ version, components }) => components.length > 0 && (major === undefined || majorOf(version) === major),
  );
  const names = [...new Set(releases.flatMap(({ components }) => components.map(({ name }) => name)))];
  const shown = component === undefined ? names : names.filter((name) => component.includes(name));
  const versionIn = (index: number, name: string) =>
    releases[index]?.components.find((each) => each.name === name)?.version;
  return (
    <Page title={t('title')} lead={t('matrixLead')}>
      <ReleaseTabs />
      <div className="filters">
        <Segmented
          aria-label={t('matrixVersions')}
          value={major ?? ''}
          onChange={(chosen) =>
            void navigate({ search: (before) => ({ ...before, major: chosen === '' ? undefined : chosen }) })
          }
          options={[
            { value: '', label: t('matrixAllVersions') },
            ...majors.map((each) => ({ value: each, label: `${each}.x` })),
          ]}
        />
        <Select
          mode="multiple"
          allowClear
          aria-label={t('matrixFilter')}
          placeholder={t('matrixFilterHint')}
          style={{ minWidth: 260 }}
          value={component ?? []}
          onChange={(chosen) =>
            void navigate({ search: (before) => ({ ...before, component: chosen.length > 0 ? chosen : undefined }) })
          }
          options={names.map((name) => ({ value: name, label: name }))}
        />
      </div>
      <Section className="flush">
        <div className="matrix" tabIndex={0} role="region" aria-label={t('matrix')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('component')}</th>
                {releases.map(({ version, state }) => (
                  <th key={version} scope="col" data-state={state}>
                    <Link to={paths.release} params={{ version }}>
                      {version}
                    </Link>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((name) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {releases.map(({ version }, index) => {
                    const own = versionIn(index, name);
                    const isChanged = index + 1 < releases.length && own !== versionIn(index + 1, name); // newest first
                    return (
                      <td key={version} data-changed={(isChanged && own !== undefined) || undefined}>
                        {own ?? (
                          <span className="soft" title={t('absent')}>
                            –
                          </span>
                        )}
                        {isChanged && own !== undefined && (
                          <span className="visually-hidden">{t('matrixChanged')}</span>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Section>
    </Page>
  );
}

const majorOf = (version: string): string => version.split('.')[0] ?? '';
