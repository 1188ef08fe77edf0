// Releasing a cluster cannot be undone: its name is typed first.
import { Input } from 'antd';
import { useState } from 'react';
import { clusterRelease, type ClusterView } from '@argosy/contract/clusters/operations';
import { Dialog } from '../app/dialog.tsx';
import { Field } from '../app/field.tsx';
import { paths } from '../app/paths.ts';
import { useOperation } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { useFromHere } from '../app/use-from-here.ts';
import { clustersTexts } from './texts.ts';

export function ReleaseDialog({ cluster, onClose }: { readonly cluster: ClusterView; readonly onClose: () => void }) {
  const t = useText(clustersTexts);
  const fromHere = useFromHere();
  const { run, isRunning } = useOperation(clusterRelease);
  const [typed, setTyped] = useState('');
  const isSure = typed === cluster.name;

  async function release(): Promise<void> {
    if (!isSure) return;
    const goOn = fromHere();
    if ((await run({ params: { clusterId: cluster.id } })) === undefined) return;
    onClose();
    await goOn({ to: paths.cluster, params: { clusterId: cluster.id } });
  }

  return (
    <Dialog
      title={t('releaseTitle', { name: cluster.name })}
      okText={t('release_')}
      isDanger
      isReady={isSure}
      isRunning={isRunning}
      onSend={() => void release()}
      onClose={onClose}
    >
      <p>{t('releaseWhat')}</p>
      <Field label={t('releaseType', { name: cluster.name })}>
        {(ids) => (
          <Input
            {...ids}
            autoFocus
            autoComplete="off"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
