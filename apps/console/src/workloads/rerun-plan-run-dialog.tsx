// Runs a plan run again from where it failed, or from a job one chooses; says before which jobs are taken over, which run anew
// and why, and where. Where the plan has been changed since, one chooses which is run: what each would do is asked beforehand.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Radio, Select, Switch } from 'antd';
import { useState } from 'react';
import { clusterCreate } from '@argosy/contract/clusters/operations';
import { jobRun, planRunRerun, type PlanRunView, type rerunPreview } from '@argosy/contract/workloads/operations';
import type { ResultOf } from '@argosy/contract/operation';
import type { RerunPlan } from '@argosy/contract/workloads/vocabulary';
import { type Act, actOf, fieldActOf } from '../app/act.ts';
import { Dialog } from '../app/dialog.tsx';
import { Field } from '../app/field.tsx';
import { useMayNot } from '../app/may.ts';
import { paths } from '../app/paths.ts';
import { useOperation } from '../app/queries.ts';
import { StateMark } from '../app/state-mark.tsx';
import { sentencesOf } from '../app/tell.tsx';
import { useText } from '../app/text.ts';
import { appTexts } from '../app/texts.ts';
import { useFromHere } from '../app/use-from-here.ts';
import { rerunPreviewQuery } from './queries.ts';
import { anewTexts, rerunClusterTexts, workloadsTexts } from './texts.ts';

