// States of runs, plan runs and their jobs in a word.
import type { PlanJobState, PlanRunState, RunState } from '@argosy/contract/workloads/vocabulary';
import { StateMark, type Tone } from '../app/state-mark.tsx';
import { useText } from '../app/text.ts';
import { stateTexts, workloadsTold } from './told-texts.ts';

export const stateTones = {
  WAITING: 'quiet',
  SUBMITTED: 'busy',
  RUNNING: 'busy',
  SUCCEEDED: 'good',
  FAILED: 'bad',
  KILLED: 'warn',
  LOST: 'bad',
  SKIPPED: 'quiet',
} as const satisfies Record<PlanJobState | PlanRunState | RunState, Tone>;

export function RunStateMark({ state }: { readonly state: PlanJobState | PlanRunState | RunState }) {
  const t = useText(workloadsTold);
  return <StateMark tone={stateTones[state]}>{t(stateTexts[state])}</StateMark>;
}
