// Jobs that were configured, newest first.
import { PlusOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { LinkButton } from '../app/links.tsx';
import { More } from '../app/more.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperationPages } from '../app/queries.ts';
import { Since } from '../app/since.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { Table } from '../app/table.tsx';
import { jobListQuery } from './queries.ts';
import { RunJobButton } from './run-job-dialog.tsx';
import type { JobView } from './run-view.ts';
import { kindTexts, workloadsTexts } from './texts.ts';
import './workloads.css';

export function JobListPage() {
  const t = useText(workloadsTexts);
  const app = useText(appTexts);
  const { items, more, isLoadingMore } = useOperationPages(jobListQuery);
  const create = (
    <LinkButton isPrimary icon={<PlusOutlined />} to={paths.jobCreate}>
      {t('createJob')}
    </LinkButton>
  );
  return (
    <Page title={t('jobs')} lead={t('jobsLead')} primary={create}>
      <Section className="flush">
        <Table<JobView>
          keyOf={({ id }) => id}
          rows={items}
          empty={<EmptyState title={t('noJobs')} next={t('noJobsNext')} action={create} />}
          columns={[
            {
              title: t('name'),
              show: ({ id, name, spec }) => (
                <>
                  <Link to={paths.job} params={{ jobId: id }} className="strong-link">
                    {name}
                  </Link>
                  {spec.description !== undefined && <div className="soft">{spec.description}</div>}
                </>
              ),
            },
            { title: t('kind'), show: ({ spec }) => t(kindTexts[spec.kind]) },
            { title: t('version'), show: 'version' },
            {
              title: t('changedAt'),
              show: ({ createdAt, changedAt }) => <Since instant={changedAt ?? createdAt} />,
            },
            { title: app('actions'), show: (job) => <RunJobButton job={job} isSmall /> },
          ]}
        />
      </Section>
      <More more={more} isLoadingMore={isLoadingMore} />
    </Page>
  );
}
