// The nodes of a cluster and the daemons on them, with their figures.
import { getRouteApi, Link } from '@tanstack/react-router';
import { EmptyState, Part, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperationQuery } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { StateMark } from '../app/state-mark.tsx';
import { useText } from '../app/text.ts';
import { bytesIn, useTimes } from '../app/times.ts';
import { Table } from '../app/table.tsx';

import { type DaemonView, daemonTone, nodeTones, type NodeView } from './node-view.ts';
import { nodesQuery } from './queries.ts';
import { accessTexts, clustersTexts, daemonStateTexts, nodeStateTexts, roleTexts } from './texts.ts';

const route = getRouteApi('/frame/clusters/$clusterId');

export function ClusterNodesPage() {
  const t = useText(clustersTexts);
  return (
    <Part title={t('nodes')}>
      <Nodes />
    </Part>
  );
}

function Nodes() {
  const t = useText(clustersTexts);
  const access = useText(accessTexts);
  const { clusterId } = route.useParams();
  const { items } = useOperationQuery(nodesQuery(clusterId));
  return (
    <Section className="flush">
      <Table<NodeView>
        keyOf={({ id }) => id}
        rows={items}
        more={(node) => (node.daemons.length > 0 ? <Daemons node={node} /> : undefined)}
        empty={<EmptyState title={t('noNodes')} next={t('noNodesNext')} />}
        columns={[
          { title: t('node'), show: 'name' },
          { title: t('role'), show: ({ role }) => t(roleTexts[role]) },
          {
            title: t('state'),
            show: ({ state }) => <StateMark tone={nodeTones[state]}>{t(nodeStateTexts[state])}</StateMark>,
          },
          { title: t('address'), show: ({ address }) => <span className="mono">{address}</span> },
          { title: t('machineType'), show: 'machineType' },
          { title: t('disk'), show: ({ diskBytes }) => (diskBytes === undefined ? '' : bytesIn(diskBytes)) },
          { title: t('daemons'), show: (node) => <DaemonCount node={node} /> },
          {
            title: access('terminal'),
            show: ({ name, state }) =>
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
      keyOf={({ name }) => name}
      size="small"
      rows={node.daemons}
      columns={[
        { title: t('daemon'), show: 'name' },
        {
          title: t('state'),
          show: (daemon) => <StateMark tone={daemonTone(daemon)}>{t(daemonStateTexts[daemon.state])}</StateMark>,
        },
        { title: t('memory'), show: ({ rssBytes }) => (rssBytes === undefined ? '' : bytesIn(rssBytes)) },
        {
          title: t('cpuTime'),
          show: ({ cpuSeconds }) => (cpuSeconds === undefined ? '' : times.duration(cpuSeconds * 1000)),
        },
        { title: t('startedAt'), show: ({ startedAt }) => startedAt && <Since instant={startedAt} /> },
        { title: t('restarts'), show: 'restarts' },
        {
          title: t('log'),
          show: ({ name }) => (
            <Link to={paths.clusterLogs} params={{ clusterId }} search={{ node: node.name, log: name }}>
              {t('readLog')}
            </Link>
          ),
        },
      ]}
      wraps
    />
  );
}
