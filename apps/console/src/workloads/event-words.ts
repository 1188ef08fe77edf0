// Facts of jobs, runs and plan runs in words. Runs inside a plan run are told by the plan run.
import type { EventWords, SayEvent } from '../app/told-event.ts';
import { type PlainKey, useText } from '../app/text.ts';
import { workloadsTold } from './told-texts.ts';

type Word = Exclude<keyof typeof workloadsTold.table & `event${string}`, PlainKey<typeof workloadsTold>>;
type Told = readonly [word: Word, tone: EventWords['tone'], needsSomebody?: 'needs somebody'];

const words: Readonly<Record<string, Told>> = {
  job_created: ['eventJobCreated', 'quiet'],
  job_updated: ['eventJobUpdated', 'quiet'],
  job_deleted: ['eventJobDeleted', 'quiet'],
  plan_created: ['eventPlanCreated', 'quiet'],
  plan_replaced: ['eventPlanUpdated', 'quiet'],
  plan_deleted: ['eventPlanDeleted', 'quiet'],
  plan_paused: ['eventPlanPaused', 'warn'],
  plan_resumed: ['eventPlanResumed', 'quiet'],
  plan_schedule_skipped: ['eventScheduleSkipped', 'warn'],
  plan_run_requested: ['eventPlanRunRequested', 'busy'],
  run_submitted: ['eventRunSubmitted', 'busy'],
};

const ends: Readonly<Record<string, Readonly<Record<string, Told>>>> = {
  run_ended: {
    SUCCEEDED: ['eventRunSucceeded', 'good'],
    FAILED: ['eventRunFailed', 'bad', 'needs somebody'],
    KILLED: ['eventRunKilled', 'warn'],
    LOST: ['eventRunLost', 'bad', 'needs somebody'],
  },
  plan_run_ended: {
    SUCCEEDED: ['eventPlanRunSucceeded', 'good'],
    FAILED: ['eventPlanRunFailed', 'bad', 'needs somebody'],
    KILLED: ['eventPlanRunKilled', 'warn'],
  },
};

export function useWorkloadEventWords(): SayEvent {
  const t = useText(workloadsTold);
  return ({ type, subject = '', facts }) => {
    const [module, fact = ''] = type.split('.');
    if (module !== 'workloads') return undefined;
    const text = (name: string): string => (typeof facts[name] === 'string' ? facts[name] : '');
    const [word, tone, attention] = words[fact] ?? ends[fact]?.[text('state')] ?? [];
    if (word === undefined || tone === undefined) return undefined;
    if (fact.startsWith('run_') && text('planRunId') !== '') return undefined;
    const href = hrefOf(fact, subject);
    return {
      sentence: t(word, { name: text('name') || subject }),
      tone,
      ...(href !== undefined && { href }),
      ...(attention && { needsSomebody: true }),
    };
  };
}

/** What was deleted has no page. */
function hrefOf(fact: string, subject: string): string | undefined {
  if (fact.endsWith('_deleted')) return undefined;
  const page = ['plan_run', 'plan', 'run', 'job'].find((noun) => fact.startsWith(`${noun}_`));
  return page && `/${page.replace('_', '-')}s/${subject}`;
}
