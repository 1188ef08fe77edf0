// How a plan run is told while it happens: as a tree that redraws itself on a terminal, as plain lines with the time where
// there is none, as JSON lines for programs.
import { inLanguage } from '@argosy/contract/chinese';
import { unreachable } from '@argosy/kernel/errors';
import { systemClock } from '@argosy/kernel/time';
import { bytes, duration, lookOf, localTime } from '../operations/table.ts';
import type { Speaker } from '../profile.ts';
import { changesBetween, type Change } from './changes.ts';
import { clusterStep } from '../texts.ts';
import { drawTree } from './draw-tree.ts';
import type { Snapshot } from './watch-plan-run.ts';

export interface Reporter {
  /** A sentence of our own, above what is drawn. */
  readonly note: (text: string) => void;
  readonly show: (snapshot: Snapshot) => void;
  /** Leaves the terminal to others (a question, the results) until the next `show`. */
  readonly pause: () => void;
}

const now = (): string => systemClock.now().toString();

/** Redraws in place ten times a second, so that what turns turns and seconds run. */
export function treeReporter(stream: NodeJS.WriteStream, { say, language }: Speaker): Reporter {
  let drawn = 0;
  let frame = 0;
  let shown: Snapshot | undefined;
  let timer: NodeJS.Timeout | undefined;
  const erase = () => (drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : '');
  const draw = () => {
    if (!shown) return;
    frame += 1;
    const { width, colors } = lookOf(stream);
    const lines = drawTree(shown, { width, colors, height: stream.rows || 24, frame, now: now(), say, language });
    stream.write(`${erase()}${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  return {
    note(text) {
      stream.write(`${erase()}${text}\n`);
      drawn = 0;
      draw();
    },
    show(snapshot) {
      shown = snapshot;
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
export function lineReporter(write: (line: string) => void, speaker: Speaker): Reporter {
  let before: Snapshot | undefined;
  const line = (text: string) => write(`${localTime(now())}  ${text}`);
  return {
    note: line,
    show(snapshot) {
      for (const change of changesBetween(before, snapshot)) line(sentenceOf(change, speaker));
      before = snapshot;
    },
    pause() {},
  };
}

/** One JSON object per change. */
export function jsonReporter(write: (line: string) => void): Reporter {
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

function sentenceOf(change: Change, { say, language }: Speaker): string {
  const took = change.seconds === undefined ? '' : `, ${duration(change.seconds)}`;
  if (change.type === 'job') {
    const application = change.applicationId ? ` ${change.applicationId}` : '';
    return `  ${say('run.job')} ${change.name}: ${change.state}${took}${application}`;
  }
  const state = say(`step.${change.state}`);
  const detail = change.detail ? ` (${inLanguage(language, change.detail)})` : '';
  switch (change.type) {
    case 'phase':
      return `${say(`phase.${change.name}`)}: ${state}${fetchedOf(change)}${took}${detail}`;
    case 'step':
      return `  ${clusterStep(change.name, say)}: ${state}${took}${detail}`;
    default:
      return unreachable(change);
  }
}

function fetchedOf({ bytesDone, bytesTotal }: Extract<Change, { type: 'phase' }>): string {
  return bytesDone === undefined || bytesTotal === undefined ? '' : `, ${bytes(bytesDone)} / ${bytes(bytesTotal)}`;
}
