// How long something took, or takes already.
import { useNow } from '../app/now.ts';
import { useTimes } from '../app/times.ts';
import { durationMs } from './run-view.ts';

export function Took({ of }: { readonly of: Parameters<typeof durationMs>[0] }) {
  const now = useNow();
  const times = useTimes();
  const ms = durationMs(of, now);
  return <span className="count">{ms === undefined ? '–' : times.duration(ms)}</span>;
}
