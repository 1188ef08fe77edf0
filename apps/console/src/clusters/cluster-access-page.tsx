// Where a cluster is reached: its native pages and services by address.
import { getRouteApi } from '@tanstack/react-router';
import { EmptyState, Section } from '../app/page.tsx';
import { useOperationQuery } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { ClusterAccess } from './cluster-access.tsx';
import { clusterQuery, nodesQuery } from './queries.ts';
import { clustersTexts } from './texts.ts';

const route = getRouteApi('/frame/clusters/$clusterId');

export function ClusterAccessPage() {
  const t = useText(clustersTexts);
  const { clusterId } = route.useParams();
  const cluster = useOperationQuery(clusterQuery(clusterId));
  const { items: nodes } = useOperationQuery(nodesQuery(clusterId));
  if (Object.keys(cluster.addresses).length === 0)
    return (
      <Section>
        <EmptyState title={t('noAccess')} next={t('noAccessNext')} />
      </Section>
    );
  return <ClusterAccess cluster={cluster} nodes={nodes} />;
}
