// A look into a file of results: as a table, as a chart where it has numbers, as text, or as the image it is.
import { DownloadOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { PreviewView } from '@argosy/contract/workloads/operations';
import { EmptyState, Section } from '../app/page.tsx';
import { PagedTable } from '../app/paged-table.tsx';
import { useOptionalQuery } from '../app/queries.ts';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { outputPreviewQuery } from './queries.ts';
import { workloadsTexts } from './texts.ts';

const OutputChart = lazy(async () => ({ default: (await import('./output-chart.tsx')).OutputChart }));

interface OutputPreviewProps {
  readonly planRunId: string;
  readonly path: string;
  /** Where the file itself is. */
  readonly href: string;
}

export function OutputPreview({ planRunId, path, href }: OutputPreviewProps) {
  const t = useText(workloadsTexts);
  const app = useText(appTexts);
  const preview = useOptionalQuery(outputPreviewQuery(planRunId, path));
  const [form, setForm] = useState<'table' | 'chart'>('table');
  const canChart = preview?.columns.some(({ kind }) => kind === 'number') === true && preview.rows.length > 0;
  return (
    <Section
      title={path}
      className="output-preview"
      extra={
        <div className="page-actions">
          {canChart && (
            <Segmented<'table' | 'chart'>
              aria-label={t('shownAs')}
              value={form}
              onChange={setForm}
              options={[
                { value: 'table', label: t('asTable') },
                { value: 'chart', label: t('asChart') },
              ]}
            />
          )}
          <Button icon={<DownloadOutlined />} href={href} download>
            {app('download')}
          </Button>
        </div>
      }
    >
      {preview === undefined ? (
        <div className="skeleton" role="status" aria-label={app('loading')} style={{ height: 160 }} />
      ) : form === 'chart' && canChart ? (
        <Suspense fallback={<div className="skeleton" style={{ height: 380 }} />}>
          <OutputChart preview={preview} />
        </Suspense>
      ) : (
        <Content preview={preview} href={href} />
      )}
      {preview?.truncated === true && <p className="soft">{t('truncated', { count: preview.rows.length })}</p>}
    </Section>
  );
}

function Content({ preview, href }: { readonly preview: PreviewView; readonly href: string }) {
  const t = useText(workloadsTexts);
  const { form, columns, rows, text, path } = preview;
  switch (form) {
    case 'csv':
    case 'tsv':
    case 'json':
    case 'jsonl':
      if (columns.length === 0 && text !== undefined) break;
      return (
        <PagedTable<(string | null)[]>
          rows={rows}
          keyOf={(row) => rows.indexOf(row)}
          size="small"
          columns={columns.map(({ name, kind }, index) => ({
            title: name,
            ...(kind === 'number' && { isAtEnd: true }),
            show: (row) => row[index] ?? <span className="soft">{t('noValue')}</span>,
          }))}
        />
      );
    case 'image':
      return <img src={href} alt={path} className="output-image" />;
    case 'binary':
      return <EmptyState title={t('binary')} next={t('binaryNext')} />;
    case 'text':
  }
  return (
    <pre className="log-text" tabIndex={0}>
      {text}
    </pre>
  );
}
