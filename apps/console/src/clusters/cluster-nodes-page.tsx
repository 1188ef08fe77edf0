// The nodes of a cluster and the daemons on them, with their figures.
import { getRouteApi, Link } from '@tanstack/react-router';
import { Table } from 'antd';
import { EmptyState, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperationQuery } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { StateMark } from '../app/state-mark.tsx';
import { useText } from '../app/text.ts';
import { bytesIn, useTimes } from '../app/times.ts';
import { WideTable } from '../app/wide-table.tsx';

import { type DaemonView, daemonTone, nodeTones, type NodeView } from './node-view.ts';
import { nodesQuery } from './queries.ts';
import { accessTexts, clustersTexts, daemonStateTexts, nodeStateTexts, roleTexts } from './texts.ts';

const route = getRouteApi('/frame/clusters/$clusterId');

export function ClusterNodesPage() {
  const t = useText(clustersTexts);
  const access = useText(accessTexts);
  const { clusterId } = route.useParams();
  const { items } = useOperationQuery(nodesQuery(clusterId));
  return (
    <Section className="flush">
      <WideTable<NodeView>
        rowKey="id"
        dataSource={[...items]}
        pagination={false}
        expandable={{
          expandedRowRender: (node) => <Daemons node={node} />,
          rowExpandable: ({ daemons }) => daemons.length > 0,
        }}
        locale={{ emptyText: <EmptyState title={t('noNodes')} next={t('noNodesNext')} /> }}
        columns={[
          { title: t('node'), dataIndex: 'name' },
          { title: t('role'), render: (_, { role }) => t(roleTexts[role]) },
          {
            title: t('state'),
            render: (_, { state }) => <StateMark tone={nodeTones[state]}>{t(nodeStateTexts[state])}</StateMark>,
          },
          { title: t('address'), render: (_, { address }) => <span className="mono">{address}</span> },
          { title: t('machineType'), dataIndex: 'machineType' },
          { title: t('disk'), render: (_, { diskBytes }) => (diskBytes === undefined ? '' : bytesIn(diskBytes)) },
          { title: t('daemons'), render: (_, node) => <DaemonCount node={node} /> },
          {
            title: access('terminal'),
            render: (_, { name, state }) =>
              state === 'RUNNING' && (
                <Link to={paths.nodeTerminal} params={{ clusterId, nodeId: name }} preload={false}>
                  {access('terminalOpen')}
                </Link>
              ),
          },
        ]}
      />
    </Section>
  );
}

function DaemonCount({ node: { daemons } }: { readonly node: NodeView }) {
  const ready = daemons.filter((each) => each.ready).length;
  return <span className={ready === daemons.length ? 'count' : 'count lacking'}>{`${ready} / ${daemons.length}`}</span>;
}

function Daemons({ node }: { readonly node: NodeView }) {
  const t = useText(clustersTexts);
  const times = useTimes();
  const { clusterId } = route.useParams();
  return (
    <Table<DaemonView>
      rowKey="name"
      size="small"
      dataSource={[...node.daemons]}
      pagination={false}
      columns={[
        { title: t('daemon'), dataIndex: 'name' },
        {
          title: t('state'),
          render: (_, daemon) => <StateMark tone={daemonTone(daemon)}>{t(daemonStateTexts[daemon.state])}</StateMark>,
        },
        { title: t('memory'), render: (_, { rssBytes }) => (rssBytes === undefined ? '' : bytesIn(rssBytes)) },
        {
          title: t('cpuTime'),
          render: (_, { cpuSeconds }) => (cpuSeconds === undefined ? '' : times.duration(cpuSeconds * 1000)),
        },
        { title: t('startedAt'), render: (_, { startedAt }) => startedAt && <Since instant={startedAt} /> },
        { title: t('restarts'), dataIndex: 'restarts' },
        {
          title: t('log'),
          render: (_, { name }) => (
            <Link to={paths.clusterLogs} params={{ clusterId }} search={{ node: node.name, log: name }}>
              {t('readLog')}
            </Link>
          ),
        },
      ]}
    />
  );
}
