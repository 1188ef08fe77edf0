// The steps of something that takes a while, one under the other, as they are now.
import { useNow } from './now.ts';
import { appTexts } from './texts.ts';
import { type Say, useText } from './text.ts';
import { bytesIn, useTimes } from './times.ts';
import './steps.css';

export interface Step {
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly detail?: string | undefined;
  readonly bytesDone?: number | undefined;
  readonly bytesTotal?: number | undefined;
}

const words = {
  waiting: 'stepWaiting',
  running: 'stepRunning',
  done: 'stepDone',
  failed: 'stepFailed',
} as const satisfies Record<Step['state'], keyof typeof appTexts.table>;

export function Steps({ steps }: { readonly steps: readonly Step[] }) {
  const t = useText(appTexts);
  return (
    <ol className="steps">
      {steps.map((step) => (
        <li key={step.name} data-state={step.state}>
          <span className="steps-sign" aria-hidden="true" />
          <span className="steps-name">
            {step.name}
            <span className="visually-hidden">{t(words[step.state])}</span>
          </span>
          <span className="steps-time">
            <StepTime step={step} t={t} />
          </span>
          <StepProgress step={step} />
        </li>
      ))}
    </ol>
  );
}

function StepTime({ step, t }: { readonly step: Step; readonly t: Say<typeof appTexts.table> }) {
  const times = useTimes();
  const now = useNow();
  if (step.startedAt === undefined) return step.state === 'waiting' ? t('stepWaiting') : undefined;
  const end = step.endedAt === undefined ? now : new Date(step.endedAt).getTime();
  return times.duration(Math.max(0, end - new Date(step.startedAt).getTime()));
}

function StepProgress({ step: { name, state, bytesDone, bytesTotal, detail } }: { readonly step: Step }) {
  if (state !== 'running') return undefined;
  const bytes = bytesTotal === undefined ? undefined : `${bytesIn(bytesDone ?? 0)} / ${bytesIn(bytesTotal)}`;
  const told = [bytes, detail].filter((each) => each !== undefined).join(' · ');
  return (
    <>
      {bytesTotal !== undefined && <progress aria-label={name} max={bytesTotal} value={bytesDone ?? 0} />}
      {told !== '' && <span className="steps-detail">{told}</span>}
    </>
  );
}
