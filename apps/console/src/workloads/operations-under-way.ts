// Plan runs that go on, as long operations with their phases.
import { useQuery } from '@tanstack/react-query';
import type { PlanRunView } from '@argosy/contract/workloads/operations';
import type { LongOperation } from '../app/long-operation.ts';
import { type Say, useText } from '../app/text.ts';
import { openPlanRunsQuery } from './queries.ts';
import { phaseDetailTexts, phaseTexts, workloadsTold } from './told-texts.ts';

export function usePlanRunOperations(): readonly LongOperation[] {
  const t = useText(workloadsTold);
  const { data } = useQuery(openPlanRunsQuery);
  return (data?.items ?? []).map((planRun) => ({
    id: planRun.id,
    title: t('isRun', { name: planRun.name }),
    href: `/plan-runs/${planRun.id}`,
    since: planRun.createdAt,
    steps: phasesOf(planRun, t),
  }));
}

/** Its phases, named in the reader's language. */
export function phasesOf({ phases }: PlanRunView, t: Say<typeof workloadsTold.table>): LongOperation['steps'] {
  return phases.map(({ name, detail, ...phase }) => {
    const word = detail === undefined ? undefined : phaseDetailTexts[detail];
    return { ...phase, name: t(phaseTexts[name]), detail: word === undefined ? detail : t(word) };
  });
}
