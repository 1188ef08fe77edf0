// What happened to a cluster, newest first.
import { getRouteApi } from '@tanstack/react-router';
import { EventLine } from '../app/event-line.tsx';
import { useEventWords } from '../app/event-words.ts';
import { More } from '../app/more.tsx';
import { EmptyState, Section } from '../app/page.tsx';
import { useOperationPages } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { clusterEventsQuery } from './queries.ts';
import { clustersTexts } from './texts.ts';

const route = getRouteApi('/frame/clusters/$clusterId');

export function ClusterEventsPage() {
  const t = useText(clustersTexts);
  const { clusterId } = route.useParams();
  const { items, more, isLoadingMore } = useOperationPages(clusterEventsQuery(clusterId));
  const words = useEventWords();
  const told = items.flatMap((event) => {
    const said = words({ ...event, subject: clusterId });
    if (said === undefined) return [];
    const { href: _, ...here } = said; // one is on its page already
    return [{ event, words: here }];
  });
  return (
    <Section>
      {told.length === 0 && <EmptyState title={t('noEvents')} next={t('noEventsNext')} />}
      <ul className="event-lines">
        {told.map(({ event, words: said }) => (
          <EventLine key={event.id} words={said} occurredAt={event.occurredAt} />
        ))}
      </ul>
      <More more={more} isLoadingMore={isLoadingMore} />
    </Section>
  );
}
