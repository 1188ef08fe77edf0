// The logs a node has, read and searched there; which one stands in the address.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Select } from 'antd';
import { nodeLogGet, nodeLogs } from '@argosy/contract/clusters/operations';
import { callOperation, targetOf } from '../app/api.ts';
import { LogView } from '../app/log-view.tsx';
import { EmptyState, Part, Section } from '../app/page.tsx';
import { useOperationQuery } from '../app/queries.ts';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { bytesIn } from '../app/times.ts';
import { LogSearch } from './log-search.tsx';
import { clusterQuery, nodeLogsQuery, nodesQuery } from './queries.ts';
import { accessTexts, clustersTexts } from './texts.ts';
import './cluster-access.css';

const route = getRouteApi('/frame/clusters/$clusterId/logs');

export function ClusterLogsPage() {
  const t = useText(clustersTexts);
  return (
    <Part title={t('logs')}>
      <Logs />
    </Part>
  );
}

function Logs() {
  const t = useText(clustersTexts);
  const access = useText(accessTexts);
  const app = useText(appTexts);
  const { clusterId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { name: clusterName } = useOperationQuery(clusterQuery(clusterId));
  const { items: nodes } = useOperationQuery(nodesQuery(clusterId));
  const withLogs = nodes.filter(({ daemons, state }) => daemons.length > 0 || state === 'RUNNING');
  const node = withLogs.find((each) => each.name === search.node) ?? withLogs[0];
  const { data: listed, isPending } = useQuery({
    ...nodeLogsQuery(clusterId, node?.id ?? ''),
    enabled: node !== undefined,
  });
  // What its node says it has; of one that is not connected, what its daemons write. Not before it is known which of both: what
  // is read first would be another log than a moment later.
  const written = node?.daemons.map(({ name: log }) => ({ log, kind: 'daemon' as const, sizeBytes: undefined })) ?? [];
  const logs = (listed?.items ?? written).toSorted((one, other) => other.kind.localeCompare(one.kind)); // the agent's last
  const labelOf = ({ log, kind, sizeBytes }: (typeof logs)[number]) =>
    [kind === 'agent' ? access('logOfAgent') : log, sizeBytes === undefined ? '' : bytesIn(sizeBytes)]
      .filter(Boolean)
      .join(' · ');
  const log = isPending ? undefined : (logs.find((each) => each.log === search.log)?.log ?? logs[0]?.log);
  const none = <EmptyState title={t('noLogs')} next={t('noLogsNext')} />;
  if (node === undefined) return <Section>{none}</Section>;
  const params = { clusterId, nodeId: node.id, log: log ?? '' };
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
          loading={isPending}
          value={log ?? null}
          onChange={(chosen) => void navigate({ search: (before) => ({ ...before, log: chosen }) })}
          options={isPending ? [] : logs.map((each) => ({ value: each.log, label: labelOf(each) }))}
        />
      </div>
      {log === undefined ? (
        isPending ? (
          <div className="skeleton" role="status" aria-label={app('loading')} style={{ height: 160 }} />
        ) : (
          none
        )
      ) : (
        <>
          <LogSearch key={`${node.id}/${log}`} clusterId={clusterId} nodeId={node.id} log={log} />
          <LogView
            logKey={`${node.id}/${log}`}
            fileName={`${clusterName}-${node.name}-${log}.log`}
            canGrow={node.endedAt === undefined}
            downloadHref={targetOf(nodeLogGet, { params })}
            read={({ offset, limit, signal }) =>
              callOperation(nodeLogs, { params, query: { limit, ...(offset !== undefined && { offset }) }, signal })
            }
          />
        </>
      )}
    </Section>
  );
}
