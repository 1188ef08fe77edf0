// Uploaded files with what names them.
import type { Caller } from '../platform/caller.ts';
import type { WorkloadsDeps } from './deps.ts';
import { type FileUse, listFiles, type StoredFile, usesOfFiles } from './store/files.ts';

export interface FileAsSeen extends StoredFile {
  readonly names: readonly string[];
  readonly usedBy: readonly Pick<FileUse, 'kind' | 'id' | 'name'>[];
}

/** A page, newest first. The cursor says when the last file came and which it is: files of one moment keep their order. */
export async function getFiles(
  deps: WorkloadsDeps,
  { organizationId }: Caller,
  { limit, cursor, unused }: { readonly limit: number; readonly cursor?: string | undefined; readonly unused: boolean },
): Promise<{ readonly files: readonly FileAsSeen[]; readonly cursor: string | undefined }> {
  const [createdAt = '', sha256 = ''] = cursor?.split('/') ?? [];
  const after = cursor === undefined ? undefined : { createdAt, sha256 };
  return deps.read({ organizationId }, async (tx) => {
    const read = await listFiles(tx, { organizationId, after, unused, limit: limit + 1 });
    const page = read.slice(0, limit);
    const uses = await usesOfFiles(
      tx,
      organizationId,
      page.map((file) => file.sha256),
    );
    const last = read.length > limit ? page.at(-1) : undefined;
    return {
      files: page.map((file) => asSeen(file, uses)),
      cursor: last && `${last.createdAt.toString()}/${last.sha256}`,
    };
  });
}

function asSeen(file: StoredFile, all: readonly FileUse[]): FileAsSeen {
  const uses = all.filter(({ sha256 }) => sha256 === file.sha256);
  const users = new Map(uses.map(({ kind, id, name }) => [id, { kind, id, name }]));
  return {
    ...file,
    names: [...new Set(uses.map(({ fileName }) => fileName))].filter(Boolean),
    usedBy: [...users.values()],
  };
}
