// A terminal on a node (CLU-7): the whole page is its screen. It opens with the page; when it has ended it says why, and offers
// another.
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { clustersErrors } from '@argosy/contract/clusters/errors';
import { Leaving } from '../app/leaving.tsx';
import { Page } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperationQuery } from '../app/queries.ts';
import { sentencesOf } from '../app/tell.tsx';
import { type Language, useLanguage, useText } from '../app/text.ts';
import { appTexts } from '../app/texts.ts';
import { clusterQuery } from './queries.ts';

import type { TerminalEnd } from './terminal-view.tsx';
import { accessTexts, clustersTexts } from './texts.ts';
import './cluster-access.css';

const TerminalView = lazy(async () => ({ default: (await import('./terminal-view.tsx')).TerminalView }));
const route = getRouteApi('/frame/clusters/$clusterId/nodes/$nodeId/terminal');

export function NodeTerminalPage() {
  const t = useText(accessTexts);
  const clusters = useText(clustersTexts);
  const app = useText(appTexts);
  const { clusterId, nodeId } = route.useParams();
  const cluster = useOperationQuery(clusterQuery(clusterId));
  const [end, setEnd] = useState<TerminalEnd>();
  const [round, setRound] = useState(1);

  function again(): void {
    setEnd(undefined);
    setRound(round + 1);
  }

  return (
    <Page
      title={t('terminalOn', { node: nodeId })}
      trail={
        <>
          <Link to={paths.clusters}>{clusters('title')}</Link>
          {' / '}
          <Link to={paths.cluster} params={{ clusterId }}>
            {cluster.name}
          </Link>
          {' / '}
          <Link to={paths.clusterNodes} params={{ clusterId }}>
            {clusters('nodes')}
          </Link>
        </>
      }
      lead={t('terminalLead')}
    >
      <Leaving isBusy={end === undefined} what={t('terminalLeave')} />
      <section className="node-terminal" aria-label={t('terminalOn', { node: nodeId })}>
        {end !== undefined && <Ended end={end} onAgain={again} />}
        <Suspense fallback={<p className="soft">{app('loading')}</p>}>
          <TerminalView
            key={`${clusterId}/${nodeId}/${round}`}
            clusterId={clusterId}
            nodeId={nodeId}
            label={t('terminalOn', { node: nodeId })}
            onEnd={setEnd}
          />
        </Suspense>
      </section>
    </Page>
  );
}

function Ended({ end, onAgain }: { readonly end: TerminalEnd; readonly onAgain: () => void }) {
  const t = useText(accessTexts);
  const app = useText(appTexts);
  const language = useLanguage();
  const isBad = end.kind !== 'exit';
  return (
    <div className="terminal-end" data-bad={isBad} role={isBad ? 'alert' : 'status'}>
      <span>{sentence()}</span>
      <Button size="small" type="primary" autoFocus onClick={onAgain}>
        {t('terminalAgain')}
      </Button>
    </div>
  );

  function sentence(): string {
    switch (end.kind) {
      case 'exit':
        return t('terminalExited', { code: end.exitCode });
      case 'told':
        return inLanguage(end, language);
      case 'refused':
        return sentencesOf(end.error, app).description;
      case 'lost':
        return t('terminalLost');
      default:
        return end satisfies never;
    }
  }
}

/** A browser cannot say in which language a WebSocket is to speak: what the contract has a sentence for is said here. */
function inLanguage({ code, facts, detail }: TerminalEnd & { kind: 'told' }, language: Language): string {
  const entry = Object.entries(clustersErrors).find(([name]) => name === code)?.[1];
  return entry === undefined ? detail : entry[language](facts as never); // the facts of this very code
}
