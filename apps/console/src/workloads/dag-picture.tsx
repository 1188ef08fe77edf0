// The jobs of a plan as a picture: what needs what, and how each stands, in colour and in the form of its mark. Every job is a
// button: reached by Tab, and from one to the next by the arrow keys.
import { useId, useMemo, useRef } from 'react';
import type { JobKind, PlanJobState } from '@argosy/contract/workloads/vocabulary';
import { unreachable } from '@argosy/kernel/errors';
import type { Tone } from '../app/state-mark.tsx';
import { useText } from '../app/text.ts';
import { box, layOut, type Placed } from './dag-layout.ts';
import { stateTones } from './state-marks.tsx';
import { kindTexts, workloadsTexts } from './texts.ts';
import { stateTexts, workloadsTold } from './told-texts.ts';
import './dag.css';

export interface PicturedJob {
  readonly name: string;
  readonly needs: readonly string[];
  readonly kind?: JobKind | undefined;
  /** Of a plan run; a plan's jobs have none. */
  readonly state?: PlanJobState | undefined;
  readonly isTakenOver?: boolean;
  readonly hasProblem?: boolean;
}

interface DagPictureProps {
  readonly jobs: readonly PicturedJob[];
  readonly label: string;
  readonly chosen?: string | undefined;
  readonly onChoose: (name: string) => void;
}

const mostLetters = 20; // of a name in its box; the whole of it is said and stands in the table beside

export function DagPicture({ jobs, label, chosen, onChoose }: DagPictureProps) {
  const t = useText(workloadsTexts);
  const inWords = useText(workloadsTold);
  const layout = useMemo(() => layOut(jobs), [jobs]);
  const arrow = useId();
  const picture = useRef<SVGSVGElement>(null);

  function press(event: React.KeyboardEvent, { job, x, y }: Placed<PicturedJob>): void {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onChoose(job.name);
    }
    const next = neighbour(layout.jobs, { x, y }, event.key);
    if (next === undefined) return;
    event.preventDefault();
    picture.current?.querySelector<SVGGElement>(`[data-job="${CSS.escape(next.job.name)}"]`)?.focus();
  }

  /** What stands in the box first, as it stands there; then what only the picture shows. */
  const told = (job: PicturedJob): string =>
    [
      `${job.name} ${wordOf(job) ?? ''}`.trim(),
      job.state && job.kind && t(kindTexts[job.kind]),
      job.isTakenOver && t('takenOver'),
      job.needs.length > 0 && t('needsNames', { names: job.needs.join(', ') }),
    ]
      .filter((each) => typeof each === 'string')
      .join(', ');
  const wordOf = ({ state, kind }: PicturedJob): string | undefined =>
    state ? inWords(stateTexts[state]) : kind && t(kindTexts[kind]);

  return (
    <div className="dag">
      <svg
        ref={picture}
        role="group"
        aria-label={label}
        width={layout.width}
        height={layout.height}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
      >
        <defs>
          <marker id={arrow} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M 0 0.5 L 7 4 L 0 7.5 z" className="dag-arrow" />
          </marker>
        </defs>
        {layout.lines.map(({ from, to, path }) => (
          <path
            key={`${from} ${to}`}
            d={path}
            className="dag-line"
            data-chosen={from === chosen || to === chosen || undefined}
            markerEnd={`url(#${arrow})`}
          />
        ))}
        {layout.jobs.map((placed) => {
          const { job, x, y } = placed;
          return (
            <g
              key={job.name}
              role="button"
              tabIndex={0}
              aria-label={told(job)}
              aria-pressed={chosen === undefined ? undefined : job.name === chosen}
              className="dag-job"
              data-job={job.name}
              data-tone={job.state && stateTones[job.state]}
              data-state={job.state}
              data-problem={job.hasProblem || undefined}
              data-taken={job.isTakenOver || undefined}
              transform={`translate(${x} ${y})`}
              onClick={() => onChoose(job.name)}
              onKeyDown={(event) => press(event, placed)}
            >
              <rect width={box.width} height={box.height} rx="7" />
              <Sign tone={job.state && stateTones[job.state]} />
              <text x="32" y="20" className="dag-name">
                {job.name.length > mostLetters ? `${job.name.slice(0, mostLetters - 1)}…` : job.name}
              </text>{' '}
              <text x="32" y="36" className="dag-kind">
                {wordOf(job)}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** The same forms as before a state in a text: full, ring, half ring, diamond, triangle. */
function Sign({ tone }: { readonly tone: Tone | undefined }) {
  switch (tone) {
    case 'good':
      return <path className="dag-sign" d="M 10 23 l 4 4 l 8 -9" fill="none" strokeWidth="2.5" />;
    case 'bad':
      return <path className="dag-sign filled" d="M 16 15 l 7 8 l -7 8 l -7 -8 z" />;
    case 'warn':
      return <path className="dag-sign filled" d="M 16 16 l 7 13 h -14 z" />;
    case 'busy':
      return <path className="dag-sign turning" d="M 16 16.5 a 6.5 6.5 0 1 1 -6.5 6.5" fill="none" strokeWidth="2.5" />;
    case 'quiet':
      return <circle className="dag-sign" cx="16" cy="23" r="6" fill="none" strokeWidth="2" />;
    case undefined:
      return <circle className="dag-sign" cx="16" cy="23" r="3.5" />;
    default:
      return unreachable(tone);
  }
}

/** The nearest in the direction of the key; a column counts more than a row. */
function neighbour(
  all: readonly Placed<PicturedJob>[],
  from: { readonly x: number; readonly y: number },
  key: string,
): Placed<PicturedJob> | undefined {
  const isThere: Readonly<Record<string, (x: number, y: number) => boolean>> = {
    ArrowRight: (x) => x > from.x,
    ArrowLeft: (x) => x < from.x,
    ArrowDown: (x, y) => x === from.x && y > from.y,
    ArrowUp: (x, y) => x === from.x && y < from.y,
  };
  const fits = isThere[key];
  if (fits === undefined) return undefined;
  const far = ({ x, y }: Placed<PicturedJob>) => Math.abs(x - from.x) * 4 + Math.abs(y - from.y);
  return all.filter(({ x, y }) => fits(x, y)).toSorted((one, other) => far(one) - far(other))[0];
}
