// Binds the operations on files in HDFS to their use cases. What users have put there never runs in the console's origin: it is
// always given out as a file to be saved, of no type, and a browser that shows it all the same shows it in a sandbox.
import {
  hdfsFileDelete,
  hdfsFileGet,
  hdfsFileList,
  hdfsFileMove,
  hdfsFilePreview,
  hdfsFilePut,
  type HdfsFileView,
  hdfsFolderMake,
} from '@argosy/contract/clusters/hdfs-operations';
import { Instant } from '@argosy/kernel/time';
import type { Caller } from '../../platform/caller.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import type { ClustersDeps } from '../clusters-deps.ts';
import { deleteHdfsFile } from '../delete-hdfs-file.ts';
import { attachmentNamed } from '../domain/byte-range.ts';
import { ofSubject } from '../domain/hdfs-upload.ts';
import { getHdfsFile } from '../get-hdfs-file.ts';
import { type HdfsEntry, openHdfs, statusOf } from '../hdfs/web-hdfs.ts';
import { listHdfsFiles } from '../list-hdfs-files.ts';
import { makeHdfsFolder } from '../make-hdfs-folder.ts';
import { moveHdfsFile } from '../move-hdfs-file.ts';
import { previewHdfsFile } from '../preview-hdfs-file.ts';
import { putHdfsFile } from '../put-hdfs-file.ts';

export function hdfsRoutes(deps: ClustersDeps): readonly Binding[] {
  const present = async (caller: Caller, subject: string): Promise<HdfsFileView> => {
    const { clusterId, path } = ofSubject(subject);
    return toView(await statusOf(await openHdfs(deps, caller, clusterId), path));
  };
  return [
    bind(hdfsFileList, async ({ caller, params, query: { path, limit, cursor } }) => {
      const after = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8');
      const entries = await listHdfsFiles(deps, caller, { ...params, path, after, limit: limit + 1 });
      const items = entries.slice(0, limit);
      const last = entries.length > limit ? items.at(-1) : undefined;
      return { items: items.map(toView), ...(last && { cursor: Buffer.from(last.name).toString('base64url') }) };
    }),
    bind(hdfsFileGet, async ({ caller, params, query, raw, reply, signal }) => {
      const { range, 'if-range': ifRange } = raw.headers;
      const asked = { ...params, ...query, range, ifRange: ifRange?.toString(), signal };
      const { entry, part, tag, content } = await getHdfsFile(deps, caller, asked);
      const { name, sizeBytes, modifiedMs } = entry;
      if (part !== 'whole') {
        const { offset, length } = part;
        reply.code(206).header('content-range', `bytes ${offset}-${offset + length - 1}/${sizeBytes}`);
      }
      await reply
        .headers({
          'content-type': 'application/octet-stream',
          'content-length': part === 'whole' ? sizeBytes : part.length,
          'content-disposition': attachmentNamed(name),
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; sandbox",
          'cache-control': 'private, no-store',
          'accept-ranges': 'bytes',
          etag: tag,
          'last-modified': new Date(modifiedMs).toUTCString(),
        })
        .send(content);
      return undefined;
    }),
    bind(hdfsFilePut, async ({ caller, params, query, raw }) =>
      toView(await putHdfsFile(deps, caller, { ...params, ...query, content: raw.raw })),
    ),
    bind(
      hdfsFolderMake,
      async ({ caller, params, body }) => toView(await makeHdfsFolder(deps, caller, { ...params, ...body })),
      { present },
    ),
    bind(
      hdfsFileMove,
      async ({ caller, params, body }) => toView(await moveHdfsFile(deps, caller, { ...params, ...body })),
      { present },
    ),
    bind(
      hdfsFileDelete,
      async ({ caller, params, body }) => ({ ...(await deleteHdfsFile(deps, caller, { ...params, ...body })) }),
      { present: async (_, subject) => ({ path: ofSubject(subject).path }) },
    ),
    bind(hdfsFilePreview, async ({ caller, params, query }) => {
      const asked = { ...params, ...query, header: query.header };
      const { path, entry, preview } = await previewHdfsFile(deps, caller, asked);
      const { sizeBytes, modifiedMs } = entry;
      return { path, file: entry.path, sizeBytes, modifiedAt: toInstant(modifiedMs), ...preview };
    }),
  ];
}

const toInstant = (ms: number): string => Instant.fromEpochMilliseconds(ms).toString();

const toView = (entry: HdfsEntry): HdfsFileView => ({
  path: entry.path,
  name: entry.name,
  kind: entry.kind,
  sizeBytes: entry.sizeBytes,
  owner: entry.owner,
  group: entry.group,
  permission: entry.permission,
  replication: entry.replication,
  blockBytes: entry.blockBytes,
  modifiedAt: toInstant(entry.modifiedMs),
});
