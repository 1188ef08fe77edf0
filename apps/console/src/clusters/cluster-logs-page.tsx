// Logs of daemons, read from their nodes; which one stands in the address.
import { getRouteApi } from '@tanstack/react-router';
import { Select } from 'antd';
import { nodeLogs } from '@argosy/contract/clusters/operations';
import { callOperation } from '../app/api.ts';
import { LogView } from '../app/log-view.tsx';
import { EmptyState, Section } from '../app/page.tsx';
import { useOperationQuery } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { clusterQuery, nodesQuery } from './queries.ts';
import { clustersTexts } from './texts.ts';

const route = getRouteApi('/frame/clusters/$clusterId/logs');

export function ClusterLogsPage() {
  const t = useText(clustersTexts);
  const { clusterId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { name } = useOperationQuery(clusterQuery(clusterId));
  const { items: nodes } = useOperationQuery(nodesQuery(clusterId));
  const withLogs = nodes.filter(({ daemons }) => daemons.length > 0);
  const node = withLogs.find((each) => each.name === search.node) ?? withLogs[0];
  const daemon = node?.daemons.find((each) => each.name === search.log) ?? node?.daemons[0];
  if (node === undefined || daemon === undefined)
    return (
      <Section>
        <EmptyState title={t('noLogs')} next={t('noLogsNext')} />
      </Section>
    );
  return (
    <Section>
      <div className="filters" style={{ marginBottom: 14 }}>
        <Select
          aria-label={t('node')}
          className="filter"
          value={node.name}
          onChange={(chosen) => void navigate({ search: (before) => ({ ...before, node: chosen }) })}
          options={withLogs.map((each) => ({ value: each.name, label: each.name }))}
        />
        <Select
          aria-label={t('daemon')}
          className="filter"
          value={daemon.name}
          onChange={(log) => void navigate({ search: (before) => ({ ...before, log }) })}
          options={node.daemons.map((each) => ({ value: each.name, label: each.name }))}
        />
      </div>
      <LogView
        logKey={`${node.id}/${daemon.name}`}
        fileName={`${name}-${node.name}-${daemon.name}.log`}
        canGrow={node.endedAt === undefined}
        read={({ offset, limit }) =>
          callOperation(nodeLogs, {
            params: { clusterId, nodeId: node.id, log: daemon.name },
            query: { limit, ...(offset !== undefined && { offset }) },
          })
        }
      />
    </Section>
  );
}
