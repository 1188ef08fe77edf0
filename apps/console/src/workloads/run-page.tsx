// One run: how it stands, why it ended so, what can be done about it, and its parts as tabs.
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { RedoOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { jobKill, jobRun, type RunDetailView, runRerun } from '@argosy/contract/workloads/operations';
import { workloadsErrors } from '@argosy/contract/workloads/errors';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { Confirm } from '../app/confirm.tsx';
import { Page } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { Problem } from '../app/problem.tsx';
import { useOperation, useOperationQuery } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { Tabs } from '../app/tabs.tsx';
import { useLanguage, useText } from '../app/text.ts';
import { runQuery } from './queries.ts';
import { RerunRunDialog } from './rerun-run-dialog.tsx';
import { isOpen } from './run-view.ts';
import { RunStateMark } from './state-marks.tsx';
import { kindTexts, workloadsTexts } from './texts.ts';
import { stateTexts, workloadsTold } from './told-texts.ts';
import './workloads.css';

const route = getRouteApi('/frame/runs/$runId');

export function RunPage() {
  const t = useText(workloadsTexts);
  const { runId } = route.useParams();
  const run = useOperationQuery(runQuery(runId));
  return (
    <Page
      title={run.name}
      trail={
        run.planRunId === undefined ? (
          <Link to={paths.runs}>{t('runs')}</Link>
        ) : (
          <Link to={paths.planRun} params={{ planRunId: run.planRunId }}>
            {t('planRun')}
          </Link>
        )
      }
      lead={
        <span className="page-states">
          <RunStateMark state={run.state} />
          <span>{t(kindTexts[run.kind])}</span>
          <span className="mono">{run.id}</span>
          <Since instant={run.submittedAt} />
        </span>
      }
      primary={<Actions run={run} />}
    >
      {run.reason !== undefined && <Problem reason={run.reason} />}
      <Tabs label={run.name}>
        <Link to={paths.run} params={{ runId }} activeOptions={{ exact: true }}>
          {t('overview')}
        </Link>
        <Link to={paths.runLogs} params={{ runId }} activeOptions={{ includeSearch: false }}>
          {t('logs')}
        </Link>
        <Link to={paths.runSpec} params={{ runId }}>
          {t('specification')}
        </Link>
      </Tabs>
      <Outlet />
    </Page>
  );
}

function Actions({ run }: { readonly run: RunDetailView }) {
  const t = useText(workloadsTexts);
  const told = useText(workloadsTold);
  const language = useLanguage();
  const { run: kill, isRunning } = useOperation(jobKill);
  const [dialog, setDialog] = useState<'kill' | 'rerun'>();
  const rerun = actOf(runRerun, { runId: run.id });
  const again = run.jobId === undefined ? rerun : ([rerun, actOf(jobRun, { jobId: run.jobId })] as const);
  const ended = workloadsErrors.run_already_ended[language]({
    runId: run.id,
    state: told(stateTexts[run.state]).toLowerCase(),
  });
  return (
    <>
      <ActionButton act={again} icon={<RedoOutlined />} onClick={() => setDialog('rerun')}>
        {t('runAgain')}
      </ActionButton>
      <ActionButton
        danger
        act={actOf(jobKill, { runId: run.id })}
        loading={isRunning}
        whyNot={isOpen(run) ? undefined : ended}
        onClick={() => setDialog('kill')}
      >
        {t('kill')}
      </ActionButton>
      {dialog === 'kill' && (
        <Confirm
          title={t('killTitle', { name: run.name })}
          what={t('killWhat')}
          ok={t('kill')}
          isRunning={isRunning}
          onConfirm={async () => {
            if (await kill({ params: { runId: run.id } })) setDialog(undefined);
          }}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'rerun' && <RerunRunDialog run={run} onClose={() => setDialog(undefined)} />}
    </>
  );
}
