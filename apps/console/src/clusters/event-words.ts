// Facts of clusters and releases in words.
import { useInfiniteQuery } from '@tanstack/react-query';
import type { EventWords, SayEvent } from '../app/told-event.ts';
import { useText } from '../app/text.ts';
import { clusterListQuery } from './queries.ts';
import { clustersTold, stepTexts } from './told-texts.ts';

type Word = Exclude<keyof typeof clustersTold.table & `event${string}`, 'eventProgressed'>;

const words: Readonly<Record<string, readonly [Word, EventWords['tone'], 'needs somebody'?]>> = {
  cluster_starting: ['eventStarting', 'quiet'],
  cluster_bootstrapping: ['eventBootstrapping', 'quiet'],
  cluster_running: ['eventRunning', 'good'],
  cluster_updated: ['eventUpdated', 'quiet'],
  cluster_terminating: ['eventTerminating', 'quiet'],
  cluster_terminated: ['eventTerminated', 'quiet'],
  cluster_start_failed: ['eventStartFailed', 'bad', 'needs somebody'],
  cluster_terminated_with_errors: ['eventTerminatedWithErrors', 'bad', 'needs somebody'],
  cluster_terminate_failed: ['eventTerminateFailed', 'bad', 'needs somebody'],
  node_starting: ['eventNodeStarting', 'quiet'],
  node_running: ['eventNodeRunning', 'good'],
  node_lost: ['eventNodeLost', 'bad', 'needs somebody'],
  node_terminated: ['eventNodeTerminated', 'quiet'],
  daemon_failed: ['eventDaemonFailed', 'bad', 'needs somebody'],
  daemon_recovered: ['eventDaemonRecovered', 'good'],
  release_install_requested: ['eventInstallRequested', 'quiet'],
  release_installed: ['eventInstalled', 'good'],
  release_install_failed: ['eventInstallFailed', 'bad', 'needs somebody'],
};

export function useClusterEventWords(): SayEvent {
  const t = useText(clustersTold);
  const { data } = useInfiniteQuery(clusterListQuery({}));
  const clusters = data?.pages.flatMap((page) => page.items) ?? [];
  return ({ type, subject, facts }) => {
    const [module, fact = ''] = type.split('.');
    if (module !== 'clusters') return undefined;
    const text = (name: string): string => (typeof facts[name] === 'string' ? facts[name] : '');
    const id = text('clusterId') || (subject ?? '');
    const name = text('name') || (clusters.find((each) => each.id === id)?.name ?? id);
    const isRelease = fact.startsWith('release_');
    const href = isRelease ? `/releases/${subject}` : `/clusters/${id}`;
    if (fact === 'cluster_progressed') {
      const step = stepTexts[text('step')];
      if (text('state') !== 'done' || step === undefined) return undefined; // the others are told by what follows
      return { sentence: t('eventProgressed', { name, step: t(step) }), tone: 'quiet', href, isDetail: true };
    }
    const [word, tone, attention] = words[fact] ?? [];
    if (word === undefined || tone === undefined) return undefined;
    const values = { name, node: text('node'), daemon: text('daemon'), version: text('release') || (subject ?? '') };
    const isDetail = attention === undefined && /^(node|daemon)_/.test(fact);
    return { sentence: t(word, values), tone, href, isDetail, ...(attention && { needsSomebody: true }) };
  };
}
