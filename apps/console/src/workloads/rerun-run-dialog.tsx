// Runs again what a run was: on the cluster it ran on, or on another.
import { useState } from 'react';
import { runRerun, type RunView } from '@argosy/contract/workloads/operations';
import { Dialog } from '../app/dialog.tsx';
import { paths } from '../app/paths.ts';
import { useOperation } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { useFromHere } from '../app/use-from-here.ts';
import { ClusterField, useClustersToRunOn, useMayNotUse } from './cluster-name.tsx';
import { workloadsTexts } from './texts.ts';

export function RerunRunDialog({ run, onClose }: { readonly run: RunView; readonly onClose: () => void }) {
  const t = useText(workloadsTexts);
  const fromHere = useFromHere();
  const { clusters, problem: unlisted } = useClustersToRunOn();
  const [chosen, setChosen] = useState<string>();
  const { run: rerun, isRunning } = useOperation(runRerun);
  const usual = unlisted ? run.clusterId : (clusters.find(({ id }) => id === run.clusterId) ?? clusters[0])?.id;
  const clusterId = chosen ?? usual;
  const mayNotUse = useMayNotUse(clusterId);

  async function start(): Promise<void> {
    if (!clusterId) return;
    const goOn = fromHere();
    const made = await rerun({ params: { runId: run.id }, body: { clusterId } });
    if (made === undefined) return;
    onClose();
    await goOn({ to: paths.run, params: { runId: made.id } });
  }

  return (
    <Dialog
      title={t('runAgainTitle', { name: run.name })}
      okText={t('runAgain')}
      isReady={Boolean(clusterId) && mayNotUse === undefined}
      isRunning={isRunning}
      onSend={() => void start()}
      onClose={onClose}
    >
      <p>{t('runAgainWhat')}</p>
      <ClusterField value={clusterId} onChange={setChosen} problem={mayNotUse} />
    </Dialog>
  );
}
