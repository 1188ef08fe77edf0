// The files in a cluster's HDFS (CLU-7): folders and what is in them, into it and out of it. Which folder, and which file is
// looked into, stands in the address.
import { FileOutlined, FolderOutlined, EllipsisOutlined, LinkOutlined, ReloadOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Dropdown, Progress } from 'antd';
import { lazy, Suspense, useRef, useState } from 'react';
import { clustersErrors } from '@argosy/contract/clusters/errors';
import { hdfsFilePut, type HdfsFileView, hdfsFolderMake } from '@argosy/contract/clusters/hdfs-operations';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { Leaving } from '../app/leaving.tsx';
import { EmptyState, Section } from '../app/page.tsx';
import { paths } from '../app/paths.ts';
import { useOperationQuery } from '../app/queries.ts';
import { sentencesOf, useTell } from '../app/tell.tsx';
import { useLanguage, useText } from '../app/text.ts';
import { appTexts } from '../app/texts.ts';
import { bytesIn, useTimes } from '../app/times.ts';
import { Table } from '../app/table.tsx';
import { DeleteDialog, MakeFolderDialog, MoveDialog } from './hdfs-dialogs.tsx';
import { joined, nameOf, trailOf } from './hdfs-path.ts';
import { type Upload, type Uploads, useUploads } from './hdfs-upload.ts';
import { clusterQuery, hdfsContentOf, hdfsFilesQuery } from './queries.ts';
import { accessTexts, clustersTexts } from './texts.ts';
import { clusterStateTexts, clustersTold } from './told-texts.ts';
import '../app/field.css';
import './cluster-access.css';

const HdfsPreviewDrawer = lazy(async () => ({
  default: (await import('./hdfs-preview-drawer.tsx')).HdfsPreviewDrawer,
}));
const route = getRouteApi('/frame/clusters/$clusterId/files');

export function ClusterFilesPage() {
  const { clusterId } = route.useParams();
  return <Files key={clusterId} clusterId={clusterId} />; // what is on its way goes to this cluster alone
}

function Files({ clusterId }: { readonly clusterId: string }) {
  const t = useText(accessTexts);
  const told = useText(clustersTold);
  const { path = '/', preview } = route.useSearch();
  const navigate = route.useNavigate();
  const language = useLanguage();
  const { name, state, components } = useOperationQuery(clusterQuery(clusterId));
  const tell = useTell();
  const uploads = useUploads(clusterId, (sent) => tell.done(t('uploaded', { name: nameOf(sent) })));
  if (!components.some((each) => each.name === 'hdfs'))
    return (
      <Section>
        <EmptyState title={t('filesAbsent')} next={t('filesAbsentNext')} />
      </Section>
    );
  if (state !== 'RUNNING')
    return (
      <Section>
        <EmptyState
          title={t('filesNotNow')}
          next={clustersErrors.cluster_not_running[language]({
            clusterId: name,
            state: told(clusterStateTexts[state]).toLowerCase(),
          })}
        />
      </Section>
    );
  return (
    <>
      <Leaving isBusy={uploads.isBusy} what={t('uploadsLeave')} />
      <Folder key={path} clusterId={clusterId} path={path} uploads={uploads} />
      {preview !== undefined && (
        <Suspense fallback={null}>
          <HdfsPreviewDrawer clusterId={clusterId} path={preview} onClose={() => void navigate({ search: { path } })} />
        </Suspense>
      )}
    </>
  );
}

type Dialog = { readonly kind: 'make' } | { readonly kind: 'move' | 'delete'; readonly file: HdfsFileView };

interface FolderProps {
  readonly clusterId: string;
  readonly path: string;
  readonly uploads: Uploads;
}

function Folder({ clusterId, path, uploads }: FolderProps) {
  const t = useText(accessTexts);
  const app = useText(appTexts);
  const picker = useRef<HTMLInputElement>(null);
  const { data, error, isFetching, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    hdfsFilesQuery(clusterId, path),
  );
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const [dialog, setDialog] = useState<Dialog>();
  const [isOver, setOver] = useState(false);
  const close = () => setDialog(undefined);

  function send(files: FileList | null): void {
    uploads.add(
      [...(files ?? [])].map((file) => ({
        file,
        path: joined(path, file.name),
        isThere: items.some(({ name, kind }) => kind === 'file' && name === file.name),
      })),
    );
  }

  return (
    <Section className="flush">
      <div
        className="files-drop"
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          send(event.dataTransfer.files);
        }}
      >
        <div className="files-bar">
          <Trail clusterId={clusterId} path={path} />
          <div className="files-actions">
            <Button
              icon={<ReloadOutlined />}
              aria-label={t('filesReload')}
              loading={isFetching}
              onClick={() => void refetch()}
            />
            <ActionButton act={actOf(hdfsFolderMake, { clusterId })} onClick={() => setDialog({ kind: 'make' })}>
              {t('folderMake')}
            </ActionButton>
            <ActionButton
              type="primary"
              act={actOf(hdfsFilePut, { clusterId })}
              onClick={() => picker.current?.click()}
            >
              {t('upload')}
            </ActionButton>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              onChange={({ target }) => {
                send(target.files);
                target.value = ''; // the same file can be chosen again
              }}
            />
          </div>
        </div>
        <UploadList uploads={uploads} />
        {error !== null ? (
          <div className="files-problem" role="alert">
            <EmptyState
              title={t('filesFailed')}
              next={sentencesOf(error, app).description}
              action={<Button onClick={() => void refetch()}>{app('retry')}</Button>}
            />
          </div>
        ) : (
          <FileTable clusterId={clusterId} path={path} items={items} isLoading={data === undefined} ask={setDialog} />
        )}
        {hasNextPage && (
          <div className="files-more">
            <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {app('more')}
            </Button>
          </div>
        )}
      </div>
      {dialog?.kind === 'make' && <MakeFolderDialog clusterId={clusterId} folder={path} onClose={close} />}
      {dialog?.kind === 'move' && <MoveDialog clusterId={clusterId} file={dialog.file} onClose={close} />}
      {dialog?.kind === 'delete' && <DeleteDialog clusterId={clusterId} file={dialog.file} onClose={close} />}
    </Section>
  );
}

