// What runs, what needs somebody, what was used, what changed.
import { PlusOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { serverGet } from '@argosy/contract/platform/operations';
import { useCaller } from '../app/caller.ts';
import { EventLine } from '../app/event-line.tsx';
import { useEventWords } from '../app/event-words.ts';
import { LinkButton } from '../app/links.tsx';
import { newestEventsQuery, useNotifications } from '../app/notifications.ts';
import { EmptyState, Page, Part, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { queryOf, useOperationPages, useOperationQuery, useOptionalQuery } from '../app/queries.ts';
import { appTexts } from '../app/texts.ts';
import { locales, useLanguage, useText } from '../app/text.ts';
import { memoryOf } from '../app/times.ts';
import { ClusterStateMark } from '../clusters/cluster-state-mark.tsx';
import { clusterListQuery, usageNowQuery } from '../clusters/queries.ts';
import { failedPlanRunsQuery, openPlanRunsQuery } from '../workloads/queries.ts';
import { RunStateMark } from '../workloads/state-marks.tsx';
import { workloadsTold } from '../workloads/told-texts.ts';
import { homeTexts } from './texts.ts';
import './home.css';

const serverQuery = queryOf(serverGet);
const mostClusters = 6;
const mostChanges = 12;
const mostFailed = 6;

export function HomePage() {
  const t = useText(homeTexts);
  const { userName, displayName } = useCaller();
  return (
    <Page
      title={t('title')}
      lead={t('greeting', { name: displayName || userName })}
      primary={
        <LinkButton isPrimary icon={<PlusOutlined />} to={paths.clusterCreate}>
          {t('createCluster')}
        </LinkButton>
      }
    >
      <div className="home">
        <div className="home-column">
          <Part title={t('runs')} className="home-runs">
            <Runs />
          </Part>
          <Part title={t('changed')} className="home-changed">
            <Changed />
          </Part>
        </div>
        <div className="home-column">
          <Part title={t('needsMe')} className="home-needs">
            <NeedsMe />
          </Part>
          <Costs />
        </div>
      </div>
    </Page>
  );
}

function Runs() {
  const t = useText(homeTexts);
  const app = useText(appTexts);
  const { items } = useOperationPages(clusterListQuery({}));
  const usage = useOptionalQuery(usageNowQuery());
  const server = useOptionalQuery(serverQuery);
  const running = usage?.running.clusters;
  const nodes = usage?.running.nodes;
  const memoryMb = usage?.running.memoryMb;
  return (
    <Section title={t('runs')} className="home-runs" extra={<Link to={paths.clusters}>{app('showAll')}</Link>}>
      {items.length === 0 ? (
        <EmptyState title={t('nothingRuns')} next={t('nothingRunsNext')} />
      ) : (
        <>
          <div className="figures">
            <Figure
              value={running === undefined ? '–' : String(running)}
              name={t('runningClusters', { count: running ?? 0 })}
            />
            <Figure value={nodes === undefined ? '–' : String(nodes)} name={t('runningNodes', { count: nodes ?? 0 })} />
            <Figure
              value={memoryMb === undefined ? '–' : memoryOf(memoryMb)}
              name={t('runningMemory')}
              hint={server && t('ofMachine', { all: memoryOf(server.capacity.memoryMb) })}
            />
          </div>
          <ul className="home-clusters">
            {items.slice(0, mostClusters).map(({ id, name, state, release }) => (
              <li key={id}>
                <Link to={paths.cluster} params={{ clusterId: id }}>
                  {name}
                </Link>
                <span className="soft">{release}</span>
                <ClusterStateMark state={state} />
              </li>
            ))}
          </ul>
        </>
      )}
      <Part title={t('runningPlans')}>
        <PlanRunsUnderWay />
      </Part>
    </Section>
  );
}

function PlanRunsUnderWay() {
  const t = useText(homeTexts);
  const { items } = useOperationQuery(openPlanRunsQuery);
  if (items.length === 0) return undefined;
  return (
    <ul className="home-clusters" aria-label={t('runningPlans')}>
      {items.slice(0, mostClusters).map(({ id, name, state, jobs }) => (
        <li key={id}>
          <Link to={paths.planRun} params={{ planRunId: id }}>
            {t('planOf', { name })}
          </Link>
          <span className="soft">
            {t('jobsDone', { done: jobs.filter((job) => job.state === 'SUCCEEDED').length, all: jobs.length })}
          </span>
          <RunStateMark state={state} />
        </li>
      ))}
    </ul>
  );
}

function Costs() {
  const t = useText(homeTexts);
  const language = useLanguage();
  const usage = useOptionalQuery(usageNowQuery());
  const number = new Intl.NumberFormat(locales[language], { maximumFractionDigits: 1 });
  const hours = (seconds: number | undefined) => (seconds === undefined ? '–' : number.format(seconds / 3_600));
  const gibibyteSeconds = usage === undefined ? undefined : usage.memoryMbSeconds / 1_024;
  return (
    <Section title={t('costs')} className="home-costs">
      <div className="figures">
        <Figure value={hours(usage?.nodeSeconds)} name={t('nodeHours')} />
        <Figure value={hours(usage?.vcpuSeconds)} name={t('vcpuHours')} />
        <Figure value={hours(gibibyteSeconds)} name={t('memoryHours')} />
      </div>
    </Section>
  );
}

function NeedsMe() {
  const t = useText(homeTexts);
  const failed = useOptionalQuery(failedPlanRunsQuery())?.items;
  // A plan run that failed stands here for a day, whether it was seen among the notifications or not.
  const ids = new Set(failed?.map(({ id }) => id));
  const waiting = useNotifications().filter(({ isSeen, event }) => !isSeen && !ids.has(event.subject ?? ''));
  return (
    <Section title={t('needsMe')} className="home-needs">
      {waiting.length + (failed?.length ?? 1) === 0 && <p className="soft home-none">{t('nothingNeedsMe')}</p>}
      <Part title={t('failedPlans')}>
        <FailedPlanRuns />
      </Part>
      <ul className="event-lines">
        {waiting.slice(0, mostChanges).map(({ event, ...words }) => (
          <EventLine key={event.id} words={words} occurredAt={event.occurredAt} />
        ))}
      </ul>
    </Section>
  );
}

function FailedPlanRuns() {
  const t = useText(homeTexts);
  const workloads = useText(workloadsTold);
  const { items } = useOperationQuery(failedPlanRunsQuery());
  if (items.length === 0) return undefined;
  return (
    <ul className="event-lines" aria-label={t('failedPlans')}>
      {items.slice(0, mostFailed).map(({ id, name, endedAt, createdAt }) => (
        <EventLine
          key={id}
          words={{ sentence: workloads('eventPlanRunFailed', { name }), tone: 'bad', href: `/plan-runs/${id}` }}
          occurredAt={endedAt ?? createdAt}
        />
      ))}
    </ul>
  );
}

function Changed() {
  const t = useText(homeTexts);
  const words = useEventWords();
  const { items } = useOperationQuery(newestEventsQuery);
  const told = items.flatMap((event) => {
    const said = words(event);
    return said === undefined || said.isDetail ? [] : [{ event, said }];
  });
  return (
    <Section title={t('changed')} className="home-changed">
      {told.length === 0 && <p className="soft home-none">{t('nothingChanged')}</p>}
      <ul className="event-lines">
        {told.slice(0, mostChanges).map(({ event, said }) => (
          <EventLine key={event.id} words={said} occurredAt={event.occurredAt} />
        ))}
      </ul>
    </Section>
  );
}

function Figure({
  value,
  name,
  hint,
}: {
  readonly value: string;
  readonly name: string;
  readonly hint?: string | undefined;
}) {
  return (
    <div className="figure">
      <div className="figure-value">{value}</div>
      <div>{name}</div>
      {hint !== undefined && <div className="soft">{hint}</div>}
    </div>
  );
}
