// Where clusters can be: each region with its zones, whether something can be made there now, and what it offers (CLU-8).
import { PlusOutlined } from '@ant-design/icons';
import type { regionList } from '@argosy/contract/clusters/operations';
import type { ResultOf } from '@argosy/contract/operation';
import { Button } from 'antd';
import { Facts } from '../app/facts.tsx';
import { LinkButton } from '../app/links.tsx';
import { Page, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperationQuery } from '../app/queries.ts';
import { chooseRegion, regionsQuery, useRegion } from '../app/region.ts';
import { StateMark } from '../app/state-mark.tsx';
import { useLanguage, useText } from '../app/text.ts';
import { clustersTexts, regionOfferTexts, regionStateTexts } from './texts.ts';
import './clusters.css';

type RegionView = ResultOf<typeof regionList>['items'][number];

const tones = { available: 'good', full: 'warn', closed: 'quiet' } as const;

export function RegionListPage() {
  const t = useText(clustersTexts);
  const { items } = useOperationQuery(regionsQuery);
  const chosen = useRegion(items);
  return (
    <Page title={t('regions')} lead={t('regionsLead')}>
      {items.map((region) => (
        <RegionSection key={region.name} region={region} isChosen={region.name === chosen?.name} />
      ))}
    </Page>
  );
}

function RegionSection({ region, isChosen }: { readonly region: RegionView; readonly isChosen: boolean }) {
  const t = useText(clustersTexts);
  const language = useLanguage();
  const { name, title, state, zones, offers } = region;
  const stateMark = (is: RegionView['state']) => <StateMark tone={tones[is]}>{t(regionStateTexts[is])}</StateMark>;
  return (
    <Section
      title={title[language]}
      extra={
        isChosen ? (
          <span className="soft">{t('regionChosen')}</span>
        ) : (
          <Button onClick={() => chooseRegion(name)}>{t('regionChoose')}</Button>
        )
      }
    >
      <Facts
        items={[
          [t('name'), <code>{name}</code>],
          [t('state'), stateMark(state)],
          [t('regionOffers'), offers.map((offer) => t(regionOfferTexts[offer])).join(' · ')],
          [
            t('zones'),
            <ul className="zones">
              {zones.map((zone) => (
                <li key={zone.name}>
                  <code>{zone.name}</code> {zone.title[language]} {stateMark(zone.state)}
                </li>
              ))}
            </ul>,
          ],
        ]}
      />
      {isChosen && state === 'available' && offers.includes('clusters') && (
        <div className="region-actions">
          <LinkButton icon={<PlusOutlined />} to={paths.clusterCreate}>
            {t('create')}
          </LinkButton>
        </div>
      )}
    </Section>
  );
}