function Trail({ clusterId, path }: { readonly clusterId: string; readonly path: string }) {
  const t = useText(accessTexts);
  const trail = trailOf(path);
  return (
    <nav className="files-trail mono" aria-label={t('filesTrail')}>
      {trail.map((part, index) => (
        <span key={part.path}>
          {index > 1 && <span className="soft">/ </span>}
          {index === trail.length - 1 ? (
            <span aria-current="page">{part.name}</span>
          ) : (
            <Link to={paths.clusterFiles} params={{ clusterId }} search={{ path: part.path }}>
              {part.name}
            </Link>
          )}
        </span>
      ))}
    </nav>
  );
}

interface FileTableProps {
  readonly clusterId: string;
  readonly path: string;
  readonly items: readonly HdfsFileView[];
  readonly isLoading: boolean;
  readonly ask: (dialog: Dialog) => void;
}

const icons = { folder: <FolderOutlined />, file: <FileOutlined />, link: <LinkOutlined /> } as const;

function FileTable({ clusterId, path, items, isLoading, ask }: FileTableProps) {
  const t = useText(accessTexts);
  const app = useText(appTexts);
  const clusters = useText(clustersTexts);
  const times = useTimes();
  const navigate = route.useNavigate();
  const actionsOf = (file: HdfsFileView) => [
    { key: 'preview', label: t('preview'), onClick: () => void navigate({ search: { path, preview: file.path } }) },
    ...(file.kind === 'file'
      ? [{ key: 'download', label: app('download'), onClick: () => save(clusterId, file.path) }]
      : []),
    { key: 'move', label: t('move'), onClick: () => ask({ kind: 'move', file }) },
    { key: 'delete', label: t('delete'), danger: true, onClick: () => ask({ kind: 'delete', file }) },
  ];
  return (
    <Table<HdfsFileView>
      keyOf={({ path }) => path}
      rows={items}
      isLoading={isLoading}
      empty={isLoading ? ' ' : <EmptyState title={t('filesEmpty')} next={t('filesEmptyNext')} />}
      columns={[
        {
          title: clusters('name'),
          show: (file) => (
            <span className="file-name">
              <span aria-hidden>{icons[file.kind]}</span>
              <Link
                to={paths.clusterFiles}
                params={{ clusterId }}
                search={file.kind === 'file' ? { path, preview: file.path } : { path: file.path }}
                preload={false}
              >
                {file.name}
              </Link>
            </span>
          ),
        },
        {
          title: t('size'),
          isAtEnd: true,
          show: (file) => (file.kind === 'file' ? bytesIn(file.sizeBytes) : ''),
        },
        { title: t('fileOwner'), show: ({ owner, group }) => `${owner}:${group}` },
        { title: t('filePermission'), show: ({ permission }) => <span className="mono">{permission}</span> },
        { title: t('fileModified'), show: ({ modifiedAt }) => times.full(modifiedAt) },
        {
          title: <span className="visually-hidden">{app('actions')}</span>,
          isAtEnd: true,
          show: (file) => (
            <Dropdown trigger={['click']} menu={{ items: actionsOf(file) }}>
              <Button type="text" icon={<EllipsisOutlined />} aria-label={t('actionsOf', { name: file.name })} />
            </Dropdown>
          ),
        },
      ]}
    />
  );
}

function UploadList({ uploads }: { readonly uploads: Uploads }) {
  if (uploads.all.length === 0) return undefined;
  return (
    <ul className="uploads" aria-live="polite">
      {uploads.all.map((upload) => (
        <UploadLine key={upload.id} upload={upload} uploads={uploads} />
      ))}
    </ul>
  );
}

function UploadLine({ upload, uploads }: { readonly upload: Upload; readonly uploads: Uploads }) {
  const t = useText(accessTexts);
  const app = useText(appTexts);
  const { file, state, sentBytes, error } = upload;
  return (
    <li>
      <span>
        {state === 'asking'
          ? t('uploadAsks', { name: file.name })
          : `${file.name} · ${bytesIn(sentBytes)} / ${bytesIn(file.size)}`}
      </span>
      <span className="files-actions">
        {state === 'asking' && (
          <Button size="small" type="primary" onClick={() => uploads.send(upload, true)}>
            {t('overwrite')}
          </Button>
        )}
        {state === 'failed' && (
          <Button size="small" type="primary" onClick={() => uploads.send(upload, false)}>
            {app('retry')}
          </Button>
        )}
        <Button size="small" onClick={() => uploads.drop(upload)}>
          {app('cancel')}
        </Button>
      </span>
      {state === 'sending' && (
        <Progress
          percent={file.size === 0 ? 100 : Math.floor((sentBytes / file.size) * 100)}
          size="small"
          aria-label={file.name}
        />
      )}
      {state === 'failed' && (
        <span className="field-problem" role="alert">
          {sentencesOf(error, app).description}
        </span>
      )}
    </li>
  );
}

function save(clusterId: string, path: string): void {
  const link = document.createElement('a');
  link.href = hdfsContentOf(clusterId, path);
  link.download = nameOf(path);
  link.click();
}
