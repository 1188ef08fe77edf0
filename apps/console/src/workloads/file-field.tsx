// A file of a job: one that comes with the release, one that was uploaded before, or one of the reader's machine.
import { DeleteOutlined, UploadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useRef, useState } from 'react';
import { type DraftPath, problemAt, valueAt } from '../app/draft.ts';
import type { DraftFieldProps } from '../app/draft-fields.tsx';
import { Field } from '../app/field.tsx';
import { Leaving } from '../app/leaving.tsx';
import { useOptionalQuery } from '../app/queries.ts';
import { useTell } from '../app/tell.tsx';
import { useText } from '../app/text.ts';
import { bytesIn } from '../app/times.ts';
import { uploadedFilesQuery } from './queries.ts';
import { workloadsTexts } from './texts.ts';
import { canUpload, type FileReference, uploadFile } from './upload-file.ts';

interface FileFieldProps extends DraftFieldProps {
  /** A program that comes with the release, where one does for this kind of job. */
  readonly ofRelease?: string;
}

/** One file. */
export function FileField({ draft, path, label, hint, change, ofRelease }: FileFieldProps) {
  const t = useText(workloadsTexts);
  const value = valueAt(draft, path);
  const chosen = fileOf(value);
  const uploaded = useUploaded();
  return (
    <Field label={label} hint={hint} problem={problemAt(draft, ...path)}>
      {(ids) => (
        <div className="file-field">
          <Select
            {...ids}
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('chooseFile')}
            value={typeof value === 'string' ? value : (chosen?.sha256 ?? null)}
            onChange={(key: string) => change(path, key === ofRelease ? key : uploaded.referenceOf(key))}
            options={[
              ...(ofRelease === undefined ? [] : [{ value: ofRelease, label: t('ofRelease', { name: ofRelease }) }]),
              ...uploaded.options(chosen === undefined ? [] : [chosen]),
            ]}
          />
          <Upload onUploaded={([file]) => file && change(path, file, 'once_readable')} />
        </div>
      )}
    </Field>
  );
}

/** Several files, in their order. */
export function FilesField({ draft, path, label, hint, change }: DraftFieldProps) {
  const t = useText(workloadsTexts);
  const value = valueAt(draft, path);
  const files = (Array.isArray(value) ? value : []).flatMap((each) => fileOf(each) ?? []);
  const uploaded = useUploaded();
  const at = (index: number): DraftPath => [...path, index];
  return (
    <Field label={label} hint={hint} problem={problemAt(draft, ...path)}>
      {(ids) => (
        <>
          {files.length > 0 && (
            <ul className="file-list">
              {files.map((file, index) => (
                // the same file may stand there twice
                <li key={index}>
                  <span>{file.name}</span>
                  <span className="mono soft">{file.sha256.slice(0, 12)}</span>
                  <Button
                    type="text"
                    size="small"
                    icon={<DeleteOutlined />}
                    aria-label={t('removeFile', { name: file.name })}
                    onClick={() => change(files.length === 1 ? path : at(index), undefined)}
                  />
                </li>
              ))}
            </ul>
          )}
          <div className="file-field">
            <Select
              {...ids}
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={t('addUploaded')}
              value={null}
              onChange={(key: string | null) => key !== null && change(at(files.length), uploaded.referenceOf(key))}
              options={uploaded.options([])}
            />
            <Upload isForSeveral onUploaded={(more) => change(path, [...files, ...more], 'once_readable')} />
          </div>
        </>
      )}
    </Field>
  );
}

function useUploaded() {
  const found = useOptionalQuery(uploadedFilesQuery)?.items ?? [];
  const all = found.flatMap(({ sha256, names, sizeBytes }) =>
    (names.length === 0 ? [sha256.slice(0, 12)] : names).map((name) => ({ name, sha256, sizeBytes })),
  );
  return {
    referenceOf: (sha256: string): FileReference => {
      const name = all.find((each) => each.sha256 === sha256)?.name ?? sha256;
      return { name, sha256 };
    },
    /** `also`: those that the list does not have, or has under another name. */
    options: (also: readonly FileReference[]) => [
      ...also.map(({ name, sha256 }) => ({ value: sha256, label: name })),
      ...all
        .filter(({ sha256 }, index) => all.findIndex((each) => each.sha256 === sha256) === index)
        .filter(({ sha256 }) => !also.some((each) => each.sha256 === sha256))
        .map(({ name, sha256, sizeBytes }) => ({ value: sha256, label: `${name} · ${bytesIn(sizeBytes)}` })),
    ],
  };
}

function Upload({
  isForSeveral = false,
  onUploaded,
}: {
  readonly isForSeveral?: boolean;
  readonly onUploaded: (files: readonly FileReference[]) => void;
}) {
  const t = useText(workloadsTexts);
  const tell = useTell();
  const queryClient = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const taken = useRef(onUploaded); // the form may have become another before a file is there
  taken.current = onUploaded;

  async function upload(files: readonly File[]): Promise<void> {
    setBusy(true);
    try {
      const made: FileReference[] = [];
      for (const file of files) made.push(await uploadFile(file)); // one after the other: they share one line
      taken.current(made);
      await queryClient.invalidateQueries({ queryKey: uploadedFilesQuery.queryKey });
    } catch (error) {
      tell.problem(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Leaving isBusy={isBusy} what={t('uploadLeave')} />
      <Button
        icon={<UploadOutlined />}
        loading={isBusy}
        disabled={!canUpload()}
        title={canUpload() ? undefined : t('uploadNeedsHttps')}
        onClick={() => input.current?.click()}
      >
        {t('upload')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={isForSeveral}
        aria-label={t('upload')}
        onChange={({ target }) => {
          void upload([...(target.files ?? [])]);
          target.value = ''; // the same file may be chosen again
        }}
      />
    </>
  );
}

function fileOf(value: unknown): FileReference | undefined {
  const { name, sha256 } = (typeof value === 'object' && value !== null ? value : {}) as Partial<FileReference>;
  return typeof sha256 === 'string' ? { name: name ?? sha256, sha256 } : undefined;
}
