// Runs a plan now, with other values for its parameters if one likes.
import { Input, Switch } from 'antd';
import { useState } from 'react';
import { planRun, type PlanView } from '@argosy/contract/workloads/operations';
import { actOf } from '../app/act.ts';
import { Dialog } from '../app/dialog.tsx';
import { Field } from '../app/field.tsx';
import { paths } from '../app/paths.ts';
import { useOperation } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { useFromHere } from '../app/use-from-here.ts';
import { RunButton } from './run-button.tsx';
import { workloadsTexts } from './texts.ts';

export function RunPlanButton({ plan, isSmall = false }: { readonly plan: PlanView; readonly isSmall?: boolean }) {
  return (
    <RunButton
      act={actOf(planRun, { planId: plan.id })}
      isSmall={isSmall}
      dialog={(close) => <RunPlanDialog plan={plan} onClose={close} />}
    />
  );
}

function RunPlanDialog({ plan, onClose }: { readonly plan: PlanView; readonly onClose: () => void }) {
  const t = useText(workloadsTexts);
  const fromHere = useFromHere();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [keepCluster, setKeepCluster] = useState(false);
  const { run, isRunning } = useOperation(planRun);
  const parameters = Object.entries(plan.spec.parameters);
  const isStanding = 'name' in plan.spec.cluster && !('nodeGroups' in plan.spec.cluster);

  async function start(): Promise<void> {
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
    const goOn = fromHere();
    const made = await run({ params: { planId: plan.id }, body: { parameters: given, keepCluster } });
    if (made === undefined) return;
    onClose();
    await goOn({ to: paths.planRun, params: { planRunId: made.id } });
  }

  return (
    <Dialog
      title={t('runPlanTitle', { name: plan.name })}
      okText={t('runIt')}
      isRunning={isRunning}
      onSend={() => void start()}
      onClose={onClose}
    >
      <div className="wizard-form">
        {parameters.length === 0 && <p className="soft">{t('noParametersToSet')}</p>}
        {parameters.map(([name, usual]) => (
          <Field key={name} label={name} hint={t('usually', { value: String(usual) })}>
            {(ids) => (
              <Input
                {...ids}
                autoComplete="off"
                placeholder={String(usual)}
                value={values[name] ?? ''}
                onChange={({ target }) => setValues({ ...values, [name]: target.value })}
              />
            )}
          </Field>
        ))}
        {!isStanding && (
          <label className="switch-label">
            <Switch checked={keepCluster} onChange={setKeepCluster} />
            {t('keepCluster')}
          </label>
        )}
      </div>
    </Dialog>
  );
}
