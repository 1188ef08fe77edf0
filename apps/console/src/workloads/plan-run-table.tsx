// Plan runs as rows.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { PlanRunView } from '@argosy/contract/workloads/operations';
import { paths } from '../app/paths.ts';
import { Since } from '../app/since.tsx';
import { useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { Table } from '../app/table.tsx';
import { RunStateMark } from './state-marks.tsx';
import { workloadsTexts } from './texts.ts';
import { Took } from './took.tsx';

export function PlanRunTable({ runs, empty }: { readonly runs: readonly PlanRunView[]; readonly empty: ReactNode }) {
  const t = useText(workloadsTexts);
  const times = useTimes();
  return (
    <Table<PlanRunView>
      keyOf={({ id }) => id}
      rows={runs}
      empty={empty}
      columns={[
        {
          title: t('planRun'),
          show: ({ id, name }) => (
            <>
              <Link to={paths.planRun} params={{ planRunId: id }} className="strong-link">
                {name}
              </Link>
              <div className="mono soft">{id}</div>
            </>
          ),
        },
        {
          title: t('state'),
          show: ({ state, reason }) => (
            <>
              <RunStateMark state={state} />
              {reason !== undefined && <div className="soft row-reason">{reason.message}</div>}
            </>
          ),
        },
        { title: t('jobsDone'), show: ({ jobs }) => <JobsDone jobs={jobs} /> },
        { title: t('took'), show: ({ createdAt, endedAt }) => <Took of={{ startedAt: createdAt, endedAt }} /> },
        {
          title: t('startedBy'),
          isExtra: true,
          show: ({ scheduledFor, rerunOf }) =>
            scheduledFor !== undefined
              ? t('bySchedule', { time: times.full(scheduledFor) })
              : rerunOf !== undefined
                ? t('byRerun')
                : t('byHand'),
        },
        { title: t('submitted'), show: ({ createdAt }) => <Since instant={createdAt} /> },
      ]}
    />
  );
}

function JobsDone({ jobs }: Pick<PlanRunView, 'jobs'>) {
  const done = jobs.filter(({ state }) => state === 'SUCCEEDED').length;
  return <span className="count">{`${done} / ${jobs.length}`}</span>;
}