export function RerunPlanRunDialog({
  planRun,
  onClose,
}: {
  readonly planRun: PlanRunView;
  readonly onClose: () => void;
}) {
  const t = useText(workloadsTexts);
  const app = useText(appTexts);
  const fromHere = useFromHere();
  const isDone = planRun.state === 'SUCCEEDED';
  const [chosen, setChosen] = useState<RerunPlan>();
  // Of each plan its own: the jobs of one need not be in the other.
  const [fromJobs, setFromJobs] = useState<Readonly<Record<RerunPlan, string | undefined>>>({
    as_run: isDone ? planRun.jobs[0]?.name : undefined,
    as_it_is_now: undefined,
  });
  const [keepCluster, setKeepCluster] = useState<boolean>();
  const previewOf = (each: RerunPlan) => ({
    ...rerunPreviewQuery(planRun.id, { plan: each, fromJob: fromJobs[each] }),
    staleTime: 0,
    gcTime: 0, // opened anew, nothing of what was said before stands in the way of what is so now
    placeholderData: keepPreviousData, // the choice stays where it is while a job is chosen
  });
  const asRun = useQuery(previewOf('as_run'));
  // That of then may be impossible, as when the cluster that it names is gone; then only the other one knows of a change.
  const isOfInterest = asRun.isError || asRun.data?.planChanged === true;
  const asItIs = useQuery({ ...previewOf('as_it_is_now'), enabled: isOfInterest });
  const previews = { as_run: asRun, as_it_is_now: asItIs };
  const hasChanged = (asRun.data ?? asItIs.data)?.planChanged ?? false;
  const plan = chosen ?? (hasChanged && !asItIs.isError ? 'as_it_is_now' : 'as_run');
  const { data: preview, error, isPlaceholderData } = previews[plan];
  const fromJob = fromJobs[plan];
  const { run, isRunning } = useOperation(planRunRerun);
  const mayNot = useMayNotRerun(planRun, preview);
  // Nobody runs what they have not been told of: neither the plan of then, while it is not known whether there is another, nor jobs
  // of the choice before.
  const isTold = preview !== undefined && !isPlaceholderData && error === null;

  async function start(): Promise<void> {
    const body = { plan, ...(fromJob !== undefined && { fromJob }), ...(keepCluster !== undefined && { keepCluster }) };
    const goOn = fromHere();
    const made = await run({ params: { planRunId: planRun.id }, body });
    if (made === undefined) return;
    onClose();
    await goOn({ to: paths.planRun, params: { planRunId: made.id } });
  }

  const wholeTexts = { as_run: 'whatDidNotSucceed', as_it_is_now: 'whatDidNotSucceedOrChanged' } as const;
  const isWholePossible = plan === 'as_it_is_now' || !isDone;
  return (
    <Dialog
      title={t('rerunTitle', { name: planRun.name })}
      okText={t('rerun')}
      isReady={isTold && mayNot === undefined}
      isRunning={isRunning}
      onSend={() => void start()}
      onClose={onClose}
    >
      <div className="wizard-form">
        {hasChanged && (
          <fieldset className="plain">
            <legend>{t('rerunPlanChanged')}</legend>
            <Radio.Group
              vertical
              value={plan}
              onChange={({ target }) => setChosen(target.value as RerunPlan)} // of the options below
              options={(['as_it_is_now', 'as_run'] as const).map((value) => ({
                value,
                label: <PlanChoice name={t(planTexts[value])} preview={previews[value].data} />,
              }))}
            />
          </fieldset>
        )}
        <Field label={t('beginAt')}>
          {(ids) => (
            <Select
              {...ids}
              value={fromJob ?? ''}
              onChange={(name: string) => setFromJobs({ ...fromJobs, [plan]: name === '' ? undefined : name })}
              options={[
                ...(isWholePossible ? [{ value: '', label: t(wholeTexts[plan]) }] : []),
                ...(preview ?? planRun).jobs.map(({ name }) => ({ value: name, label: name })),
              ]}
            />
          )}
        </Field>
        {error !== null && (
          <p className="field-problem" role="alert">
            {sentencesOf(error, app).description}
          </p>
        )}
        {preview !== undefined && error === null && (
          <div role="status">
            <p style={{ marginTop: 0 }}>{t(rerunClusterTexts[preview.cluster])}</p>
            {mayNot !== undefined && <p className="field-problem">{mayNot}</p>}
            <ul className="rerun-jobs">
              {preview.jobs.map(({ name, takenOver, anew }) => (
                <li key={name}>
                  <strong>{name}</strong>
                  <StateMark tone={takenOver ? 'good' : 'busy'}>{t(takenOver ? 'takenOver' : 'runsAnew')}</StateMark>
                  {anew && <span className="soft">{t(anewTexts[anew.because], { job: anew.job ?? '' })}</span>}
                </li>
              ))}
              {preview.removed.map((name) => (
                <li key={name}>
                  <strong>{name}</strong>
                  <span className="soft">{t('rerunRemoved')}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
        {preview?.cluster !== 'standing' && (
          <label className="switch-label">
            <Switch checked={keepCluster ?? preview?.keepCluster ?? false} onChange={setKeepCluster} />
            {t('keepCluster')}
          </label>
        )}
      </div>
    </Dialog>
  );
}

const planTexts = { as_run: 'rerunPlanThen', as_it_is_now: 'rerunPlanNow' } as const;

type Preview = ResultOf<typeof rerunPreview>;

function PlanChoice({ name, preview }: { readonly name: string; readonly preview: Preview | undefined }) {
  const t = useText(workloadsTexts);
  if (preview === undefined) return name;
  const anew = preview.jobs.filter(({ takenOver }) => !takenOver).length;
  return (
    <>
      {name} <span className="soft">· {t('rerunJobCount', { anew, all: preview.jobs.length })}</span>
    </>
  );
}

/** The permission that somebody lacks for the cluster on which it would run: whoever runs it again answers for that (RAM-1). */
function useMayNotRerun(planRun: PlanRunView, preview: Preview | undefined): string | undefined {
  const clusterId = preview?.clusterId ?? planRun.clusterId ?? '*';
  const create = actOf(clusterCreate);
  const use = fieldActOf(jobRun, { clusterId });
  const needed: Readonly<Record<Preview['cluster'], readonly [Act, ...Act[]]>> = {
    standing: [use],
    kept: [create, use],
    new: [create],
  };
  const mayNot = useMayNot(...needed[preview?.cluster ?? 'new']);
  return preview === undefined ? undefined : mayNot;
}
