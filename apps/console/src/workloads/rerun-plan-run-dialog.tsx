// Runs a plan run again from where it failed, or from a job one chooses; says before which jobs are taken over, which run anew
// and why, and where.
import { useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { Modal, Select, Switch } from 'antd';
import { useState } from 'react';
import { clusterCreate } from '@argosy/contract/clusters/operations';
import { jobRun, planRunRerun, type PlanRunView, type rerunPreview } from '@argosy/contract/workloads/operations';
import type { ResultOf } from '@argosy/contract/operation';
import { type Act, actOf, fieldActOf } from '../app/act.ts';
import { Field } from '../app/field.tsx';
import { useMayNot } from '../app/may.ts';
import { paths } from '../app/paths.ts';
import { useOperation } from '../app/queries.ts';
import { StateMark } from '../app/state-mark.tsx';
import { sentencesOf } from '../app/tell.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
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
  const navigate = useNavigate();
  const isDone = planRun.state === 'SUCCEEDED';
  const [fromJob, setFromJob] = useState(isDone ? planRun.jobs[0]?.name : undefined);
  const [keepCluster, setKeepCluster] = useState<boolean>();
  const { data: preview, error } = useQuery({ ...rerunPreviewQuery(planRun.id, fromJob), staleTime: 0 });
  const { run, isRunning } = useOperation(planRunRerun);
  const mayNot = useMayNotRerun(planRun, preview?.cluster);

  async function start(): Promise<void> {
    const body = { ...(fromJob !== undefined && { fromJob }), ...(keepCluster !== undefined && { keepCluster }) };
    const made = await run({ params: { planRunId: planRun.id }, body });
    if (made === undefined) return;
    onClose();
    await navigate({ to: paths.planRun, params: { planRunId: made.id } });
  }

  return (
    <Modal
      open
      title={t('rerunTitle', { name: planRun.name })}
      okText={t('rerun')}
      cancelText={app('cancel')}
      okButtonProps={{ disabled: error !== null || mayNot !== undefined }}
      confirmLoading={isRunning}
      onOk={() => void start()}
      onCancel={onClose}
    >
      <div className="wizard-form">
        <Field label={t('beginAt')}>
          {(ids) => (
            <Select
              {...ids}
              value={fromJob ?? ''}
              onChange={(name: string) => setFromJob(name === '' ? undefined : name)}
              options={[
                ...(isDone ? [] : [{ value: '', label: t('whatDidNotSucceed') }]),
                ...planRun.jobs.map(({ name }) => ({ value: name, label: name })),
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
            </ul>
          </div>
        )}
        {preview?.cluster !== 'standing' && (
          <label className="switch-label">
            <Switch checked={keepCluster ?? false} onChange={setKeepCluster} />
            {t('keepCluster')}
          </label>
        )}
      </div>
    </Modal>
  );
}

type RerunCluster = ResultOf<typeof rerunPreview>['cluster'];

/** The permission that somebody lacks for the cluster on which it would run: whoever runs it again answers for that (RAM-1). */
function useMayNotRerun({ clusterId = '*' }: PlanRunView, cluster: RerunCluster | undefined): string | undefined {
  const create = actOf(clusterCreate);
  const use = fieldActOf(jobRun, { clusterId });
  const needed: Readonly<Record<RerunCluster, readonly [Act, ...Act[]]>> = {
    standing: [use],
    kept: [create, use],
    new: [create],
  };
  const mayNot = useMayNot(...needed[cluster ?? 'new']);
  return cluster === undefined ? undefined : mayNot;
}
