// Files on their way into HDFS. XMLHttpRequest, because `fetch` does not say how far it has come.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { ApiError, errorOf, newIdempotencyKey, ServerUnreachable } from '@argosy/client/browser';
import { hdfsFilePut } from '@argosy/contract/clusters/hdfs-operations';
import { connection, targetOf } from '../app/api.ts';
import { hdfsFilesKey } from './queries.ts';

export interface Upload {
  readonly id: string;
  readonly path: string;
  readonly file: File;
  readonly state: 'waiting' | 'sending' | 'asking' | 'failed';
  readonly sentBytes: number;
  readonly error?: unknown;
}

export interface Uploads {
  readonly all: readonly Upload[];
  /** What is not yet there is broken off when somebody leaves the page. */
  readonly isBusy: boolean;
  readonly add: (files: readonly { readonly file: File; readonly path: string; readonly isThere: boolean }[]) => void;
  /** Puts it in the place of the file that is there, or tries again what failed. */
  readonly send: (upload: Upload, overwrite: boolean) => void;
  /** Breaks it off; what had come of it is cleared away by the server. */
  readonly drop: (upload: Upload) => void;
}

/** One after the other: they share one way to the cluster. */
export function useUploads(clusterId: string, onDone: (path: string) => void): Uploads {
  const queryClient = useQueryClient();
  const [all, setAll] = useState<readonly (Upload & { readonly overwrite: boolean })[]>([]);
  const sending = useRef<{ readonly id: string; readonly end: () => void }>(undefined);
  const change = (id: string, to: Partial<Upload & { overwrite: boolean }>) =>
    setAll((before) => before.map((each) => (each.id === id ? { ...each, ...to } : each)));

  const sendNext = useEffectEvent(async (): Promise<void> => {
    const next = all.find(({ state }) => state === 'waiting');
    if (sending.current !== undefined || next === undefined) return;
    const { id, path, file, overwrite } = next;
    const end = new AbortController();
    sending.current = { id, end: () => end.abort() };
    change(id, { state: 'sending', sentBytes: 0, error: undefined });
    try {
      await sendFile({ clusterId, path, file, overwrite }, (sentBytes) => change(id, { sentBytes }), end.signal);
      setAll((before) => before.filter((each) => each.id !== id));
      void queryClient.invalidateQueries({ queryKey: hdfsFilesKey });
      onDone(path);
    } catch (error) {
      const isThere = error instanceof ApiError && error.code === 'hdfs_already_exists';
      change(id, isThere ? { state: 'asking' } : { state: 'failed', error });
    } finally {
      sending.current = undefined;
      setAll((before) => [...before]); // the next one's turn
    }
  });

  useEffect(() => void sendNext(), [all]);
  useEffect(() => () => sending.current?.end(), []);

  return {
    all,
    isBusy: all.some(({ state }) => state === 'sending' || state === 'waiting'),
    add: (files) =>
      setAll((before) => [
        ...before,
        ...files.map(({ file, path, isThere }) => ({
          id: newIdempotencyKey(),
          path,
          file,
          state: isThere ? ('asking' as const) : ('waiting' as const),
          sentBytes: 0,
          overwrite: false,
        })),
      ]),
    send: ({ id }, overwrite) => change(id, { state: 'waiting', overwrite }),
    drop: ({ id }) => {
      setAll((before) => before.filter((each) => each.id !== id));
      if (sending.current?.id === id) sending.current.end();
    },
  };
}

interface FileToSend {
  readonly clusterId: string;
  readonly path: string;
  readonly file: File;
  readonly overwrite: boolean;
}

/** Throws ApiError, ServerUnreachable, or that it was broken off. */
function sendFile(
  { clusterId, path, file, overwrite }: FileToSend,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const request = new XMLHttpRequest();
  const query = { path, ...(overwrite && { overwrite: 'true' }) };
  const target = targetOf(hdfsFilePut, { params: { clusterId }, query });
  request.open('PUT', target);
  const headers = {
    ...connection.credentials('PUT'),
    'accept-language': connection.language,
    'content-type': 'application/octet-stream',
    'idempotency-key': newIdempotencyKey(),
  };
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.addEventListener('progress', ({ loaded }) => onSent(loaded));
  request.addEventListener('load', () => {
    if (request.status < 300) return resolve();
    const { status, responseText } = request;
    const type = request.getResponseHeader('content-type') ?? '';
    void errorOf(new Response(responseText, { status, headers: { 'content-type': type } }), target).then(reject);
    return undefined;
  });
  request.addEventListener('error', () => reject(new ServerUnreachable(location.origin)));
  request.addEventListener('abort', () => reject(signal.reason));
  signal.addEventListener('abort', () => request.abort(), { once: true });
  request.send(file);
  return promise;
}
