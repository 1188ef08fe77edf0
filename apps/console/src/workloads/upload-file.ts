// Brings a file of the reader's machine to the server, under the hash of its content. What is there already is not sent again.
import { send, targetOf } from '@argosy/client/browser';
import { ApiError } from '@argosy/client/browser';
import { fileGet, filePut } from '@argosy/contract/workloads/operations';
import { callOperation, connection } from '../app/api.ts';

export interface FileReference {
  readonly name: string;
  readonly sha256: string;
}

/** Browsers compute hashes on pages of this machine or of HTTPS only. */
export const canUpload = (): boolean => isSecureContext;

export async function uploadFile(file: File): Promise<FileReference> {
  const sha256 = await hashOf(file);
  if (!(await isThere(sha256)))
    await send(
      connection,
      {
        method: filePut.method,
        target: targetOf(filePut, { params: { sha256 } }),
        headers: { 'content-type': 'application/octet-stream' },
        body: async () => file,
      },
      async () => undefined,
    );
  return { name: file.name, sha256 };
}

async function hashOf(file: File): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return [...digest].map((octet) => octet.toString(16).padStart(2, '0')).join('');
}

async function isThere(sha256: string): Promise<boolean> {
  try {
    await callOperation(fileGet, { params: { sha256 } });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
}
