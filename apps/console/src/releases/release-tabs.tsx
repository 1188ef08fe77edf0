// The three ways of looking at releases.
import { Link } from '@tanstack/react-router';
import { paths } from '../app/paths.ts';
import { Tabs } from '../app/tabs.tsx';
import { useText } from '../app/text.ts';
import { releasesTexts } from './texts.ts';
import '../clusters/clusters.css';

export function ReleaseTabs() {
  const t = useText(releasesTexts);
  return (
    <Tabs label={t('title')}>
      <Link to={paths.releases} activeOptions={{ exact: true, includeSearch: false }}>
        {t('inCatalogue')}
      </Link>
      <Link to={paths.releaseMatrix} activeOptions={{ includeSearch: false }}>
        {t('matrix')}
      </Link>
      <Link to={paths.releaseCompare} activeOptions={{ includeSearch: false }}>
        {t('compare')}
      </Link>
    </Tabs>
  );
}
