// Runs a job: on which cluster, and with which parameters. Whether it fits there is said before.
import { Input } from 'antd';
import { useState } from 'react';
import { jobCheck, jobRun } from '@argosy/contract/workloads/operations';
import { actOf } from '../app/act.ts';
import { Dialog } from '../app/dialog.tsx';
import { useSettled } from '../app/draft.ts';
import { Field } from '../app/field.tsx';
import { paths } from '../app/paths.ts';
import { queryOf, useOperation, useOptionalQuery } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { useFromHere } from '../app/use-from-here.ts';
import { ClusterField, useClustersToRunOn, useMayNotUse } from './cluster-name.tsx';
import { RunButton } from './run-button.tsx';
import type { JobView } from './run-view.ts';
import { workloadsTexts } from './texts.ts';

export function RunJobButton({ job, isSmall = false }: { readonly job: JobView; readonly isSmall?: boolean }) {
  return (
    <RunButton
      act={actOf(jobRun, { jobId: job.id })}
      isSmall={isSmall}
      dialog={(close) => <RunJobDialog job={job} onClose={close} />}
    />
  );
}

function RunJobDialog({ job, onClose }: { readonly job: JobView; readonly onClose: () => void }) {
  const t = useText(workloadsTexts);
  const fromHere = useFromHere();
  const { clusters } = useClustersToRunOn();
  const [chosen, setChosen] = useState<string>();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const { run, isRunning } = useOperation(jobRun);
  const clusterId = (chosen ?? clusters[0]?.id) || undefined; // an empty field names none
  const settledId = useSettled(clusterId);
  const mayNotUse = useMayNotUse(clusterId);
  const checked = useOptionalQuery(
    queryOf(jobCheck, { body: { spec: job.spec, ...(settledId !== undefined && { clusterId: settledId }) } }),
  );
  const problems = (checked?.problems ?? []).filter(({ code }) => code !== 'job_name_taken'); // which it has itself

  async function start(): Promise<void> {
    if (clusterId === undefined) return;
    const parameters = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
    const goOn = fromHere();
    const made = await run({ params: { jobId: job.id }, body: { clusterId, parameters } });
    if (made === undefined) return;
    onClose();
    await goOn({ to: paths.run, params: { runId: made.id } });
  }

  return (
    <Dialog
      title={t('runJobTitle', { name: job.name })}
      okText={t('runIt')}
      isReady={clusterId !== undefined && mayNotUse === undefined}
      isRunning={isRunning}
      onSend={() => void start()}
      onClose={onClose}
    >
      <div className="wizard-form">
        <ClusterField value={clusterId} onChange={setChosen} problem={mayNotUse} />
        {problems.map(({ message }) => (
          <p key={message} className="field-problem" role="alert" style={{ margin: 0 }}>
            {message}
          </p>
        ))}
        {(checked?.parameters ?? []).map((name) => (
          <Field key={name} label={`\${${name}}`} hint={job.spec.kind === 'shell' ? t('parameterOrShell') : undefined}>
            {(ids) => (
              <Input
                {...ids}
                autoComplete="off"
                value={values[name] ?? ''}
                onChange={({ target }) => setValues({ ...values, [name]: target.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </Dialog>
  );
}
