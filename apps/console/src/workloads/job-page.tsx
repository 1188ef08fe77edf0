// One job: its runs, what it is, the versions it had, and what can be done with it.
import { EditOutlined } from '@ant-design/icons';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { jobDelete, jobUpdate } from '@argosy/contract/workloads/operations';
import { workloadsErrors } from '@argosy/contract/workloads/errors';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { DeleteButton } from '../app/delete-button.tsx';
import { More } from '../app/more.tsx';
import { EmptyState, Page, Part, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperation, useOperationPages, useOperationQuery, useOptionalPages } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { useLanguage, useText } from '../app/text.ts';
import { jobQuery, jobVersionsQuery, runListQuery } from './queries.ts';
import { RunJobButton } from './run-job-dialog.tsx';
import { RunTable } from './run-table.tsx';
import { isOpen, type JobView } from './run-view.ts';
import { SpecText } from './spec-text.tsx';
import { kindTexts, workloadsTexts } from './texts.ts';
import './workloads.css';

const route = getRouteApi('/frame/jobs/$jobId');

export function JobPage() {
  const t = useText(workloadsTexts);
  const { jobId } = route.useParams();
  const job = useOperationQuery(jobQuery(jobId));
  const { items: runs } = useOptionalPages(runListQuery({ jobId: job.id }));
  return (
    <Page
      title={job.name}
      trail={<Link to={paths.jobs}>{t('jobs')}</Link>}
      lead={
        <span className="page-states">
          <span>{t(kindTexts[job.spec.kind])}</span>
          <span>{t('versionOf', { version: job.version })}</span>
          <span className="mono">{job.id}</span>
          <Since instant={job.changedAt ?? job.createdAt} />
        </span>
      }
      primary={<Actions job={job} openRun={runs.find(isOpen)?.id} />}
    >
      {job.spec.description !== undefined && <p style={{ margin: 0 }}>{job.spec.description}</p>}
      <Part title={t('runs')}>
        <Runs jobId={job.id} />
      </Part>
      <Specification job={job} />
    </Page>
  );
}

function Runs({ jobId }: { readonly jobId: string }) {
  const t = useText(workloadsTexts);
  const { items, more, isLoadingMore } = useOperationPages(runListQuery({ jobId }));
  return (
    <Section title={t('runs')} className="flush">
      <RunTable runs={items} empty={<EmptyState title={t('noRunsOfJob')} next={t('noRunsOfJobNext')} />} />
      <More more={more} isLoadingMore={isLoadingMore} className="section-foot" />
    </Section>
  );
}

function Actions({ job, openRun }: { readonly job: JobView; readonly openRun: string | undefined }) {
  const t = useText(workloadsTexts);
  const language = useLanguage();
  const navigate = useNavigate();
  const { run: remove, isRunning } = useOperation(jobDelete);
  const params = { jobId: job.id };
  const busy = openRun && workloadsErrors.job_busy[language]({ jobId: job.name, runId: openRun });
  return (
    <>
      <RunJobButton job={job} />
      <ActionButton
        act={actOf(jobUpdate, params)}
        icon={<EditOutlined />}
        onClick={() => void navigate({ to: paths.jobChange, params })}
      >
        {t('change')}
      </ActionButton>
      <DeleteButton
        act={actOf(jobDelete, params)}
        whyNot={busy}
        title={t('deleteJobTitle', { name: job.name })}
        what={t('deleteJobWhat')}
        isRunning={isRunning}
        onDelete={() => remove({ params })}
        others={paths.jobs}
      />
    </>
  );
}

/** The present version, or one it had; who may not see those sees the present one. */
function Specification({ job }: { readonly job: JobView }) {
  const t = useText(workloadsTexts);
  const { items, more } = useOptionalPages(jobVersionsQuery(job.id));
  const [chosen, setChosen] = useState<number>();
  const shown = items.find(({ version }) => version === chosen) ?? items[0] ?? job;
  const text = <SpecText spec={shown.spec} label={t('jobYaml')} />;
  if (items.length === 0) return <Section title={t('specification')}>{text}</Section>;
  return (
    <Section title={t('specification')}>
      <div className="versions">
        <ul aria-label={t('versions')}>
          {items.map(({ version, createdAt }) => (
            <li key={version}>
              <button type="button" aria-pressed={version === shown.version} onClick={() => setChosen(version)}>
                {t('versionOf', { version })}
                <Since instant={createdAt} />
              </button>
            </li>
          ))}
          {more && (
            <li>
              <Button type="link" size="small" onClick={more}>
                {t('olderVersions')}
              </Button>
            </li>
          )}
        </ul>
        <div>{text}</div>
      </div>
    </Section>
  );
}
