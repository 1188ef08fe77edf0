// What one reaches a running cluster by.
import type { ClusterView } from '@argosy/contract/clusters/operations';
import { CopyButton } from '../app/copy-button.tsx';
import { Section } from '../app/page.tsx';
import { useText } from '../app/text.ts';
import type { NodeView } from './node-view.ts';
import { clustersTexts } from './texts.ts';

export interface ClusterAccessProps {
  readonly cluster: ClusterView;
  readonly nodes: readonly NodeView[];
}

export function ClusterAccess({ cluster: { addresses } }: ClusterAccessProps) {
  const t = useText(clustersTexts);
  return (
    <Section title={t('addresses')}>
      <p className="soft" style={{ marginTop: 0 }}>
        {t('addressesLead')}
      </p>
      <dl className="addresses">
        {Object.entries(addresses).map(([name, address]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">
              {address} <CopyButton text={address} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
