// The logs a node has, read and searched there; which one stands in the address.
import { getRouteApi } from '@tanstack/react-router';
import { Select } from 'antd';
import { nodeLogs } from '@argosy/contract/clusters/operations';
import { callOperation } from '../app/api.ts';
import { LogView } from '../app/log-view.tsx';
import { EmptyState, Section } from '../app/page.tsx';
import { useOperationQuery, useOptionalQuery } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { bytesIn } from '../app/times.ts';
import { LogSearch } from './log-search.tsx';
import { clusterQuery, nodeLogsQuery, nodesQuery } from './queries.ts';
import { accessTexts, clustersTexts } from './texts.ts';
import './cluster-access.css';

const route = getRouteApi('/frame/clusters/$clusterId/logs');

export function ClusterLogsPage() {
  const t = useText(clustersTexts);
  const access = useText(accessTexts);
  const { clusterId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { name: clusterName } = useOperationQuery(clusterQuery(clusterId));
  const { items: nodes } = useOperationQuery(nodesQuery(clusterId));
  const withLogs = nodes.filter(({ daemons, state }) => daemons.length > 0 || state === 'RUNNING');
  const node = withLogs.find((each) => each.name === search.node) ?? withLogs[0];
  // What its node says it has; of one that is not connected, what its daemons write.
  const listed = useOptionalQuery(nodeLogsQuery(clusterId, node?.id ?? ''), { enabled: node !== undefined });
  const written = node?.daemons.map(({ name: log }) => ({ log, kind: 'daemon' as const, sizeBytes: undefined })) ?? [];
  const logs = (listed?.items ?? written).toSorted((one, other) => other.kind.localeCompare(one.kind)); // the agent's last
  const labelOf = ({ log, kind, sizeBytes }: (typeof logs)[number]) =>
    [kind === 'agent' ? access('logOfAgent') : log, sizeBytes === undefined ? '' : bytesIn(sizeBytes)]
      .filter(Boolean)
      .join(' · ');
  const log = logs.find((each) => each.log === search.log)?.log ?? logs[0]?.log;
  if (node === undefined || log === undefined)
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
          aria-label={access('log')}
          className="filter log-choice"
          value={log}
          onChange={(chosen) => void navigate({ search: (before) => ({ ...before, log: chosen }) })}
          options={logs.map((each) => ({ value: each.log, label: labelOf(each) }))}
        />
      </div>
      <LogSearch key={`${node.id}/${log}`} clusterId={clusterId} nodeId={node.id} log={log} />
      <LogView
        logKey={`${node.id}/${log}`}
        fileName={`${clusterName}-${node.name}-${log}.log`}
        canGrow={node.endedAt === undefined}
        read={({ offset, limit }) =>
          callOperation(nodeLogs, {
            params: { clusterId, nodeId: node.id, log },
            query: { limit, ...(offset !== undefined && { offset }) },
          })
        }
      />
    </Section>
  );
}
