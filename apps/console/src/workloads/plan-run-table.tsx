// Plan runs as rows.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { PlanRunView } from '@argosy/contract/workloads/operations';
import { paths } from '../app/paths.ts';
import { Since } from '../app/since.tsx';
import { useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { WideTable } from '../app/wide-table.tsx';
import { RunStateMark } from './state-marks.tsx';
import { workloadsTexts } from './texts.ts';
import { Took } from './took.tsx';

export function PlanRunTable({ runs, empty }: { readonly runs: readonly PlanRunView[]; readonly empty: ReactNode }) {
  const t = useText(workloadsTexts);
  const times = useTimes();
  return (
    <WideTable<PlanRunView>
      rowKey="id"
      dataSource={[...runs]}
      pagination={false}
      locale={{ emptyText: empty }}
      columns={[
        {
          title: t('planRun'),
          render: (_, { id, name }) => (
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
          render: (_, { state, reason }) => (
            <>
              <RunStateMark state={state} />
              {reason !== undefined && <div className="soft row-reason">{reason.message}</div>}
            </>
          ),
        },
        { title: t('jobsDone'), render: (_, { jobs }) => <JobsDone jobs={jobs} /> },
        { title: t('took'), render: (_, { createdAt, endedAt }) => <Took of={{ startedAt: createdAt, endedAt }} /> },
        {
          title: t('startedBy'),
          responsive: ['lg'],
          render: (_, { scheduledFor, rerunOf }) =>
            scheduledFor !== undefined
              ? t('bySchedule', { time: times.full(scheduledFor) })
              : rerunOf !== undefined
                ? t('byRerun')
                : t('byHand'),
        },
        { title: t('submitted'), render: (_, { createdAt }) => <Since instant={createdAt} /> },
      ]}
    />
  );
}

function JobsDone({ jobs }: Pick<PlanRunView, 'jobs'>) {
  const done = jobs.filter(({ state }) => state === 'SUCCEEDED').length;
  return <span className="count">{`${done} / ${jobs.length}`}</span>;
}
