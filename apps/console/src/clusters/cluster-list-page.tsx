// The organization's clusters, newest first, as they are now; which of them stands in the address.
import { PlusOutlined } from '@ant-design/icons';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Checkbox, Select } from 'antd';
import type { ClusterView } from '@argosy/contract/clusters/operations';
import { clusterStates } from '@argosy/contract/clusters/vocabulary';
import { LinkButton } from '../app/links.tsx';
import { More } from '../app/more.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperationPages } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { useText } from '../app/text.ts';
import { Table } from '../app/table.tsx';
import { ClusterStateMark } from './cluster-state-mark.tsx';
import { clusterListQuery } from './queries.ts';
import { clustersTexts } from './texts.ts';
import { clusterStateTexts, clustersTold } from './told-texts.ts';
import './clusters.css';

const route = getRouteApi('/frame/clusters');

export function ClusterListPage() {
  const t = useText(clustersTexts);
  const told = useText(clustersTold);
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { items, more, isLoadingMore } = useOperationPages(clusterListQuery(filter));
  const isFiltered = filter.state !== undefined;
  const create = (
    <LinkButton isPrimary icon={<PlusOutlined />} to={paths.clusterCreate}>
      {t('create')}
    </LinkButton>
  );
  return (
    <Page title={t('title')} primary={create}>
      <div className="filters">
        <Select
          aria-label={t('state')}
          className="filter"
          allowClear
          placeholder={t('anyState')}
          value={filter.state ?? null}
          onChange={(state) =>
            void navigate({ search: ({ all }) => ({ ...(all && { all }), ...(state && { state }) }) })
          }
          options={clusterStates.map((state) => ({ value: state, label: told(clusterStateTexts[state]) }))}
        />
        <Checkbox
          checked={filter.all ?? false}
          onChange={({ target }) =>
            void navigate({
              search: ({ state }) => ({ ...(state && { state }), ...(target.checked && { all: true }) }),
            })
          }
        >
          {t('alsoGone')}
        </Checkbox>
      </div>
      <Section className="flush">
        <Table<ClusterView>
          keyOf={({ id }) => id}
          rows={items}
          empty={
            isFiltered ? (
              <EmptyState title={t('emptyFiltered')} next={t('emptyFilteredNext')} />
            ) : (
              <EmptyState title={t('empty')} next={t('emptyNext')} action={create} />
            )
          }
          columns={[
            {
              title: t('name'),
              show: ({ id, name }) => (
                <Link to={paths.cluster} params={{ clusterId: id }} className="strong-link">
                  {name}
                </Link>
              ),
            },
            { title: t('state'), show: ({ state }) => <ClusterStateMark state={state} /> },
            { title: t('nodes'), show: (cluster) => <NodeCount cluster={cluster} /> },
            { title: t('release'), show: 'release' },
            {
              title: t('components'),
              isExtra: true,
              show: ({ components }) => components.map(({ name }) => name).join(', '),
            },
            { title: t('created'), show: ({ createdAt }) => <Since instant={createdAt} /> },
          ]}
        />
      </Section>
      <More more={more} isLoadingMore={isLoadingMore} />
    </Page>
  );
}

function NodeCount({ cluster: { nodeGroups, state } }: { readonly cluster: ClusterView }) {
  const running = nodeGroups.reduce((sum, group) => sum + group.runningCount, 0);
  const wanted = nodeGroups.reduce((sum, group) => sum + group.count, 0);
  const isAll = running === wanted || state !== 'RUNNING';
  return <span className={isAll ? 'count' : 'count lacking'}>{`${running} / ${wanted}`}</span>;
}
