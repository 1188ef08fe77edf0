// One plan: its picture, when it comes next, its runs, what it is, and what can be done with it.
import { EditOutlined, PauseCircleOutlined, PlayCircleOutlined } from '@ant-design/icons';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { planDelete, planPause, planResume, planUpdate, type PlanView } from '@argosy/contract/workloads/operations';
import { workloadsErrors } from '@argosy/contract/workloads/errors';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { DeleteButton } from '../app/delete-button.tsx';
import { Facts } from '../app/facts.tsx';
import { More } from '../app/more.tsx';
import { EmptyState, Page, Part, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation, useOperationPages, useOperationQuery, useOptionalPages } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { useLanguage, useText } from '../app/text.ts';
import { useTimes } from '../app/times.ts';
import { DagPicture } from './dag-picture.tsx';
import { PlanRunTable } from './plan-run-table.tsx';
import { planQuery, planRunsQuery } from './queries.ts';
import { RunPlanButton } from './run-plan-dialog.tsx';
import { isOpen } from './run-view.ts';
import { SpecText } from './spec-text.tsx';
import { RunStateMark } from './state-marks.tsx';
import { workloadsTexts } from './texts.ts';
import { useZoned } from './zoned.ts';
import './workloads.css';

const route = getRouteApi('/frame/plans/$planId');

export function PlanPage() {
  const t = useText(workloadsTexts);
  const { planId } = route.useParams();
  const plan = useOperationQuery(planQuery(planId));
  const { items: runs } = useOptionalPages(planRunsQuery(plan.id));
  const [chosen, setChosen] = useState<string>();
  const job = plan.spec.jobs.find(({ name }) => name === chosen);
  return (
    <Page
      title={plan.name}
      trail={<Link to={paths.plans}>{t('plans')}</Link>}
      lead={
        <span className="page-states">
          <span>{t('versionOf', { version: plan.version })}</span>
          <span className="mono">{plan.id}</span>
          <Since instant={plan.changedAt ?? plan.createdAt} />
        </span>
      }
      primary={<Actions plan={plan} openRun={runs.find(isOpen)?.id} />}
    >
      {plan.spec.description !== undefined && <p style={{ margin: 0 }}>{plan.spec.description}</p>}
      <Section title={t('dag')}>
        <DagPicture jobs={plan.spec.jobs} label={t('dag')} chosen={chosen} onChoose={setChosen} />
        {job === undefined ? (
          <p className="soft">{t('chooseJobInPicture')}</p>
        ) : (
          <div className="chosen-job">
            <h3>{job.name}</h3>
            <SpecText spec={job} label={job.name} />
          </div>
        )}
      </Section>
      <div className="two-columns">
        <Schedule plan={plan} />
        <Section title={t('clusterAndParameters')}>
          <PlanFacts plan={plan} />
        </Section>
      </div>
      <Part title={t('planRuns')}>
        <Runs planId={plan.id} />
      </Part>
      <Section title={t('specification')}>
        <SpecText spec={plan.spec} label={t('planYaml')} />
      </Section>
    </Page>
  );
}

function Runs({ planId }: { readonly planId: string }) {
  const t = useText(workloadsTexts);
  const { items, more, isLoadingMore } = useOperationPages(planRunsQuery(planId));
  return (
    <Section title={t('planRuns')} className="flush">
      <PlanRunTable runs={items} empty={<EmptyState title={t('noPlanRuns')} next={t('noPlanRunsNext')} />} />
      <More more={more} isLoadingMore={isLoadingMore} className="section-foot" />
    </Section>
  );
}

