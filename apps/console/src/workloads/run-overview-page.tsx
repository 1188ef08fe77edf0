// How a run went: what it used, its attempts, what happened when, and the processes it consists of.
import { getRouteApi, Link } from '@tanstack/react-router';
import { Progress } from 'antd';
import type { ContainerView, RunDetailView } from '@argosy/contract/workloads/operations';
import { Facts } from '../app/facts.tsx';
import { EmptyState, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperationQuery, useOptionalQuery } from '../app/queries.ts';
import { StateMark, type Tone } from '../app/state-mark.tsx';
import { type Say, useText } from '../app/text.ts';
import { memoryOf, useTimes } from '../app/times.ts';
import { Table } from '../app/table.tsx';
import { ClusterName } from './cluster-name.tsx';
import { runContainersQuery, runQuery } from './queries.ts';
import { isOpen } from './run-view.ts';
import { containerKindTexts, momentTexts, workloadsTexts } from './texts.ts';
import { attemptTexts, stateTexts, workloadsTold } from './told-texts.ts';
import { Took } from './took.tsx';
import { usedOf } from './used.ts';

const route = getRouteApi('/frame/runs/$runId');
/** No fact tells of a container that comes or goes, nor how far an application is. */
const lookEachMs = 5_000;

export function RunOverviewPage() {
  const t = useText(workloadsTexts);
  const { runId } = route.useParams();
  const known = useOperationQuery(runQuery(runId));
  const run = useOptionalQuery(runQuery(runId), { refetchMs: isOpen(known) ? lookEachMs : undefined }) ?? known;
  return (
    <div className="three-to-two">
      <div className="stack">
        <Section title={t('howItWent')}>
          <RunFacts run={run} />
        </Section>
        <Containers run={run} />
      </div>
      <div className="stack">
        <Section title={t('timeline')}>
          <Timeline run={run} />
        </Section>
        {run.attempts.length > 1 && <Attempts run={run} />}
      </div>
    </div>
  );
}

