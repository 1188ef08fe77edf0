// The age at which a cluster is released by itself.
import { InputNumber } from 'antd';
import { useState } from 'react';
import { clusterUpdate, type ClusterView } from '@argosy/contract/clusters/operations';
import { Dialog } from '../app/dialog.tsx';
import { Field } from '../app/field.tsx';
import { useOperation } from '../app/queries.ts';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { clustersTexts } from './texts.ts';

const hourSeconds = 3_600;
const mostHours = 30 * 24;

export function MaximumAgeDialog({
  cluster,
  onClose,
}: {
  readonly cluster: ClusterView;
  readonly onClose: () => void;
}) {
  const t = useText(clustersTexts);
  const app = useText(appTexts);
  const { run, isRunning } = useOperation(clusterUpdate);
  const [hours, setHours] = useState<number | null>(24);

  async function save(): Promise<void> {
    if (hours === null) return;
    const body = { maximumAgeSeconds: Math.round(hours * hourSeconds) };
    if (await run({ params: { clusterId: cluster.id }, body })) onClose();
  }

  return (
    <Dialog
      title={t('maximumAge')}
      okText={app('save')}
      isReady={hours !== null}
      isRunning={isRunning}
      onSend={() => void save()}
      onClose={onClose}
    >
      <p>{t('maximumAgeWhat')}</p>
      <Field label={t('maximumAgeHours')}>
        {(ids) => (
          <InputNumber {...ids} min={1} max={mostHours} value={hours} onChange={setHours} style={{ width: 160 }} />
        )}
      </Field>
    </Dialog>
  );
}
