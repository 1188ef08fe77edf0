// One plan run: its phases over time, its jobs as a live picture and as rows, what it gave back, and what can be done about it.
import { RedoOutlined } from '@ant-design/icons';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Switch } from 'antd';
import { useMemo, useState } from 'react';
import {
  planRun as planRunOperation,
  planRunKill,
  planRunRerun,
  type PlanRunView,
} from '@argosy/contract/workloads/operations';
import { workloadsErrors } from '@argosy/contract/workloads/errors';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { Confirm } from '../app/confirm.tsx';
import { Facts } from '../app/facts.tsx';
import { Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { Problem } from '../app/problem.tsx';
import { useOperation, useOperationQuery } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import type { Tone } from '../app/state-mark.tsx';
import type { Step } from '../app/steps.tsx';
import { useLanguage, useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { Table } from '../app/table.tsx';
import { ClusterName } from './cluster-name.tsx';
import { DagPicture } from './dag-picture.tsx';
import { phasesOf } from './operations-under-way.ts';
import { Outputs } from './outputs.tsx';
import { planRunQuery } from './queries.ts';
import { RerunPlanRunDialog } from './rerun-plan-run-dialog.tsx';
import { isOpen } from './run-view.ts';
import { Spans } from './spans.tsx';
import { RunStateMark } from './state-marks.tsx';
import { anewTexts, kindTexts, stepStateTexts, workloadsTexts } from './texts.ts';
import { stateTexts, workloadsTold } from './told-texts.ts';
import { Took } from './took.tsx';
import { usedOf } from './used.ts';
import './workloads.css';

const route = getRouteApi('/frame/plan-runs/$planRunId');

export function PlanRunPage() {
  const t = useText(workloadsTexts);
  const { planRunId } = route.useParams();
  const planRun = useOperationQuery(planRunQuery(planRunId));
  return (
    <Page
      title={planRun.name}
      trail={
        <Link to={paths.plan} params={{ planId: planRun.planId }}>
          {t('planNamed', { name: planRun.name })}
        </Link>
      }
      lead={
        <span className="page-states">
          <RunStateMark state={planRun.state} />
          <span className="mono">{planRun.id}</span>
          <Since instant={planRun.createdAt} />
        </span>
      }
      primary={<Actions planRun={planRun} />}
    >
      {planRun.reason !== undefined && <Problem reason={planRun.reason} />}
      <div className="three-to-two">
        <Section title={t('phases')}>
          <Phases planRun={planRun} />
        </Section>
        <Section title={t('howItWent')}>
          <PlanRunFacts planRun={planRun} />
        </Section>
      </div>
      <Jobs planRun={planRun} />
      <Outputs planRun={planRun} />
    </Page>
  );
}

const stepTones = {
  waiting: 'quiet',
  running: 'busy',
  done: 'good',
  failed: 'bad',
} as const satisfies Record<Step['state'], Tone>;

function Phases({ planRun }: { readonly planRun: PlanRunView }) {
  const t = useText(workloadsTexts);
  const told = useText(workloadsTold);
  const spans = phasesOf(planRun, told).map(({ name, state, detail, bytesDone, bytesTotal, ...times }) => ({
    key: name,
    name,
    state: t(stepStateTexts[state]),
    tone: stepTones[state],
    note: detail,
    done: state === 'running' && bytesTotal !== undefined ? (bytesDone ?? 0) / Math.max(1, bytesTotal) : undefined,
    ...times,
  }));
  return <Spans spans={spans} from={planRun.createdAt} to={planRun.endedAt} />;
}

function PlanRunFacts({ planRun }: { readonly planRun: PlanRunView }) {
  const t = useText(workloadsTexts);
  const times = useTimes();
  const parameters = Object.entries(planRun.parameters);
  const { clusterId, rerunOf, scheduledFor, usage } = planRun;
  return (
    <Facts
      items={[
        [t('cluster'), clusterId === undefined ? '–' : <ClusterName key="cluster" clusterId={clusterId} />],
        [t('took'), <Took key="took" of={{ startedAt: planRun.createdAt, endedAt: planRun.endedAt }} />],
        [t('used'), usedOf(usage, t)],
        [t('nodeTime'), times.duration(usage.nodeSeconds * 1_000)],
        [
          t('startedBy'),
          scheduledFor !== undefined
            ? t('bySchedule', { time: times.full(scheduledFor) })
            : t(rerunOf === undefined ? 'byHand' : 'byRerun'),
        ],
        ...(rerunOf === undefined
          ? []
          : [
              [
                t('repeats'),
                <Link key="repeats" to={paths.planRun} params={{ planRunId: rerunOf }} className="mono">
                  {rerunOf}
                </Link>,
              ] as const,
            ]),
        ...(parameters.length === 0
          ? []
          : [
              [
                t('parameters'),
                <span key="parameters" className="mono">
                  {parameters.map(([name, value]) => `${name}=${value}`).join(' ')}
                </span>,
              ] as const,
            ]),
      ]}
    />
  );
}

type PlanRunJob = PlanRunView['jobs'][number];

function Jobs({ planRun }: { readonly planRun: PlanRunView }) {
  const t = useText(workloadsTexts);
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<string>();
  const pictured = useMemo(
    () => planRun.jobs.map((job) => ({ ...job, isTakenOver: job.takenFrom !== undefined })),
    [planRun.jobs],
  );

  function choose(name: string): void {
    const runId = planRun.jobs.find((job) => job.name === name)?.runId;
    if (runId === undefined) setChosen(name); // it has no run to go to, but a row that says why
    else void navigate({ to: paths.run, params: { runId } });
  }

  return (
    <Section title={t('jobs')}>
      <DagPicture jobs={pictured} label={t('dag')} chosen={chosen} onChoose={choose} />
      <Table<PlanRunJob>
        keyOf={({ name }) => name}
        size="small"
        className="jobs-table"
        rows={planRun.jobs}
        classOf={({ name }) => (name === chosen ? 'chosen-row' : '')}
        columns={[
          {
            title: t('job'),
            show: ({ name, runId }) =>
              runId === undefined ? (
                name
              ) : (
                <Link to={paths.run} params={{ runId }} className="strong-link">
                  {name}
                </Link>
              ),
          },
          { title: t('state'), show: ({ state }) => <RunStateMark state={state} /> },
          { title: t('kind'), show: ({ kind }) => t(kindTexts[kind]) },
          { title: t('needs'), isExtra: true, show: ({ needs }) => needs.join(', ') || '–' },
          { title: t('took'), show: (job) => <Took of={job} /> },
          { title: t('exitCode'), show: ({ exitCode }) => exitCode ?? '–' },
          { title: t('remark'), show: (job) => <Remark job={job} /> },
        ]}
      />
    </Section>
  );
}

/** Why it failed, or why it runs again or does not. */
function Remark({ job: { reason, takenFrom, anew } }: { readonly job: PlanRunJob }) {
  const t = useText(workloadsTexts);
  if (reason !== undefined) return <div className="row-reason">{reason.message}</div>;
  if (takenFrom !== undefined)
    return (
      <Link to={paths.planRun} params={{ planRunId: takenFrom }}>
        {t('takenOver')}
      </Link>
    );
  return anew && <span className="soft">{t(anewTexts[anew.because], { job: anew.job ?? '' })}</span>;
}

function Actions({ planRun }: { readonly planRun: PlanRunView }) {
  const t = useText(workloadsTexts);
  const told = useText(workloadsTold);
  const language = useLanguage();
  const { run: kill, isRunning } = useOperation(planRunKill);
  const [dialog, setDialog] = useState<'kill' | 'rerun'>();
  const [keepCluster, setKeepCluster] = useState(false);
  const { id: planRunId, state } = planRun;
  const now = { planRunId, state: told(stateTexts[state]).toLowerCase() };
  return (
    <>
      <ActionButton
        act={[actOf(planRunRerun, { planRunId }), actOf(planRunOperation, { planId: planRun.planId })]}
        icon={<RedoOutlined />}
        type={state === 'FAILED' ? 'primary' : 'default'}
        whyNot={isOpen(planRun) ? workloadsErrors.plan_run_not_ended[language](now) : undefined}
        onClick={() => setDialog('rerun')}
      >
        {t('rerun')}
      </ActionButton>
      <ActionButton
        danger
        act={actOf(planRunKill, { planRunId })}
        loading={isRunning}
        whyNot={isOpen(planRun) ? undefined : workloadsErrors.plan_run_already_ended[language](now)}
        onClick={() => setDialog('kill')}
      >
        {t('kill')}
      </ActionButton>
      {dialog === 'rerun' && <RerunPlanRunDialog planRun={planRun} onClose={() => setDialog(undefined)} />}
      {dialog === 'kill' && (
        <Confirm
          title={t('killTitle', { name: planRun.name })}
          what={
            <>
              <p>{t('killPlanRunWhat')}</p>
              <label className="switch-label">
                <Switch checked={keepCluster} onChange={setKeepCluster} />
                {t('keepCluster')}
              </label>
            </>
          }
          ok={t('kill')}
          isRunning={isRunning}
          onConfirm={async () => {
            if (await kill({ params: { planRunId }, body: { keepCluster } })) setDialog(undefined);
          }}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  );
}
