// Making a cluster: a form, and beside it the YAML that it is; either can be edited. Checked while one types, by the schema the
// server has and by the server; says what will be made and whether there is room for it.
import { Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import { useMemo, useState } from 'react';
import { clusterCheck, clusterCreate } from '@argosy/contract/clusters/operations';
import type { BodyOf } from '@argosy/contract/operation';
import { asCommand, asRequest, withIssues } from '../app/draft.ts';
import { DraftBegun } from '../app/draft-begun.tsx';
import { DraftCode } from '../app/draft-code.tsx';
import { DraftSave } from '../app/draft-save.tsx';
import { actOf } from '../app/act.ts';
import { useMayNot } from '../app/may.ts';
import { Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { queryOf, useOperation, useOptionalPages, useOptionalQuery } from '../app/queries.ts';
import { regionsQuery, useRegion } from '../app/region.ts';
import { useLanguage, useText } from '../app/text.ts';
import { useCheck } from '../app/use-check.ts';
import { useDraft } from '../app/use-draft.ts';
import { useFromHere } from '../app/use-from-here.ts';
import { firstText, issuesOf } from './cluster-draft.ts';
import { ClusterForm } from './cluster-form.tsx';
import { WhatWillBeMade } from './what-will-be-made.tsx';
import { clusterListQuery } from './queries.ts';
import { checkCluster } from './schemas.ts';
import { clustersTexts } from './texts.ts';
import './clusters.css';

export function ClusterCreatePage() {
  const t = useText(clustersTexts);
  const language = useLanguage();
  const fromHere = useFromHere();
  const { items: clusters } = useOptionalPages(clusterListQuery({}));
  const regions = useOptionalQuery(regionsQuery)?.items ?? [];
  const chosen = useRegion(regions);
  const {
    draft: written,
    begun,
    write,
    change,
  } = useDraft(() => firstText(freeName(clusters), chosen === regions[0] ? undefined : chosen?.name));
  const { checked, isFresh } = useCheck(written, (body) => queryOf(clusterCheck, { body }));
  // By the schema at once; what only the server knows comes after.
  const bySchema = useMemo(() => withIssues(written, checkCluster(written.value, language)), [written, language]);
  const draft = useMemo(() => withIssues(bySchema, issuesOf(checked)), [bySchema, checked]);
  const mayNot = useMayNot(actOf(clusterCreate));
  const { run, isRunning } = useOperation(clusterCreate);
  const [isAsked, setAsked] = useState(false);

  async function create(): Promise<void> {
    setAsked(true);
    if ((isFresh ? draft : bySchema).problems.length > 0) return;
    const goOn = fromHere();
    const made = await run({ body: draft.value as BodyOf<typeof clusterCreate> }); // the schema has just said so
    if (!made) return;
    begun.saved();
    await goOn({ to: paths.cluster, params: { clusterId: made.id } });
  }

  return (
    <Page title={t('create')} trail={<Link to={paths.clusters}>{t('title')}</Link>} lead={t('createLead')}>
      <DraftBegun begun={begun} />
      {mayNot !== undefined && <Alert type="warning" showIcon title={mayNot} />}
      <div className="two-columns">
        <div className="stack">
          <ClusterForm draft={draft} change={change} />
        </div>
        <div className="stack beside">
          <Section title={t('willBeMade')}>
            <WhatWillBeMade draft={draft} freeMb={checked?.freeMb} />
            <DraftSave
              draft={draft}
              label={t('create')}
              isAsked={isAsked}
              isRunning={isRunning}
              isAllowed={mayNot === undefined}
              onSave={create}
            />
          </Section>
          <Section>
            <DraftCode
              draft={draft}
              label={t('codeLabel')}
              command={asCommand('cluster.yaml', draft.text, 'argosy cluster create --file cluster.yaml --wait')}
              request={asRequest('/v1/clusters', draft.value, location.origin)}
              onChange={write}
            />
          </Section>
        </div>
      </div>
    </Page>
  );
}

/** cluster-1, or the next that nobody has. */
function freeName(clusters: readonly { readonly name: string }[]): string {
  let number = 1;
  while (clusters.some(({ name }) => name === `cluster-${number}`)) number += 1;
  return `cluster-${number}`;
}
