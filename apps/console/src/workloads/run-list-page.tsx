// All runs, newest first; which of them stands in the address.
import { SearchOutlined } from '@ant-design/icons';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Input, Select } from 'antd';
import { useEffect, useEffectEvent, useState } from 'react';
import { jobKinds, runStates } from '@argosy/contract/workloads/vocabulary';
import { useSettled } from '../app/draft.ts';
import { More } from '../app/more.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { useOperationPages, useOptionalPages } from '../app/queries.ts';
import { paths } from '../app/paths.ts';
import { useText } from '../app/text.ts';
import { TimeField } from '../app/time-field.tsx';
import { useClusters } from './cluster-name.tsx';
import { type RunFilter, jobListQuery, runListQuery } from './queries.ts';
import { RunTable } from './run-table.tsx';
import { kindTexts, workloadsTexts } from './texts.ts';
import { stateTexts, workloadsTold } from './told-texts.ts';
import './workloads.css';

const route = getRouteApi('/frame/runs');

export function RunListPage() {
  const t = useText(workloadsTexts);
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { items, more, isLoadingMore } = useOperationPages(runListQuery(filter));
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const take = (chosen: RunFilter) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...chosen }).filter(([, value]) => value !== undefined)),
    });
  return (
    <Page title={t('runs')} lead={t('runsLead')}>
      <Filters filter={filter} take={take} />
      <Section className="flush">
        <RunTable
          runs={items}
          empty={
            <EmptyState
              title={t(isFiltered ? 'noRunsFit' : 'noRuns')}
              next={t(isFiltered ? 'noRunsFitNext' : 'noRunsNext')}
            />
          }
        />
      </Section>
      <More more={more} isLoadingMore={isLoadingMore} />
    </Page>
  );
}

function Filters({ filter, take }: { readonly filter: RunFilter; readonly take: (chosen: RunFilter) => void }) {
  const t = useText(workloadsTexts);
  const told = useText(workloadsTold);
  const clusters = useClusters();
  const { items: jobs } = useOptionalPages(jobListQuery);
  const known = clusters.some(({ id }) => id === filter.clusterId);
  return (
    <div className="filters">
      <NameFilter value={filter.text ?? ''} take={(text) => take({ text: text === '' ? undefined : text })} />
      <Select
        aria-label={t('state')}
        className="filter narrow"
        allowClear
        placeholder={t('anyState')}
        value={filter.state ?? null}
        onChange={(state) => take({ state: state ?? undefined })}
        options={runStates.map((state) => ({ value: state, label: told(stateTexts[state]) }))}
      />
      <Select
        aria-label={t('kind')}
        className="filter narrow"
        allowClear
        placeholder={t('anyKind')}
        value={filter.kind ?? null}
        onChange={(kind) => take({ kind: kind ?? undefined })}
        options={jobKinds.map((kind) => ({ value: kind, label: t(kindTexts[kind]) }))}
      />
      <Select
        aria-label={t('cluster')}
        className="filter narrow"
        allowClear
        placeholder={t('anyCluster')}
        value={filter.clusterId ?? null}
        onChange={(clusterId) => take({ clusterId: clusterId ?? undefined })}
        options={[
          ...clusters.map(({ id, name }) => ({ value: id, label: name })),
          ...(known || filter.clusterId === undefined ? [] : [{ value: filter.clusterId, label: filter.clusterId }]),
        ]}
      />
      <Select
        aria-label={t('job')}
        className="filter narrow"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('anyJob')}
        value={filter.jobId ?? null}
        onChange={(jobId) => take({ jobId: jobId ?? undefined })}
        options={jobs.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TimeField label={t('from')} value={filter.from} onChange={(from) => take({ from })} />
      <TimeField label={t('to')} value={filter.to} onChange={(to) => take({ to })} />
    </div>
  );
}

function NameFilter({ value, take }: { readonly value: string; readonly take: (text: string) => void }) {
  const t = useText(workloadsTexts);
  const [text, setText] = useState(value);
  const settled = useSettled(text.trim(), 300);
  const router = useRouter();
  const takeSettled = useEffectEvent(() => {
    const isLeft = router.latestLocation.pathname !== paths.runs; // for a page that is still on its way
    if (settled !== value && !isLeft) take(settled);
  });
  useEffect(() => takeSettled(), [settled]);
  return (
    <Input
      allowClear
      className="filter"
      prefix={<SearchOutlined aria-hidden />}
      placeholder={t('nameHolds')}
      aria-label={t('nameHolds')}
      maxLength={100}
      value={text}
      onChange={({ target }) => setText(target.value)}
    />
  );
}
