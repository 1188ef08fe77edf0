// Where a cluster is reached.
import { getRouteApi } from '@tanstack/react-router';
import { useOperationQuery } from '../app/queries.ts';
import { ClusterAccess } from './cluster-access.tsx';
import { clusterQuery } from './queries.ts';

const route = getRouteApi('/frame/clusters/$clusterId');

export function ClusterAccessPage() {
  const { clusterId } = route.useParams();
  const cluster = useOperationQuery(clusterQuery(clusterId));
  return <ClusterAccess cluster={cluster} />;
}
