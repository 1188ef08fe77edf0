// What one reaches a cluster by (CLU-7): the native pages of its components, terminals on its nodes, and addresses.
import { useState } from 'react';
import { clustersErrors } from '@argosy/contract/clusters/errors';
import { clusterWebOpen, type ClusterView, nodeTerminal } from '@argosy/contract/clusters/operations';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { CopyButton } from '../app/copy-button.tsx';
import { LinkButton } from '../app/links.tsx';
import { useMay } from '../app/may.ts';
import { EmptyState, Part, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation, useOperationQuery } from '../app/queries.ts';
import { useLanguage, useText } from '../app/text.ts';
import { nodesQuery } from './queries.ts';
import { accessTexts, clustersTexts } from './texts.ts';
import { clusterStateTexts, clustersTold } from './told-texts.ts';
import './cluster-access.css';

interface ClusterAccessProps {
  readonly cluster: ClusterView;
}

export function ClusterAccess({ cluster }: ClusterAccessProps) {
  const t = useText(accessTexts);
  return (
    <>
      <WebPages cluster={cluster} />
      <Part title={t('terminals')}>
        <Terminals cluster={cluster} />
      </Part>
      <Addresses cluster={cluster} />
    </>
  );
}

const webPages = [
  { page: 'namenode-web', component: 'hdfs', name: 'HDFS NameNode', purpose: 'webNamenodeFor' },
  { page: 'resourcemanager-web', component: 'yarn', name: 'YARN ResourceManager', purpose: 'webResourcemanagerFor' },
  { page: 'jobhistory-web', component: 'mapreduce', name: 'MapReduce JobHistory', purpose: 'webJobhistoryFor' },
  { page: 'spark-history-web', component: 'spark', name: 'Spark History Server', purpose: 'webSparkHistoryFor' },
] as const;

function WebPages({ cluster }: { readonly cluster: ClusterView }) {
  const t = useText(accessTexts);
  const known = webPages.filter(({ component }) => cluster.components.some(({ name }) => name === component));
  const others = Object.keys(cluster.addresses).filter(
    (name) => name.endsWith('-web') && !webPages.some(({ page }) => page === name),
  );
  return (
    <Section title={t('webPages')}>
      <p className="soft" style={{ marginTop: 0 }}>
        {t('webPagesLead')}
      </p>
      <ul className="ways">
        {known.map(({ page, name, purpose }) => (
          <WebPage key={page} cluster={cluster} page={page} name={name} purpose={t(purpose)} />
        ))}
        {others.map((page) => (
          <WebPage key={page} cluster={cluster} page={page} name={page} purpose={t('webOtherFor')} />
        ))}
      </ul>
    </Section>
  );
}

interface WebPageProps {
  readonly cluster: ClusterView;
  readonly page: string;
  readonly name: string;
  readonly purpose: string;
}

function WebPage({ cluster: { id, name: clusterName, state }, page, name, purpose }: WebPageProps) {
  const t = useText(accessTexts);
  const told = useText(clustersTold);
  const language = useLanguage();
  const { run, isRunning } = useOperation(clusterWebOpen);
  const [isBlocked, setBlocked] = useState(false);
  const notRunning = clustersErrors.cluster_not_running[language]({
    clusterId: clusterName,
    state: told(clusterStateTexts[state]).toLowerCase(),
  });

  /** The tab is opened by the click itself, as a browser asks; its address can be visited once, and is known a moment later. */
  async function open(): Promise<void> {
    const tab = globalThis.open('', '_blank');
    setBlocked(tab === null);
    if (tab === null) return;
    const opened = await run({ params: { clusterId: id }, body: { page } });
    if (opened === undefined) return tab.close();
    tab.opener = null; // the page is the cluster's, and has no business with ours
    tab.location.replace(opened.url);
  }

  return (
    <li>
      <div>
        <strong>{name}</strong>
        <p className="soft">{purpose}</p>
        {isBlocked && (
          <p className="field-problem" role="alert">
            {t('webBlocked')}
          </p>
        )}
      </div>
      <ActionButton
        act={actOf(clusterWebOpen, { clusterId: id })}
        whyNot={state === 'RUNNING' ? undefined : notRunning}
        loading={isRunning}
        onClick={() => void open()}
      >
        {t('webOpenNamed', { page: name })}
      </ActionButton>
    </li>
  );
}

function Terminals({ cluster: { id } }: ClusterAccessProps) {
  const t = useText(accessTexts);
  const clusters = useText(clustersTexts);
  const act = actOf(nodeTerminal, { clusterId: id, nodeId: '*' });
  const isAllowed = useMay(act);
  const { items: nodes } = useOperationQuery(nodesQuery(id));
  const running = nodes.filter(({ state }) => state === 'RUNNING');
  return (
    <Section title={t('terminals')}>
      <p className="soft" style={{ marginTop: 0 }}>
        {t('terminalsLead')}
      </p>
      {running.length === 0 ? (
        <EmptyState title={t('noTerminal')} next={clusters('noAccessNext')} />
      ) : (
        <ul className="ways">
          {running.map(({ id: nodeId, name, address }) => (
            <li key={nodeId}>
              <div>
                <strong>{name}</strong>
                <p className="soft mono">{address}</p>
              </div>
              {isAllowed ? (
                <LinkButton to={paths.nodeTerminal} params={{ clusterId: id, nodeId: name }} preload={false}>
                  {t('terminalOpen')}
                </LinkButton>
              ) : (
                <ActionButton act={act} onClick={() => {}}>
                  {t('terminalOpen')}
                </ActionButton>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Addresses({ cluster: { addresses } }: { readonly cluster: ClusterView }) {
  const t = useText(clustersTexts);
  if (Object.keys(addresses).length === 0) return undefined;
  return (
    <Section title={t('addresses')}>
      <p className="soft" style={{ marginTop: 0 }}>
        {t('addressesLead')}
      </p>
      <dl className="addresses">
        {Object.entries(addresses).map(([name, address]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">
              {address} <CopyButton text={address} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
