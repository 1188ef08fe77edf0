// Runs as rows, for the list and for the page of a job.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { RunView } from '@argosy/contract/workloads/operations';
import { paths } from '../app/paths.ts';
import { Since } from '../app/since.tsx';
import { useText } from '../app/text.ts';
import { Table } from '../app/table.tsx';
import { ClusterName } from './cluster-name.tsx';
import { RunStateMark } from './state-marks.tsx';
import { kindTexts, workloadsTexts } from './texts.ts';
import { Took } from './took.tsx';

export function RunTable({ runs, empty }: { readonly runs: readonly RunView[]; readonly empty: ReactNode }) {
  const t = useText(workloadsTexts);
  return (
    <Table<RunView>
      keyOf={({ id }) => id}
      rows={runs}
      empty={empty}
      columns={[
        {
          title: t('run'),
          show: ({ id, name }) => (
            <Link to={paths.run} params={{ runId: id }} className="strong-link">
              {name}
            </Link>
          ),
        },
        { title: t('state'), show: ({ state }) => <RunStateMark state={state} /> },
        { title: t('kind'), show: ({ kind }) => t(kindTexts[kind]) },
        { title: t('cluster'), show: ({ clusterId }) => <ClusterName clusterId={clusterId} /> },
        {
          title: t('partOf'),
          isExtra: true,
          show: ({ planRunId, jobId }) =>
            planRunId !== undefined ? (
              <Link to={paths.planRun} params={{ planRunId }}>
                {t('planRun')}
              </Link>
            ) : (
              jobId !== undefined && (
                <Link to={paths.job} params={{ jobId }}>
                  {t('job')}
                </Link>
              )
            ),
        },
        { title: t('took'), show: (run) => <Took of={run} /> },
        { title: t('exitCode'), isExtra: true, show: ({ exitCode }) => exitCode ?? '–' },
        { title: t('submitted'), show: ({ submittedAt }) => <Since instant={submittedAt} /> },
      ]}
    />
  );
}
