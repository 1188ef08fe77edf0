// Runs as rows, for the list and for the page of a job.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { RunView } from '@argosy/contract/workloads/operations';
import { paths } from '../app/paths.ts';
import { Since } from '../app/since.tsx';
import { useText } from '../app/text.ts';
import { WideTable } from '../app/wide-table.tsx';
import { ClusterName } from './cluster-name.tsx';
import { RunStateMark } from './state-marks.tsx';
import { kindTexts, workloadsTexts } from './texts.ts';
import { Took } from './took.tsx';

export function RunTable({ runs, empty }: { readonly runs: readonly RunView[]; readonly empty: ReactNode }) {
  const t = useText(workloadsTexts);
  return (
    <WideTable<RunView>
      rowKey="id"
      dataSource={[...runs]}
      pagination={false}
      locale={{ emptyText: empty }}
      columns={[
        {
          title: t('run'),
          render: (_, { id, name }) => (
            <Link to={paths.run} params={{ runId: id }} className="strong-link">
              {name}
            </Link>
          ),
        },
        { title: t('state'), render: (_, { state }) => <RunStateMark state={state} /> },
        { title: t('kind'), render: (_, { kind }) => t(kindTexts[kind]) },
        { title: t('cluster'), render: (_, { clusterId }) => <ClusterName clusterId={clusterId} /> },
        {
          title: t('partOf'),
          responsive: ['lg'],
          render: (_, { planRunId, jobId }) =>
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
        { title: t('took'), render: (_, run) => <Took of={run} /> },
        { title: t('exitCode'), responsive: ['lg'], render: (_, { exitCode }) => exitCode ?? '–' },
        { title: t('submitted'), render: (_, { submittedAt }) => <Since instant={submittedAt} /> },
      ]}
    />
  );
}
