// Making a plan, or changing one: a form, and beside it the YAML that it is. Checked by the server while one types, which also
// says what cluster it would make and when it would run.
import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import { useMemo, useState } from 'react';
import { planCheck, planCreate, planUpdate, type PlanView } from '@argosy/contract/workloads/operations';
import type { BodyOf } from '@argosy/contract/operation';
import type { ResultOf } from '@argosy/contract/operation';
import { asCommand, asRequest, withIssues } from '../app/draft.ts';
import { DraftBegun } from '../app/draft-begun.tsx';
import { DraftCode } from '../app/draft-code.tsx';
import { DraftSave } from '../app/draft-save.tsx';
import { actOf } from '../app/act.ts';
import { useMayNot } from '../app/may.ts';
import { Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { queryOf, useOperation, useOperationQuery, useOptionalPages } from '../app/queries.ts';
import { appTexts } from '../app/texts.ts';
import { useLanguage, useText } from '../app/text.ts';
import { useCheck } from '../app/use-check.ts';
import { useDraft } from '../app/use-draft.ts';
import { memoryOf } from '../app/times.ts';
import { useFromHere } from '../app/use-from-here.ts';
import { freeName, issuesOf } from './job-draft.ts';
import { firstPlan } from './plan-draft.ts';
import { PlanForm } from './plan-form.tsx';
import { planListQuery, planQuery } from './queries.ts';
import { yamlOf } from './spec-yaml.ts';
import { workloadsTexts } from './texts.ts';
import './workloads.css';

const changeRoute = getRouteApi('/frame/plans/$planId/change');

export function PlanCreatePage() {
  const { items } = useOptionalPages(planListQuery);
  const language = useLanguage();
  return (
    <PlanWritePage
      first={() =>
        firstPlan(
          freeName(
            'plan',
            items.map(({ name }) => name),
          ),
          language,
        )
      }
    />
  );
}

export function PlanChangePage() {
  const { planId } = changeRoute.useParams();
  const plan = useOperationQuery(planQuery(planId));
  return <PlanWritePage key={plan.id} first={() => yamlOf(plan.spec)} plan={plan} />;
}

type Spec = BodyOf<typeof planCreate>['spec'];

function PlanWritePage({ first, plan }: { readonly first: () => string; readonly plan?: PlanView }) {
  const t = useText(workloadsTexts);
  const app = useText(appTexts);
  const fromHere = useFromHere();
  // What somebody else changes meanwhile is not mixed in: the version it was begun from goes with it, and is refused.
  const { draft: written, begun, write, change } = useDraft(first, plan?.version);
  const { checked, isFresh } = useCheck(written, (spec) => queryOf(planCheck, { body: { spec } }));
  const draft = useMemo(
    () => withIssues(written, issuesOf(checked, { isItself: true, missing: (name) => t('missingFile', { name }) })),
    [written, checked, t],
  );
  const mayNot = useMayNot(plan === undefined ? actOf(planCreate) : actOf(planUpdate, { planId: plan.id }));
  const create = useOperation(planCreate);
  const update = useOperation(planUpdate);
  const [isAsked, setAsked] = useState(false);

  async function save(): Promise<void> {
    setAsked(true);
    if ((isFresh ? draft : written).problems.length > 0) return;
    const body = { spec: draft.value as Spec }; // what is none, the server refuses
    const goOn = fromHere();
    const made =
      plan === undefined
        ? await create.run({ body })
        : await update.run({ params: { planId: plan.id }, body: { ...body, version: begun.version } });
    if (!made) return;
    begun.saved();
    await goOn({ to: paths.plan, params: { planId: made.id } });
  }

  const title = plan === undefined ? t('createPlan') : t('changePlan', { name: plan.name });
  const name = typeof draft.value['name'] === 'string' ? draft.value['name'] : 'plan';
  const asked = plan === undefined ? { spec: draft.value } : { spec: draft.value, version: begun.version };
  return (
    <Page title={title} trail={<Link to={paths.plans}>{t('plans')}</Link>} lead={t('formAndYaml')}>
      <DraftBegun begun={begun} />
      {mayNot !== undefined && <Alert type="warning" showIcon title={mayNot} />}
      <div className="two-columns">
        <div className="stack">
          <PlanForm draft={draft} change={change} isNameFixed={plan !== undefined} />
        </div>
        <div className="stack beside">
          <Section title={t('willBeMade')}>
            <Checked checked={checked} isFresh={isFresh} hasProblems={draft.problems.length > 0} />
            <DraftSave
              draft={draft}
              label={plan === undefined ? t('createPlan') : app('save')}
              isAsked={isAsked}
              isRunning={create.isRunning || update.isRunning}
              isAllowed={mayNot === undefined}
              onSave={save}
            />
          </Section>
          <Section>
            <DraftCode
              draft={draft}
              label={t('planYaml')}
              command={
                plan === undefined
                  ? asCommand('plan.yaml', draft.text, `argosy plan create --file plan.yaml\nargosy plan run ${name}`)
                  : asCommand('plan.yaml', yamlOf(asked), `argosy plan update ${name} --file plan.yaml`)
              }
              request={asRequest(
                plan === undefined ? '/v1/plans' : `/v1/plans/${plan.id}/update`,
                asked,
                location.origin,
              )}
              onChange={write}
            />
          </Section>
        </div>
      </div>
    </Page>
  );
}

function Checked({
  checked,
  isFresh,
  hasProblems,
}: {
  readonly checked: ResultOf<typeof planCheck> | undefined;
  readonly isFresh: boolean;
  readonly hasProblems: boolean;
}) {
  const t = useText(workloadsTexts);
  const cluster = checked?.cluster;
  return (
    <div role="status" className="check-lines">
      <p className={hasProblems ? 'field-problem' : 'soft'}>
        {t(!isFresh || checked === undefined ? 'isChecked' : hasProblems ? 'checkProblems' : 'checkGood')}
      </p>
      {cluster !== undefined && cluster.nodes.length > 0 && (
        <>
          <p>
            {t('clusterMade', {
              release: cluster.release ?? '',
              memory: memoryOf(cluster.neededMb ?? 0),
              free: memoryOf(cluster.freeMb),
            })}
          </p>
          <ul className="made-list">
            {cluster.nodes.map((node) => (
              <li key={node.name}>
                {node.name} · {node.machineType} · {t('offers', { memory: memoryOf(node.offeredMb) })}
              </li>
            ))}
          </ul>
          {!cluster.installed && <p className="soft">{t('installedFirst', { release: cluster.release ?? '' })}</p>}
        </>
      )}
    </div>
  );
}
