// Making a job, or changing one: a form, and beside it the YAML that it is. Checked by the server while one types.
import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import { useMemo, useState } from 'react';
import { jobCheck, jobCreate, jobUpdate } from '@argosy/contract/workloads/operations';
import type { BodyOf } from '@argosy/contract/operation';
import { asCommand, asRequest, useSettled, withIssues } from '../app/draft.ts';
import { DraftBegun } from '../app/draft-begun.tsx';
import { DraftCode } from '../app/draft-code.tsx';
import { DraftSave } from '../app/draft-save.tsx';
import { actOf } from '../app/act.ts';
import { useMayNot } from '../app/may.ts';
import { Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { queryOf, useOperation, useOperationQuery, useOptionalPages } from '../app/queries.ts';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { useCheck } from '../app/use-check.ts';
import { useDraft } from '../app/use-draft.ts';
import { memoryOf } from '../app/times.ts';
import { useFromHere } from '../app/use-from-here.ts';
import { ClusterField } from './cluster-name.tsx';
import { firstJob, freeName, issuesOf } from './job-draft.ts';
import { JobForm } from './job-form.tsx';
import { jobListQuery, jobQuery } from './queries.ts';
import type { JobView } from './run-view.ts';
import { yamlOf } from './spec-yaml.ts';
import { workloadsTexts } from './texts.ts';
import './workloads.css';

const changeRoute = getRouteApi('/frame/jobs/$jobId/change');

export function JobCreatePage() {
  const { items } = useOptionalPages(jobListQuery);
  return (
    <JobWritePage
      first={() =>
        firstJob(
          freeName(
            'job',
            items.map(({ name }) => name),
          ),
        )
      }
    />
  );
}

export function JobChangePage() {
  const { jobId } = changeRoute.useParams();
  const job = useOperationQuery(jobQuery(jobId));
  return <JobWritePage key={job.id} first={() => yamlOf(job.spec)} job={job} />;
}

type Spec = BodyOf<typeof jobCreate>;

function JobWritePage({ first, job }: { readonly first: () => string; readonly job?: JobView }) {
  const t = useText(workloadsTexts);
  const app = useText(appTexts);
  const fromHere = useFromHere();
  // What somebody else changes meanwhile is not mixed in: the version it was begun from goes with it, and is refused.
  const { draft: written, begun, write, change } = useDraft(first, job?.version);
  const [clusterId, setClusterId] = useState<string>();
  const settledId = useSettled(clusterId);
  const { checked, ...check } = useCheck(written, (spec) =>
    queryOf(jobCheck, { body: { spec, ...(settledId && { clusterId: settledId }) } }),
  );
  const isFresh = check.isFresh && settledId === clusterId;
  const draft = useMemo(
    () =>
      withIssues(
        written,
        issuesOf(checked, { isItself: job !== undefined, missing: (name) => t('missingFile', { name }) }),
      ),
    [written, checked, job, t],
  );
  const mayNot = useMayNot(job === undefined ? actOf(jobCreate) : actOf(jobUpdate, { jobId: job.id }));
  const create = useOperation(jobCreate);
  const update = useOperation(jobUpdate);
  const [isAsked, setAsked] = useState(false);

  async function save(): Promise<void> {
    setAsked(true);
    if ((isFresh ? draft : written).problems.length > 0) return;
    const goOn = fromHere();
    const made =
      job === undefined
        ? await create.run({ body: draft.value as Spec }) // what is none, the server refuses
        : await update.run({
            params: { jobId: job.id },
            body: { spec: draft.value as Spec, version: begun.version },
          });
    if (!made) return;
    begun.saved();
    await goOn({ to: paths.job, params: { jobId: made.id } });
  }

  const title = job === undefined ? t('createJob') : t('changeJob', { name: job.name });
  const name = typeof draft.value['name'] === 'string' ? draft.value['name'] : 'job';
  return (
    <Page title={title} trail={<Link to={paths.jobs}>{t('jobs')}</Link>} lead={t('formAndYaml')}>
      <DraftBegun begun={begun} />
      {mayNot !== undefined && <Alert type="warning" showIcon title={mayNot} />}
      <div className="two-columns">
        <div className="stack">
          <Section title={t('job')}>
            <JobForm draft={draft} at={[]} change={change} isNameFixed={job !== undefined} />
          </Section>
        </div>
        <div className="stack beside">
          <Section title={t('check')}>
            <ClusterField label={t('onCluster')} value={clusterId} onChange={setClusterId} />
            <CheckLines checked={checked} isFresh={isFresh} hasProblems={draft.problems.length > 0} />
            <DraftSave
              draft={draft}
              label={job === undefined ? t('createJob') : app('save')}
              isAsked={isAsked}
              isRunning={create.isRunning || update.isRunning}
              isAllowed={mayNot === undefined}
              onSave={save}
            />
          </Section>
          <Section>
            <DraftCode
              draft={draft}
              label={t('jobYaml')}
              command={
                job === undefined
                  ? asCommand(
                      'job.yaml',
                      draft.text,
                      `argosy job create --file job.yaml\nargosy job run ${name} --cluster-id CLUSTER --wait`,
                    )
                  : asCommand(
                      'job.yaml',
                      yamlOf({ spec: draft.value, version: begun.version }),
                      `argosy job update ${name} --file job.yaml`,
                    )
              }
              request={
                job === undefined
                  ? asRequest('/v1/jobs', draft.value, location.origin)
                  : asRequest(
                      `/v1/jobs/${job.id}/update`,
                      { spec: draft.value, version: begun.version },
                      location.origin,
                    )
              }
              onChange={write}
            />
          </Section>
        </div>
      </div>
    </Page>
  );
}

/** What the server says of the draft beside its problems. */
function CheckLines({
  checked,
  isFresh,
  hasProblems,
}: {
  readonly checked: { readonly neededMb: readonly number[]; readonly parameters: readonly string[] } | undefined;
  readonly isFresh: boolean;
  readonly hasProblems: boolean;
}) {
  const t = useText(workloadsTexts);
  return (
    <div role="status" className="check-lines">
      <p className={hasProblems ? 'field-problem' : 'soft'}>
        {t(!isFresh || checked === undefined ? 'isChecked' : hasProblems ? 'checkProblems' : 'checkGood')}
      </p>
      {checked !== undefined && checked.neededMb.length > 0 && (
        <p>{t('neededMemory', { containers: containersOf(checked.neededMb) })}</p>
      )}
      {checked !== undefined && checked.parameters.length > 0 && (
        <p>{t('parametersFound', { names: checked.parameters.join(', ') })}</p>
      )}
    </div>
  );
}

/** 1 GiB + 2 × 1 GiB */
function containersOf(neededMb: readonly number[]): string {
  const counts = new Map<number, number>();
  for (const mb of neededMb) counts.set(mb, (counts.get(mb) ?? 0) + 1);
  return [...counts].map(([mb, count]) => (count === 1 ? memoryOf(mb) : `${count} × ${memoryOf(mb)}`)).join(' + ');
}
