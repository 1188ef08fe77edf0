// One cluster: its state, what can be done to it, and its parts as tabs whose names stand in the address.
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { EllipsisOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { clusterRelease, clusterUpdate, type ClusterView } from '@argosy/contract/clusters/operations';
import { clustersErrors } from '@argosy/contract/clusters/errors';
import { clusterActions } from '@argosy/contract/clusters/vocabulary';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { useMayNot } from '../app/may.ts';
import { Menu } from '../app/menu.tsx';
import { Page } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { Problem } from '../app/problem.tsx';
import { useOperation, useOperationQuery } from '../app/queries.ts';
import { Tabs } from '../app/tabs.tsx';
import { useLanguage, useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { ClusterStateMark } from './cluster-state-mark.tsx';
import { MaximumAgeDialog } from './maximum-age-dialog.tsx';
import { ReleaseDialog } from './release-dialog.tsx';
import { clusterQuery } from './queries.ts';
import { accessTexts, clustersTexts } from './texts.ts';
import { clusterStateTexts, clustersTold } from './told-texts.ts';
import './clusters.css';

const route = getRouteApi('/frame/clusters/$clusterId');

export function ClusterPage() {
  const t = useText(clustersTexts);
  const access = useText(accessTexts);
  const times = useTimes();
  const { clusterId } = route.useParams();
  const cluster = useOperationQuery(clusterQuery(clusterId));
  return (
    <Page
      title={cluster.name}
      trail={<Link to={paths.clusters}>{t('title')}</Link>}
      lead={
        <span className="page-states">
          <ClusterStateMark state={cluster.state} />
          <span className="mono">{cluster.id}</span>
          {cluster.releaseAt !== undefined && cluster.endedAt === undefined && (
            <span>{t('releasedAt', { time: times.full(cluster.releaseAt) })}</span>
          )}
          {cluster.deletionProtection && <span>{t('protected')}</span>}
        </span>
      }
      primary={<Actions cluster={cluster} />}
    >
      <WhyFailed cluster={cluster} />
      <Tabs label={cluster.name}>
        <Link to={paths.cluster} params={{ clusterId }} activeOptions={{ exact: true }}>
          {t('overview')}
        </Link>
        <Link to={paths.clusterNodes} params={{ clusterId }}>
          {t('nodes')}
        </Link>
        <Link to={paths.clusterEvents} params={{ clusterId }}>
          {t('events')}
        </Link>
        <Link to={paths.clusterLogs} params={{ clusterId }} activeOptions={{ includeSearch: false }}>
          {t('logs')}
        </Link>
        <Link to={paths.clusterConfiguration} params={{ clusterId }} activeOptions={{ includeSearch: false }}>
          {t('configuration')}
        </Link>
        <Link to={paths.clusterAccess} params={{ clusterId }}>
          {t('access')}
        </Link>
        <Link to={paths.clusterFiles} params={{ clusterId }} activeOptions={{ includeSearch: false }}>
          {access('files')}
        </Link>
      </Tabs>
      <Outlet />
    </Page>
  );
}

function Actions({ cluster }: { readonly cluster: ClusterView }) {
  const t = useText(clustersTexts);
  const told = useText(clustersTold);
  const language = useLanguage();
  const { run: update, isRunning } = useOperation(clusterUpdate);
  const [dialog, setDialog] = useState<'release' | 'age'>();
  const { id, state } = cluster;
  const whyNot = ({ allowedIn, otherwise }: (typeof clusterActions)['release' | 'update']) =>
    allowedIn.some((each) => each === state)
      ? undefined
      : clustersErrors[otherwise][language]({
          clusterId: cluster.name,
          state: told(clusterStateTexts[state]).toLowerCase(),
        });
  const notChanged = useMayNot(actOf(clusterUpdate, { clusterId: id })) ?? whyNot(clusterActions.update);
  return (
    <>
      <Menu
        label={t('settings')}
        icon={<EllipsisOutlined />}
        whyNot={notChanged}
        isBusy={isRunning}
        groups={[
          {
            items: [
              {
                key: 'protection',
                label: t(cluster.deletionProtection ? 'protectionOff' : 'protectionOn'),
                choose: () =>
                  void update({ params: { clusterId: id }, body: { deletionProtection: !cluster.deletionProtection } }),
              },
              { key: 'age', label: t('maximumAge'), choose: () => setDialog('age') },
            ],
          },
        ]}
      />
      <ActionButton
        danger
        act={actOf(clusterRelease, { clusterId: id })}
        whyNot={
          cluster.deletionProtection
            ? clustersErrors.cluster_protected[language]({ clusterId: cluster.name })
            : whyNot(clusterActions.release)
        }
        onClick={() => setDialog('release')}
      >
        {t('release_')}
      </ActionButton>
      {dialog === 'release' && <ReleaseDialog cluster={cluster} onClose={() => setDialog(undefined)} />}
      {dialog === 'age' && <MaximumAgeDialog cluster={cluster} onClose={() => setDialog(undefined)} />}
    </>
  );
}

/** Why it failed. */
function WhyFailed({ cluster: { state, stateReason: reason } }: { readonly cluster: ClusterView }) {
  const isBad = ['START_FAILED', 'TERMINATE_FAILED', 'TERMINATED_WITH_ERRORS'].includes(state);
  if (reason === undefined || reason.code === 'UserRequest' || (!isBad && reason.problem === undefined))
    return undefined;
  return <Problem reason={reason} />;
}
