// The organization's clusters, newest first, as they are now.
import { Table } from 'antd';
import type { ClusterView } from '@argosy/contract/clusters/operations';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { useOperationPages } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { clusterListQuery } from './queries.ts';
import { ClusterStateMark } from './cluster-state-mark.tsx';
import { clustersTexts } from './texts.ts';

export function ClusterListPage() {
  const t = useText(clustersTexts);
  const { items } = useOperationPages(clusterListQuery({}));
  return (
    <Page title={t('title')}>
      <Section className="flush">
        <Table<ClusterView>
          rowKey="id"
          dataSource={[...items]}
          pagination={false}
          locale={{ emptyText: <EmptyState title={t('empty')} next={t('emptyNext')} /> }}
          columns={[
            { title: t('name'), dataIndex: 'name' },
            { title: t('state'), render: (_, each) => <ClusterStateMark state={each.state} /> },
          ]}
        />
      </Section>
    </Page>
  );
}
