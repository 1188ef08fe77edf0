// What a run is of: the job as it is run, parameters in place.
import { getRouteApi } from '@tanstack/react-router';
import { useOperationQuery } from '../app/queries.ts';
import { Section } from '../app/page.tsx';
import { runQuery } from './queries.ts';
import { SpecText } from './spec-text.tsx';

const route = getRouteApi('/frame/runs/$runId');

export function RunSpecPage() {
  const { runId } = route.useParams();
  const { spec, name } = useOperationQuery(runQuery(runId));
  return (
    <Section>
      <SpecText spec={spec} label={name} />
    </Section>
  );
}
