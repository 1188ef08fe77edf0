// What is asked before something in HDFS is made, moved or deleted. What HDFS refuses is said where it was asked.
import { Checkbox, Input } from 'antd';
import { useState } from 'react';
import { ApiError } from '@argosy/client/browser';
import {
  hdfsFileDelete,
  hdfsFileMove,
  type HdfsFileView,
  hdfsFolderMake,
} from '@argosy/contract/clusters/hdfs-operations';
import { useQueryClient } from '@tanstack/react-query';
import { callOperation } from '../app/api.ts';
import { Dialog, type DialogProps } from '../app/dialog.tsx';
import { Field } from '../app/field.tsx';
import { sentencesOf, useTell } from '../app/tell.tsx';
import { useText } from '../app/text.ts';
import { appTexts } from '../app/texts.ts';
import { joined } from './hdfs-path.ts';
import { hdfsFilesKey } from './queries.ts';
import { accessTexts } from './texts.ts';

interface FolderProps {
  readonly clusterId: string;
  readonly folder: string;
  readonly onClose: () => void;
}

export function MakeFolderDialog({ clusterId, folder, onClose }: FolderProps) {
  const t = useText(accessTexts);
  const [name, setName] = useState('');
  const make = () => callOperation(hdfsFolderMake, { params: { clusterId }, body: { path: joined(folder, name) } });
  const asking = useAsking(make, onClose);
  return (
    <AskingDialog title={t('folderMake')} okText={t('make')} isReady={name !== ''} asking={asking} onClose={onClose}>
      <Field label={t('folderName')} hint={t('folderNameHint')} problem={asking.problem}>
        {(ids) => (
          <Input {...ids} autoFocus autoComplete="off" value={name} onChange={({ target }) => setName(target.value)} />
        )}
      </Field>
    </AskingDialog>
  );
}

interface FileProps {
  readonly clusterId: string;
  readonly file: HdfsFileView;
  readonly onClose: () => void;
}

export function MoveDialog({ clusterId, file, onClose }: FileProps) {
  const t = useText(accessTexts);
  const [to, setTo] = useState(file.path);
  const [overwrite, setOverwrite] = useState(false);
  const move = () => callOperation(hdfsFileMove, { params: { clusterId }, body: { from: file.path, to, overwrite } });
  const asking = useAsking(move, onClose);
  const isReady = to !== '' && to !== file.path;
  return (
    <AskingDialog
      title={t('moveTitle', { name: file.name })}
      okText={t('move')}
      isReady={isReady}
      asking={asking}
      onClose={onClose}
    >
      <Field label={t('moveTo')} hint={t('moveHint')} problem={asking.problem}>
        {(ids) => (
          <Input
            {...ids}
            autoFocus
            autoComplete="off"
            className="mono"
            value={to}
            onChange={({ target }) => setTo(target.value)}
          />
        )}
      </Field>
      {(overwrite || asking.code === 'hdfs_already_exists') && file.kind === 'file' && (
        <Checkbox checked={overwrite} onChange={({ target }) => setOverwrite(target.checked)}>
          {t('overwriteThere')}
        </Checkbox>
      )}
    </AskingDialog>
  );
}

export function DeleteDialog({ clusterId, file, onClose }: FileProps) {
  const t = useText(accessTexts);
  const tell = useTell();
  const [skipTrash, setSkipTrash] = useState(false);
  const remove = async () => {
    const body = { path: file.path, recursive: file.kind === 'folder', skipTrash };
    const { trashPath } = await callOperation(hdfsFileDelete, { params: { clusterId }, body });
    tell.done(trashPath === undefined ? t('deletedForGood', { name: file.name }) : t('deletedTo', { path: trashPath }));
  };
  const asking = useAsking(remove, onClose);
  return (
    <AskingDialog
      title={t('deleteTitle', { name: file.name })}
      okText={t('delete')}
      isDanger
      isReady
      asking={asking}
      onClose={onClose}
    >
      <p>{t(file.kind === 'folder' ? 'deleteFolderWhat' : 'deleteFileWhat')}</p>
      <Checkbox checked={skipTrash} onChange={({ target }) => setSkipTrash(target.checked)}>
        {t('deleteForGood')}
      </Checkbox>
      {asking.problem !== undefined && (
        <p className="field-problem" role="alert">
          {asking.problem}
        </p>
      )}
    </AskingDialog>
  );
}

interface Asking {
  readonly run: () => Promise<void>;
  readonly isRunning: boolean;
  readonly problem: string | undefined;
  readonly code: string | undefined;
}

/** Runs a change; closes when it is done, and says what was wrong when it was not. */
function useAsking(change: () => Promise<unknown>, onClose: () => void): Asking {
  const app = useText(appTexts);
  const queryClient = useQueryClient();
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<unknown>();
  return {
    isRunning,
    problem: error === undefined ? undefined : sentencesOf(error, app).description,
    code: error instanceof ApiError ? error.code : undefined,
    async run() {
      setRunning(true);
      setError(undefined);
      try {
        await change();
        onClose();
      } catch (problem) {
        setError(problem);
      } finally {
        setRunning(false);
        void queryClient.invalidateQueries({ queryKey: hdfsFilesKey });
      }
    },
  };
}

interface AskingDialogProps extends Pick<
  DialogProps,
  'title' | 'okText' | 'isDanger' | 'isReady' | 'onClose' | 'children'
> {
  readonly asking: Asking;
}

const AskingDialog = ({ asking, ...rest }: AskingDialogProps) => (
  <Dialog {...rest} isRunning={asking.isRunning} onSend={() => void asking.run()} />
);
