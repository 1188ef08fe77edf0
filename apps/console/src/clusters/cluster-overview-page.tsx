// A cluster as a picture: its nodes by group, the daemons on each, and how they are; while it starts, how far it is.
import { getRouteApi } from '@tanstack/react-router';
import type { ClusterView } from '@argosy/contract/clusters/operations';
import { Facts } from '../app/facts.tsx';
import { Part, Section } from '../app/page.tsx';
import { useOperationQuery } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { Steps } from '../app/steps.tsx';
import { useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { NodePicture } from './node-picture.tsx';
import { isMoving, stepsOf } from './operations-under-way.ts';
import { clusterQuery, nodesQuery } from './queries.ts';
import { clustersTexts } from './texts.ts';
import { clustersTold } from './told-texts.ts';

const route = getRouteApi('/frame/clusters/$clusterId');

export function ClusterOverviewPage() {
  const t = useText(clustersTexts);
  const told = useText(clustersTold);
  const times = useTimes();
  const { clusterId } = route.useParams();
  const cluster = useOperationQuery(clusterQuery(clusterId));
  const steps = stepsOf(cluster, told);
  const showsSteps = isMoving(cluster) || steps.some(({ state }) => state === 'failed');
  const tookMs =
    cluster.readyAt === undefined ? undefined : Date.parse(cluster.readyAt) - Date.parse(cluster.createdAt);
  return (
    <div className="stack">
      {showsSteps && cluster.state !== 'TERMINATING' && (
        <Section title={t('progress')}>
          <Steps steps={steps} />
        </Section>
      )}
      <Part title={t('nodesAndDaemons')}>
        <Nodes cluster={cluster} />
      </Part>
      <Section>
        <Facts
          items={[
            [t('release'), cluster.release],
            [t('components'), cluster.components.map(({ name, version }) => `${name} ${version}`).join(', ')],
            [t('created'), <Since key="created" instant={cluster.createdAt} />],
            ...(tookMs === undefined ? [] : [[t('readyAfter'), times.duration(tookMs)] as const]),
            ...(cluster.endedAt === undefined
              ? []
              : [[t('ended'), <Since key="ended" instant={cluster.endedAt} />] as const]),
          ]}
        />
      </Section>
    </div>
  );
}

function Nodes({ cluster: { id, nodeGroups } }: { readonly cluster: ClusterView }) {
  const t = useText(clustersTexts);
  const { items: nodes } = useOperationQuery(nodesQuery(id));
  return (
    <Section title={t('nodesAndDaemons')}>
      <NodePicture groups={nodeGroups} nodes={nodes} />
    </Section>
  );
}
