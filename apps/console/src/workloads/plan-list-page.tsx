// Plans, newest first: when each comes next, and how it went last.
import { PlusOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import type { PlanView } from '@argosy/contract/workloads/operations';
import { LinkButton } from '../app/links.tsx';
import { More } from '../app/more.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperationPages } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { Table } from '../app/table.tsx';
import { PlanTabs } from './plan-tabs.tsx';
import { planListQuery } from './queries.ts';
import { RunPlanButton } from './run-plan-dialog.tsx';
import { RunStateMark } from './state-marks.tsx';
import { workloadsTexts } from './texts.ts';
import { useZoned } from './zoned.ts';
import './workloads.css';

export function PlanListPage() {
  const t = useText(workloadsTexts);
  const app = useText(appTexts);
  const { items, more, isLoadingMore } = useOperationPages(planListQuery);
  const create = (
    <LinkButton isPrimary icon={<PlusOutlined />} to={paths.planCreate}>
      {t('createPlan')}
    </LinkButton>
  );
  return (
    <Page title={t('plans')} lead={t('plansLead')} primary={create}>
      <PlanTabs />
      <Section className="flush">
        <Table<PlanView>
          keyOf={({ id }) => id}
          rows={items}
          empty={<EmptyState title={t('noPlans')} next={t('noPlansNext')} action={create} />}
          columns={[
            {
              title: t('name'),
              show: ({ id, name, spec }) => (
                <>
                  <Link to={paths.plan} params={{ planId: id }} className="strong-link">
                    {name}
                  </Link>
                  {spec.description !== undefined && <div className="soft">{spec.description}</div>}
                </>
              ),
            },
            { title: t('jobs'), show: ({ spec }) => <span className="count">{spec.jobs.length}</span> },
            {
              title: t('lastResult'),
              show: ({ lastRun }) =>
                lastRun === undefined ? (
                  <span className="soft">{t('neverRun')}</span>
                ) : (
                  <Link to={paths.planRun} params={{ planRunId: lastRun.planRunId }} className="last-run">
                    <RunStateMark state={lastRun.state} />
                    <Since instant={lastRun.createdAt} />
                  </Link>
                ),
            },
            { title: t('nextTime'), show: (plan) => <NextTime plan={plan} /> },
            { title: app('actions'), show: (plan) => <RunPlanButton plan={plan} isSmall /> },
          ]}
        />
      </Section>
      <More more={more} isLoadingMore={isLoadingMore} />
    </Page>
  );
}

function NextTime({ plan: { scheduleState, nextTimes, timeZone, spec } }: { readonly plan: PlanView }) {
  const t = useText(workloadsTexts);
  const zoned = useZoned(timeZone);
  const [next] = nextTimes;
  if (scheduleState === 'none') return <span className="soft">{t('byHandOnly')}</span>;
  if (scheduleState === 'paused') return t('paused');
  return (
    <>
      <div>{next === undefined ? t('noNextTimes') : zoned(next)}</div>
      <div className="soft">
        <span className="mono">{spec.schedule?.cron}</span> {timeZone}
      </div>
    </>
  );
}