function PlanFacts({ plan: { spec } }: { readonly plan: PlanView }) {
  const t = useText(workloadsTexts);
  const times = useTimes();
  const cluster =
    'nodeGroups' in spec.cluster
      ? t('madeForEachRun', {
          nodes: spec.cluster.nodeGroups.reduce((sum, { count }) => sum + count, 0),
          age: times.duration(spec.maximumAgeSeconds * 1_000),
        })
      : t('onStanding', { name: spec.cluster.name });
  const parameters = Object.entries(spec.parameters);
  return (
    <Facts
      items={[
        [t('cluster'), cluster],
        [
          t('parameters'),
          parameters.length === 0 ? (
            '–'
          ) : (
            <span key="parameters" className="mono">
              {parameters.map(([name, value]) => `${name}=${value}`).join(' ')}
            </span>
          ),
        ],
        [
          t('outputs'),
          spec.outputs.length === 0 ? (
            '–'
          ) : (
            <span key="outputs" className="mono">
              {spec.outputs.map(({ name }) => name).join(', ')}
            </span>
          ),
        ],
      ]}
    />
  );
}

function Schedule({ plan }: { readonly plan: PlanView }) {
  const t = useText(workloadsTexts);
  const zoned = useZoned(plan.timeZone);
  const pause = useOperation(planPause);
  const resume = useOperation(planResume);
  const params = { planId: plan.id };
  const { schedule } = plan.spec;
  if (schedule === undefined)
    return (
      <Section title={t('schedule')}>
        <p className="soft home-none">{t('noSchedule')}</p>
      </Section>
    );
  return (
    <Section
      title={t('schedule')}
      extra={
        plan.scheduleState === 'active' ? (
          <ActionButton
            act={actOf(planPause, params)}
            icon={<PauseCircleOutlined />}
            loading={pause.isRunning}
            onClick={() => void pause.run({ params })}
          >
            {t('pause')}
          </ActionButton>
        ) : (
          <ActionButton
            act={actOf(planResume, params)}
            icon={<PlayCircleOutlined />}
            loading={resume.isRunning}
            onClick={() => void resume.run({ params })}
          >
            {t('resume')}
          </ActionButton>
        )
      }
    >
      <p style={{ marginTop: 0 }}>
        <span className="mono">{schedule.cron}</span> {plan.timeZone}
      </p>
      {plan.scheduleState === 'paused' ? (
        <p>{t('pausedLead')}</p>
      ) : (
        <div className="next-times">
          <h3>{t('nextTimes')}</h3>
          <ol>
            {plan.nextTimes.map((instant) => (
              <li key={instant}>
                <time dateTime={instant}>{zoned(instant)}</time>
              </li>
            ))}
          </ol>
          {plan.nextTimes.length === 0 && <p>{t('noNextTimes')}</p>}
        </div>
      )}
      {plan.lastTimes.length > 0 && (
        <div className="next-times">
          <h3>{t('lastTimes')}</h3>
          <ol>
            {plan.lastTimes.map(({ scheduledFor, planRunId, state }) => (
              <li key={planRunId}>
                <Link to={paths.planRun} params={{ planRunId }}>
                  {zoned(scheduledFor)}
                </Link>
                <RunStateMark state={state} />
              </li>
            ))}
          </ol>
        </div>
      )}
    </Section>
  );
}

function Actions({ plan, openRun }: { readonly plan: PlanView; readonly openRun: string | undefined }) {
  const t = useText(workloadsTexts);
  const language = useLanguage();
  const navigate = useNavigate();
  const { run: remove, isRunning } = useOperation(planDelete);
  const params = { planId: plan.id };
  const busy = openRun && workloadsErrors.plan_busy[language]({ planId: plan.name, planRunId: openRun });
  return (
    <>
      <RunPlanButton plan={plan} />
      <ActionButton
        act={actOf(planUpdate, params)}
        icon={<EditOutlined />}
        onClick={() => void navigate({ to: paths.planChange, params })}
      >
        {t('change')}
      </ActionButton>
      <DeleteButton
        act={actOf(planDelete, params)}
        whyNot={busy}
        title={t('deletePlanTitle', { name: plan.name })}
        what={t('deletePlanWhat')}
        isRunning={isRunning}
        onDelete={() => remove({ params })}
        others={paths.plans}
      />
    </>
  );
}
