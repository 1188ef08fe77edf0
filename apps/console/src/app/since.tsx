// How long ago; the time itself for who points at it.
import { useNow } from './now.ts';
import { useTimes } from './times.ts';

export function Since({ instant }: { readonly instant: string }) {
  const times = useTimes();
  const now = useNow();
  return (
    <time dateTime={instant} title={times.full(instant)} className="soft" style={{ whiteSpace: 'nowrap' }}>
      {times.since(instant, now)}
    </time>
  );
}
