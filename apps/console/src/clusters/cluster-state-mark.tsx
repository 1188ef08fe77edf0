// A cluster's state in a word.
import type { ClusterState } from '@argosy/contract/clusters/vocabulary';
import { StateMark, type Tone } from '../app/state-mark.tsx';
import { useText } from '../app/text.ts';
import { clusterStateTexts, clustersTold } from './told-texts.ts';

const tones = {
  STARTING: 'busy',
  BOOTSTRAPPING: 'busy',
  RUNNING: 'good',
  TERMINATING: 'busy',
  TERMINATED: 'quiet',
  START_FAILED: 'bad',
  TERMINATED_WITH_ERRORS: 'bad',
  TERMINATE_FAILED: 'bad',
} as const satisfies Record<ClusterState, Tone>;

export function ClusterStateMark({ state }: { readonly state: ClusterState }) {
  const t = useText(clustersTold);
  return <StateMark tone={tones[state]}>{t(clusterStateTexts[state])}</StateMark>;
}
