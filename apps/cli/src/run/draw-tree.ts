// A plan run as a tree of lines for a terminal. Pure: a snapshot, the time and a size in, lines out. Drawn from the state
// itself rather than by a list of tasks, so a run that was found half-way, or one that went back a step, looks as it is.
import { inLanguage } from '@argosy/contract/chinese';
import type { ProgressStep } from '@argosy/contract/clusters/operations';
import type { PlanJobState, PlanPhase } from '@argosy/contract/workloads/vocabulary';
import { unreachable } from '@argosy/kernel/errors';
import { styleText } from 'node:util';
import { bytes, cutTo, duration, padTo, widthOf } from '../operations/table.ts';
import { clusterStep, type Language, type Say } from '../texts.ts';
import { secondsFrom } from './changes.ts';
import type { Snapshot } from './watch-plan-run.ts';

export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly colors: boolean;
  /** Which frame of the turning sign is shown. */
  readonly frame: number;
  /** Now, as an instant on the wire. */
  readonly now: string;
  readonly say: Say;
  readonly language: Language;
}

type Tone = 'green' | 'red' | 'cyan' | 'gray' | 'yellow';
type Mark = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

interface Line {
  readonly depth: number;
  readonly mark: Mark;
  readonly name: string;
  readonly about: string;
  readonly time: string;
}

const turning = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export function drawTree(snapshot: Snapshot, canvas: Canvas): readonly string[] {
  const lines = snapshot.planRun.phases.flatMap((phase) => [
    lineOf(phase, { depth: 0, name: canvas.say(`phase.${phase.name}`), canvas }),
    ...below(phase, snapshot, canvas),
  ]);
  return lines.map((line) => render(line, canvas));
}

/** Steps that stand by themselves, by the names that they are shown under. */
export function drawSteps(steps: readonly ProgressStep[], canvas: Canvas): readonly string[] {
  const lines = steps.map((step) => lineOf(step, { depth: 0, name: step.name, canvas }));
  return fit(lines, Math.max(4, canvas.height - 4), canvas).map((line) => render(line, canvas));
}

function below(
  phase: ProgressStep & { readonly name: PlanPhase },
  { planRun, cluster, runs }: Snapshot,
  canvas: Canvas,
): Line[] {
  const isOpen = phase.state === 'running' || phase.state === 'failed';
  if (phase.name === 'jobs' && phase.state !== 'waiting') {
    const jobs = planRun.jobs.map((job): Line => {
      const progress = job.runId === undefined ? undefined : runs.get(job.runId)?.progress;
      const percent = job.state === 'RUNNING' && progress !== undefined ? `${Math.round(progress * 100)} %` : '';
      const taken = job.takenFrom && `← ${job.takenFrom}`;
      const about = [job.kind, taken, job.state === 'RUNNING' ? percent : told(job.state), job.applicationId]
        .filter(Boolean)
        .join('  ');
      return { depth: 1, mark: markOf(job.state), name: job.name, about, time: timeOf(job, canvas) };
    });
    return fit(jobs, Math.max(4, canvas.height - 14), canvas);
  }
  if (!isOpen || !cluster) return [];
  const isOfCluster = phase.name === 'cluster' || (phase.name === 'release' && cluster.state !== 'RUNNING');
  if (!isOfCluster) return [];
  const steps = cluster.progress.map((step) =>
    lineOf(step, { depth: 1, name: clusterStep(step.name, canvas.say), canvas }),
  );
  return fit(steps, Math.max(4, canvas.height - 10), canvas);
}

/** What is under way or went wrong stays; what waits or is done gives way where the window is too low. */
function fit(lines: readonly Line[], height: number, { say }: Canvas): Line[] {
  if (lines.length <= height) return [...lines];
  const isNews = ({ mark }: Line) => mark === 'running' || mark === 'failed';
  const shown = [...lines.filter(isNews), ...lines.filter((line) => !isNews(line))].slice(0, height - 1);
  const more: Line = {
    depth: 1,
    mark: 'waiting',
    name: say('run.more', { count: lines.length - shown.length }),
    about: '',
    time: '',
  };
  return [...lines.filter((line) => shown.includes(line)), more];
}

function lineOf(
  step: ProgressStep,
  { depth, name, canvas }: { readonly depth: number; readonly name: string; readonly canvas: Canvas },
): Line {
  const detail = step.detail && inLanguage(canvas.language, step.detail);
  const about = [transferOf(step, canvas), detail].filter(Boolean).join('  ');
  return { depth, mark: step.state, name, about, time: timeOf(step, canvas) };
}

/** `[█████     ] 312 MB of 640 MB, 12.3 s left` */
function transferOf({ state, bytesDone, bytesTotal, startedAt }: ProgressStep, { now, say }: Canvas): string {
  if (bytesTotal === undefined || bytesDone === undefined || bytesTotal === 0) return '';
  if (state !== 'running') return bytes(bytesTotal);
  const share = Math.min(1, bytesDone / bytesTotal);
  const bar = '█'.repeat(Math.round(share * 20)).padEnd(20, '░');
  const gone = startedAt === undefined ? 0 : secondsFrom(startedAt, now);
  const left =
    share > 0.01 && gone > 1 ? `, ${say('run.left.time', { time: duration((gone / share) * (1 - share)) })}` : '';
  return `${bar} ${bytes(bytesDone)} / ${bytes(bytesTotal)}${left}`;
}

function timeOf(
  { startedAt, endedAt }: { readonly startedAt?: string | undefined; readonly endedAt?: string | undefined },
  { now }: Canvas,
): string {
  return startedAt === undefined ? '' : duration(Math.max(0, secondsFrom(startedAt, endedAt ?? now)));
}

function markOf(state: PlanJobState): Mark {
  switch (state) {
    case 'WAITING':
    case 'SUBMITTED':
      return 'waiting';
    case 'RUNNING':
      return 'running';
    case 'SUCCEEDED':
      return 'done';
    case 'SKIPPED':
      return 'skipped';
    case 'FAILED':
    case 'KILLED':
    case 'LOST':
      return 'failed';
    default:
      return unreachable(state);
  }
}

const told = (state: PlanJobState): string => (state === 'SUCCEEDED' || state === 'WAITING' ? '' : state);

function render({ depth, mark, name, about, time }: Line, { width, colors, frame }: Canvas): string {
  const signs: Readonly<Record<Mark, readonly [string, Tone]>> = {
    waiting: ['·', 'gray'],
    running: [turning[frame % turning.length] ?? '', 'cyan'],
    done: ['✓', 'green'],
    failed: ['✗', 'red'],
    skipped: ['–', 'yellow'],
  };
  const [sign, tone] = signs[mark];
  const paint = (style: Tone, text: string) => (colors ? styleText(style, text, { validateStream: false }) : text);
  const indent = '  '.repeat(depth);
  const padded = padTo(name, 18 - indent.length);
  const room = width - indent.length - 2 - widthOf(padded) - (time ? widthOf(time) + 2 : 0) - 1;
  const shown = about && room > 4 ? `${cutTo(about, room)}  ` : '';
  const head = mark === 'waiting' ? paint('gray', padded) : padded;
  return `${indent}${paint(tone, sign)} ${head}${shown}${paint('gray', time)}`.trimEnd();
}
