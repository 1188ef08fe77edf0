// The lists of plans: the plans themselves, and their runs.
import { Link } from '@tanstack/react-router';
import { paths } from '../app/paths.ts';
import { Tabs } from '../app/tabs.tsx';
import { useText } from '../app/text.ts';
import { workloadsTexts } from './texts.ts';

export function PlanTabs() {
  const t = useText(workloadsTexts);
  return (
    <Tabs label={t('plans')}>
      <Link to={paths.plans} activeOptions={{ exact: true }}>
        {t('plans')}
      </Link>
      <Link to={paths.planRuns} activeOptions={{ includeSearch: false }}>
        {t('planRuns')}
      </Link>
    </Tabs>
  );
}