function RunFacts({ run }: { readonly run: RunDetailView }) {
  const t = useText(workloadsTexts);
  const times = useTimes();
  const parameters = Object.entries(run.parameters);
  return (
    <>
      {run.state === 'RUNNING' && run.progress !== undefined && (
        <Progress
          aria-label={t('progress')}
          percent={Math.round(run.progress * 100)}
          status="active"
          style={{ marginBottom: 16 }}
        />
      )}
      <Facts
        items={[
          [t('cluster'), <ClusterName key="cluster" clusterId={run.clusterId} />],
          [t('took'), <Took key="took" of={run} />],
          [t('exitCode'), run.exitCode === undefined ? '–' : <ExitCode key="exit" code={run.exitCode} />],
          [t('used'), run.usage === undefined ? '–' : usedOf(run.usage, t)],
          [t('started'), run.startedAt === undefined ? '–' : times.full(run.startedAt)],
          [t('ended'), run.endedAt === undefined ? '–' : times.full(run.endedAt)],
          [t('attempt'), String(run.attempt)],
          ...(run.applicationId === undefined
            ? []
            : [
                [
                  t('application'),
                  <span key="app" className="mono">
                    {run.applicationId}
                  </span>,
                ] as const,
              ]),
          ...(run.jobId === undefined
            ? []
            : [
                [
                  t('job'),
                  <span key="job">
                    <Link to={paths.job} params={{ jobId: run.jobId }}>
                      {run.name}
                    </Link>
                    {run.jobVersion !== undefined && ` · ${t('versionOf', { version: run.jobVersion })}`}
                  </span>,
                ] as const,
              ]),
          ...(run.rerunOf === undefined
            ? []
            : [
                [
                  t('repeats'),
                  <Link key="repeats" to={paths.run} params={{ runId: run.rerunOf }} className="mono">
                    {run.rerunOf}
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
    </>
  );
}

/** As a shell or Java says it: what a number above 128 means nobody has to look up. */
function ExitCode({ code }: { readonly code: number }) {
  const t = useText(workloadsTexts);
  const signal = signals[code - 128];
  const meaning = code === 0 ? t('exitGood') : signal === undefined ? t('exitBad') : t('exitSignal', { signal });
  return <span>{`${code} · ${meaning}`}</span>;
}

const signals: Readonly<Record<number, string>> = {
  2: 'SIGINT',
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

function Timeline({ run }: { readonly run: RunDetailView }) {
  const t = useText(workloadsTexts);
  const told = useText(workloadsTold);
  const times = useTimes();
  return (
    <ol className="moments">
      {run.timeline.map(({ at, what, attempt, state }) => (
        <li key={`${at} ${what} ${attempt}`}>
          <StateMark tone={toneOf(what, state)}>{''}</StateMark>
          <span>
            {t(momentTexts[what], { attempt: attempt ?? '' })}
            {state !== undefined && ` · ${wordOf(state, told)}`}
          </span>
          <time dateTime={at} className="soft">
            {times.full(at)}
          </time>
        </li>
      ))}
    </ol>
  );
}

function toneOf(what: RunDetailView['timeline'][number]['what'], state = ''): Tone {
  if (what === 'kill_asked') return 'warn';
  if (what !== 'attempt_ended' && what !== 'ended') return 'quiet';
  return ({ succeeded: 'good', failed: 'bad', lost: 'bad', killed: 'warn' } as const)[state.toLowerCase()] ?? 'quiet';
}

/** Attempts have their states in small letters. */
function wordOf(state: string, t: Say<typeof workloadsTold.table>): string {
  const attempt = attemptTexts[state as keyof typeof attemptTexts] as
    | (typeof attemptTexts)[keyof typeof attemptTexts]
    | undefined;
  if (attempt !== undefined) return t(attempt);
  return t(stateTexts[state as keyof typeof stateTexts]);
}

function Attempts({ run }: { readonly run: RunDetailView }) {
  const t = useText(workloadsTexts);
  const told = useText(workloadsTold);
  return (
    <Section title={t('attempts')}>
      <ol className="attempts">
        {run.attempts.map((attempt) => (
          <li key={attempt.number}>
            <div className="page-states">
              <strong>{t('attemptNumber', { number: attempt.number })}</strong>
              <span>{told(attemptTexts[attempt.state])}</span>
              <Took of={attempt} />
              {attempt.exitCode !== undefined && <span>{`${t('exitCode')} ${attempt.exitCode}`}</span>}
            </div>
            {attempt.reason !== undefined && <div className="soft">{attempt.reason.message}</div>}
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Containers({ run }: { readonly run: RunDetailView }) {
  const t = useText(workloadsTexts);
  const containers = useOptionalQuery(runContainersQuery(run.id), {
    refetchMs: isOpen(run) ? lookEachMs : undefined,
  });
  return (
    <Section title={t('containers')} className="flush">
      <Table<ContainerView>
        keyOf={({ id }) => id}
        isLoading={containers === undefined}
        rows={containers?.items ?? []}
        empty={<EmptyState title={t('noContainers')} next={t('noContainersNext')} />}
        columns={[
          { title: t('process'), show: ({ kind }) => t(containerKindTexts[kind]) },
          { title: t('node'), show: ({ node }) => node ?? '–' },
          {
            title: t('size'),
            show: ({ vcores, memoryMb }) =>
              [
                vcores === undefined ? undefined : t('vcores', { count: vcores }),
                memoryMb === undefined ? undefined : memoryOf(memoryMb),
              ]
                .filter((each) => each !== undefined)
                .join(' · ') || '–',
          },
          { title: t('took'), show: (container) => <Took of={container} /> },
          { title: t('exitCode'), show: ({ exitCode }) => exitCode ?? '–' },
          {
            title: t('logs'),
            show: ({ logs }) => (
              <span className="page-states">
                {logs.map((path) => (
                  <Link key={path} to={paths.runLogs} params={{ runId: run.id }} search={{ path }}>
                    {path.split('/').at(-1)}
                  </Link>
                ))}
              </span>
            ),
          },
        ]}
      />
    </Section>
  );
}
