// How something is told while it happens: as a picture that redraws itself on a terminal, as plain lines with the time where
// there is none; a plan run also as JSON lines for programs.
import { inLanguage } from '@argosy/contract/chinese';
import { unreachable } from '@argosy/kernel/errors';
import { systemClock } from '@argosy/kernel/time';
import { bytes, duration, lookOf, localTime } from '../operations/table.ts';
import type { Speaker } from '../profile.ts';
import { changesBetween, type Change, type StepChange } from './changes.ts';
import { clusterStep } from '../texts.ts';
import { type Canvas, drawTree } from './draw-tree.ts';
import type { Snapshot } from './watch-plan-run.ts';

export interface Reporter<Shown> {
  /** A sentence of our own, above what is drawn. */
  readonly note: (text: string) => void;
  readonly show: (now: Shown) => void;
  /** Leaves the terminal to others (a question, the results) until the next `show`. */
  readonly pause: () => void;
}

/** How one kind of thing is told. */
export interface Telling<Shown> {
  readonly draw: (now: Shown, canvas: Canvas) => readonly string[];
  /** What is new, a sentence each. */
  readonly sentences: (before: Shown | undefined, now: Shown, speaker: Speaker) => readonly string[];
}

export const ofPlanRun: Telling<Snapshot> = {
  draw: drawTree,
  sentences: (before, snapshot, speaker) =>
    changesBetween(before, snapshot).map((change) => sentenceOf(change, speaker)),
};

const now = (): string => systemClock.now().toString();

/** Redraws in place ten times a second, so that what turns turns and seconds run. */
export function drawnReporter<Shown>(
  stream: NodeJS.WriteStream,
  { say, language }: Speaker,
  telling: Telling<Shown>,
): Reporter<Shown> {
  let drawn = 0;
  let frame = 0;
  let shown: Shown | undefined;
  let timer: NodeJS.Timeout | undefined;
  const erase = () => (drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : '');
  const draw = () => {
    if (shown === undefined) return;
    frame += 1;
    const { width, colors } = lookOf(stream);
    const lines = telling.draw(shown, { width, colors, height: stream.rows || 24, frame, now: now(), say, language });
    stream.write(`${erase()}${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  return {
    note(text) {
      stream.write(`${erase()}${text}\n`);
      drawn = 0;
      draw();
    },
    show(latest) {
      shown = latest;
      timer ??= setInterval(draw, 100);
      draw();
    },
    pause() {
      clearInterval(timer);
      timer = undefined;
      drawn = 0; // what stands there stays; the next picture goes below it
      shown = undefined;
    },
  };
}

/** One line per change. */
export function lineReporter<Shown>(
  write: (line: string) => void,
  speaker: Speaker,
  telling: Telling<Shown>,
): Reporter<Shown> {
  let before: Shown | undefined;
  const line = (text: string) => write(`${localTime(now())}  ${text}`);
  return {
    note: line,
    show(latest) {
      for (const sentence of telling.sentences(before, latest, speaker)) line(sentence);
      before = latest;
    },
    pause() {},
  };
}

/** One JSON object per change. */
export function jsonReporter(write: (line: string) => void): Reporter<Snapshot> {
  let before: Snapshot | undefined;
  const line = (value: object) => write(JSON.stringify({ at: now(), ...value }));
  return {
    note: (text) => line({ type: 'note', text }),
    show(snapshot) {
      if (!before) line({ type: 'plan_run', id: snapshot.planRun.id, plan: snapshot.planRun.name });
      for (const change of changesBetween(before, snapshot)) line(change);
      before = snapshot;
    },
    pause() {},
  };
}

function sentenceOf(change: Change, speaker: Speaker): string {
  const { say } = speaker;
  switch (change.type) {
    case 'job': {
      const application = change.applicationId ? ` ${change.applicationId}` : '';
      return `  ${say('run.job')} ${change.name}: ${change.state}${tookOf(change)}${application}`;
    }
    case 'phase':
      return stepSentence(say(`phase.${change.name}`), change, speaker);
    case 'step':
      return `  ${stepSentence(clusterStep(change.name, say), change, speaker)}`;
    default:
      return unreachable(change);
  }
}

/** `install: running, 250 MB / 1.0 GB (hadoop)` */
export function stepSentence(name: string, change: StepChange, { say, language }: Speaker): string {
  const { state, bytesDone, bytesTotal, detail } = change;
  const fetched =
    bytesDone === undefined || bytesTotal === undefined ? '' : `, ${bytes(bytesDone)} / ${bytes(bytesTotal)}`;
  const about = detail ? ` (${inLanguage(language, detail)})` : '';
  return `${name}: ${say(`step.${state}`)}${fetched}${tookOf(change)}${about}`;
}

const tookOf = ({ seconds }: { readonly seconds?: number }): string =>
  seconds === undefined ? '' : `, ${duration(seconds)}`;
