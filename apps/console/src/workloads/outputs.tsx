// What a plan run brought out: files to download, and a look into the one that stands in the address.
import { DownloadOutlined } from '@ant-design/icons';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { targetOf } from '@argosy/client/browser';
import { outputGet, type PlanRunView } from '@argosy/contract/workloads/operations';
import { Section } from '../app/page.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { bytesIn } from '../app/times.ts';
import { Table } from '../app/table.tsx';
import { OutputPreview } from './output-preview.tsx';
import { isOpen } from './run-view.ts';
import { workloadsTexts } from './texts.ts';

const route = getRouteApi('/frame/plan-runs/$planRunId');

export function Outputs({ planRun }: { readonly planRun: PlanRunView }) {
  const t = useText(workloadsTexts);
  const app = useText(appTexts);
  const { output } = route.useSearch();
  const { outputs, id: planRunId } = planRun;
  const shown = outputs.find(({ path }) => path === output);
  const href = (path: string) => targetOf(outputGet, { params: { planRunId }, query: { path } });
  return (
    <>
      <Section title={t('outputs')}>
        {outputs.length === 0 ? (
          <p className="soft home-none">{t(isOpen(planRun) ? 'noOutputsYet' : 'noOutputs')}</p>
        ) : (
          <Table<PlanRunView['outputs'][number]>
            keyOf={({ path }) => path}
            size="small"
            rows={outputs}
            classOf={({ path }) => (path === output ? 'chosen-row' : '')}
            columns={[
              {
                title: t('file'),
                show: ({ path }) => (
                  <Link
                    to="."
                    search={{ output: path }}
                    resetScroll={false}
                    className="mono"
                    aria-current={path === output ? 'true' : undefined}
                  >
                    {path}
                  </Link>
                ),
              },
              { title: t('size'), show: ({ sizeBytes }) => bytesIn(sizeBytes) },
              {
                title: 'SHA-256',
                isExtra: true,
                show: ({ sha256 }) => <span className="mono soft">{sha256.slice(0, 16)}</span>,
              },
              {
                title: app('actions'),
                show: ({ path }) => (
                  <Button
                    size="small"
                    icon={<DownloadOutlined />}
                    href={href(path)}
                    download
                    aria-label={t('downloadNamed', { name: path })}
                  >
                    {app('download')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Section>
      {shown !== undefined && (
        <OutputPreview planRunId={planRunId} path={shown.path} href={href(shown.path)} key={shown.path} />
      )}
    </>
  );
}
