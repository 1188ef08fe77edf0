// A look into a file in HDFS, or into the part files of a folder: as a table where it is one, else as its text.
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { hdfsFilePreview, type HdfsPreview } from '@argosy/contract/clusters/hdfs-operations';
import { EmptyState } from '../app/page.tsx';
import { PagedTable } from '../app/paged-table.tsx';
import { queryOf } from '../app/queries.ts';
import { sentencesOf } from '../app/tell.tsx';
import { useText } from '../app/text.ts';
import { appTexts } from '../app/texts.ts';
import { bytesIn, useTimes } from '../app/times.ts';
import { nameOf } from './hdfs-path.ts';
import { hdfsContentOf } from './queries.ts';
import { accessTexts } from './texts.ts';

interface HdfsPreviewDrawerProps {
  readonly clusterId: string;
  readonly path: string;
  readonly onClose: () => void;
}

export function HdfsPreviewDrawer({ clusterId, path, onClose }: HdfsPreviewDrawerProps) {
  const t = useText(accessTexts);
  const app = useText(appTexts);
  const { data, error } = useQuery(queryOf(hdfsFilePreview, { params: { clusterId }, query: { path, rows: 200 } }));
  return (
    <Drawer
      open
      size="min(1080px, 100vw)"
      title={nameOf(path)}
      onClose={onClose}
      closable={{ 'aria-label': app('close') }}
      extra={
        data !== undefined && (
          <Button icon={<DownloadOutlined />} href={hdfsContentOf(clusterId, data.file)}>
            {app('download')}
          </Button>
        )
      }
    >
      {error !== null && <EmptyState title={t('previewFailed')} next={sentencesOf(error, app).description} />}
      {error === null && data === undefined && (
        <p className="soft" role="status">
          {app('loading')}
        </p>
      )}
      {data !== undefined && <Preview preview={data} />}
    </Drawer>
  );
}

const formatNames = {
  csv: 'CSV',
  tsv: 'TSV',
  json: 'JSON',
  json_lines: 'JSON Lines',
  parquet: 'Parquet',
} as const;

function Preview({ preview }: { readonly preview: HdfsPreview }) {
  const t = useText(accessTexts);
  const times = useTimes();
  const { path, file, format, compression, encoding, sizeBytes, modifiedAt, rowCount, columnCount } = preview;
  const formatName =
    format === 'text' || format === 'binary'
      ? t(format === 'text' ? 'formatText' : 'formatBinary')
      : formatNames[format];
  return (
    <>
      <div className="preview-facts">
        {file !== path && <span className="mono">{nameOf(file)}</span>}
        <span>{[formatName, compression, encoding].filter(Boolean).join(' · ')}</span>
        <span>{bytesIn(sizeBytes)}</span>
        <span>{times.full(modifiedAt)}</span>
        {rowCount !== undefined && <span>{t('previewRows', { count: rowCount })}</span>}
        {columnCount !== undefined && <span>{t('previewColumns', { count: columnCount })}</span>}
        {preview.truncated && format !== 'binary' && <span>{t('previewPart')}</span>}
      </div>
      {preview.columns !== undefined ? (
        <PreviewTable columns={preview.columns} rows={preview.rows ?? []} />
      ) : (
        <pre className="preview-text mono" tabIndex={0} aria-label={nameOf(file)}>
          {preview.text || t(format === 'binary' ? 'previewBinary' : 'previewEmpty')}
        </pre>
      )}
    </>
  );
}

interface PreviewTableProps {
  readonly columns: NonNullable<HdfsPreview['columns']>;
  readonly rows: NonNullable<HdfsPreview['rows']>;
}

function PreviewTable({ columns, rows }: PreviewTableProps) {
  const t = useText(accessTexts);
  const numbered = rows.map((cells, number) => ({ number, cells }));
  return (
    <PagedTable<(typeof numbered)[number]>
      rows={numbered}
      keyOf={({ number }) => number}
      size="small"
      className="bordered"
      empty={t('previewEmpty')}
      columns={columns.map(({ name, type, omitted }, index) => ({
        title: (
          <>
            {name}
            {type !== undefined && <span className="preview-type mono">{type}</span>}
          </>
        ),
        show: ({ cells }) => {
          if (omitted) return <span className="preview-null">{t('previewOmitted')}</span>;
          const cell = cells[index];
          return cell === null || cell === undefined ? <span className="preview-null">{String(null)}</span> : cell;
        },
      }))}
    />
  );
}
