// Runs of all plans, newest first; in which state stands in the address.
import { getRouteApi } from '@tanstack/react-router';
import { Select } from 'antd';
import { planRunStates } from '@argosy/contract/workloads/vocabulary';
import { More } from '../app/more.tsx';
import { EmptyState, Page, Section } from '../app/page.tsx';
import { useOperationPages } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { PlanRunTable } from './plan-run-table.tsx';
import { PlanTabs } from './plan-tabs.tsx';
import { planRunListQuery } from './queries.ts';
import { workloadsTexts } from './texts.ts';
import { stateTexts, workloadsTold } from './told-texts.ts';
import './workloads.css';

const route = getRouteApi('/frame/plan-runs');

export function PlanRunListPage() {
  const t = useText(workloadsTexts);
  const told = useText(workloadsTold);
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { items, more, isLoadingMore } = useOperationPages(planRunListQuery(filter));
  const isFiltered = filter.state !== undefined;
  return (
    <Page title={t('plans')} lead={t('plansLead')}>
      <PlanTabs />
      <div className="filters">
        <Select
          aria-label={t('state')}
          className="filter"
          allowClear
          placeholder={t('anyState')}
          value={filter.state ?? null}
          onChange={(state) => void navigate({ search: state ? { state } : {} })}
          options={planRunStates.map((state) => ({ value: state, label: told(stateTexts[state]) }))}
        />
      </div>
      <Section className="flush">
        <PlanRunTable
          runs={items}
          empty={
            <EmptyState
              title={t(isFiltered ? 'noRunsFit' : 'noPlanRuns')}
              next={t(isFiltered ? 'noRunsFitNext' : 'noPlanRunsNext')}
            />
          }
        />
      </Section>
      <More more={more} isLoadingMore={isLoadingMore} />
    </Page>
  );
}
