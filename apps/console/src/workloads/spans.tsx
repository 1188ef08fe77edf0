// What took how long, as bars over one time: phases and jobs of a plan run. The times stand beside them as text.
import { useNow } from '../app/now.ts';
import type { Tone } from '../app/state-mark.tsx';
import { StateMark } from '../app/state-mark.tsx';
import { useTimes } from '../app/times.ts';
import { durationMs } from './run-view.ts';

interface Span {
  readonly key: string;
  readonly name: string;
  readonly state: string;
  readonly tone: Tone;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly note?: string | undefined;
  /** 0 to 1, where it is known how far it is. */
  readonly done?: number | undefined;
}

interface SpansProps {
  readonly spans: readonly Span[];
  readonly from: string;
  /** Left out: it goes on. */
  readonly to?: string | undefined;
}

export function Spans({ spans, from, to }: SpansProps) {
  const now = useNow();
  const times = useTimes();
  const begin = Date.parse(from);
  const whole = Math.max(1_000, (to === undefined ? now : Date.parse(to)) - begin);
  const share = (ms: number) => Math.min(100, Math.max(0, (ms / whole) * 100));
  return (
    <ol className="spans">
      {spans.map(({ key, name, state, tone, note, done, ...span }) => {
        const took = durationMs(span, now);
        const left = span.startedAt === undefined ? 0 : share(Date.parse(span.startedAt) - begin);
        return (
          <li key={key} data-tone={tone}>
            <span className="spans-name">{name}</span>
            <span className="spans-track" aria-hidden="true">
              {took !== undefined && (
                <span
                  style={{ left: `min(${left}%, calc(100% - 4px))`, width: `${Math.min(share(took), 100 - left)}%` }}
                />
              )}
            </span>
            <span className="spans-state">
              <StateMark tone={tone}>{state}</StateMark>
            </span>
            <span className="spans-time">{took === undefined ? '' : times.duration(took)}</span>
            {(note !== undefined || done !== undefined) && (
              <span className="spans-note">
                {done !== undefined && <progress aria-label={name} value={done} />}
                {note}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
