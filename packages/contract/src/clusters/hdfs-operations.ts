// Operations on the files of a cluster's HDFS (CLU-7): list, read, write, move, delete, and a look into a file. Paths stand in
// the query or the body, never in the road: they are long, and have blanks, % and / in them.
import * as z from 'zod';
import { instant, operation, pageOf, pageQuery } from '../operation.ts';

const ofCluster = z.object({ clusterId: z.string().describe('id or name') });

/** Longer than any path that fits; what is too long or no path is told as such (`hdfs_path_invalid`), in the server. */
const path = z.string().min(1).max(10_000);
const pathOfFile = path.describe('of the file in HDFS, such as /user/hadoop/orders.csv');
const pathOfFolder = path.describe('of the folder in HDFS, such as /user/hadoop');

export const hdfsFileView = z.object({
  path: z.string(),
  name: z.string().describe('the last part of the path; / of the root'),
  kind: z.enum(['file', 'folder', 'link']),
  sizeBytes: z.number().describe('0 of a folder'),
  owner: z.string(),
  group: z.string(),
  permission: z.string().describe('octal, such as 755 or 1777'),
  replication: z.int().describe('copies of each block; 0 of a folder'),
  blockBytes: z.number(),
  modifiedAt: instant,
});
export type HdfsFileView = z.infer<typeof hdfsFileView>;

const anyHdfs = [
  'cluster_not_found',
  'cluster_not_running',
  'node_not_connected',
  'hdfs_absent',
  'hdfs_path_invalid',
  'hdfs_permission_denied',
  'hdfs_unavailable',
  'hdfs_refused',
] as const;
const anyWrite = [...anyHdfs, 'hdfs_safe_mode', 'hdfs_quota_exceeded', 'hdfs_not_a_folder'] as const;

export const hdfsFileList = operation({
  id: 'hdfs_file_list',
  summary: 'Lists what is in a folder of HDFS, by name as HDFS orders it',
  permission: 'clusters:ListHdfsFiles',
  resource: 'cluster/{clusterId}',
  detail: ['path'],
  method: 'GET',
  path: '/v1/clusters/:clusterId/hdfs/files',
  params: ofCluster,
  query: z.object({
    path: pathOfFolder.default('/'),
    limit: pageQuery.limit,
    cursor: z.string().max(400).optional().describe('`cursor` of the page before'),
  }),
  result: pageOf(hdfsFileView),
  errors: [...anyHdfs, 'hdfs_path_not_found', 'hdfs_not_a_folder'],
});

export const hdfsFileGet = operation({
  id: 'hdfs_file_get',
  summary: 'Fetches a file out of HDFS; a `Range` header asks for a part of it',
  permission: 'clusters:ReadHdfsFile',
  resource: 'cluster/{clusterId}',
  detail: ['path'],
  method: 'GET',
  path: '/v1/clusters/:clusterId/hdfs/content',
  params: ofCluster,
  query: z.object({ path: pathOfFile }),
  answers: 'octets',
  errors: [...anyHdfs, 'hdfs_path_not_found', 'hdfs_is_a_folder', 'hdfs_range_outside'],
});

export const hdfsFilePut = operation({
  id: 'hdfs_file_put',
  summary: 'Puts a file into HDFS; folders above it are made, and its name appears once all of it is there',
  permission: 'clusters:WriteHdfsFile',
  resource: 'cluster/{clusterId}',
  detail: ['path'],
  method: 'PUT',
  path: '/v1/clusters/:clusterId/hdfs/content',
  params: ofCluster,
  query: z.object({
    path: pathOfFile,
    overwrite: z.stringbool().default(false).describe('put it in the place of a file that is there'),
  }),
  sends: 'octets',
  result: hdfsFileView,
  errors: [...anyWrite, 'hdfs_already_exists', 'hdfs_is_a_folder', 'hdfs_no_space', 'hdfs_upload_broken'],
});

export const hdfsFolderMake = operation({
  id: 'hdfs_folder_make',
  summary: 'Makes a folder in HDFS with those above it; one that is there stays as it is',
  permission: 'clusters:WriteHdfsFile',
  resource: 'cluster/{clusterId}',
  detail: ['path'],
  method: 'POST',
  path: '/v1/clusters/:clusterId/hdfs/folders',
  params: ofCluster,
  body: z.strictObject({ path: pathOfFolder }),
  result: hdfsFileView,
  errors: [...anyWrite, 'hdfs_already_exists'],
});

export const hdfsFileMove = operation({
  id: 'hdfs_file_move',
  summary: 'Moves or renames a file or folder in HDFS, in one step',
  permission: 'clusters:WriteHdfsFile',
  resource: 'cluster/{clusterId}',
  detail: ['from', 'to'],
  method: 'POST',
  path: '/v1/clusters/:clusterId/hdfs/move',
  params: ofCluster,
  body: z.strictObject({
    from: path.describe('the path it has'),
    to: path.describe('the path it is to have, its name included'),
    overwrite: z.boolean().default(false).describe('put it in the place of a file that is there'),
  }),
  result: hdfsFileView,
  errors: [
    ...anyWrite,
    'hdfs_path_not_found',
    'hdfs_already_exists',
    'hdfs_folder_not_empty',
    'hdfs_root_stays',
    'hdfs_move_into_itself',
  ],
});

export const hdfsFileDelete = operation({
  id: 'hdfs_file_delete',
  summary: 'Deletes a file or folder in HDFS; into the trash, where the cluster keeps one',
  permission: 'clusters:DeleteHdfsFile',
  resource: 'cluster/{clusterId}',
  detail: ['path'],
  method: 'POST',
  path: '/v1/clusters/:clusterId/hdfs/delete',
  params: ofCluster,
  body: z.strictObject({
    path: path.describe('what to delete'),
    recursive: z.boolean().default(false).describe('a folder with all that is in it'),
    skipTrash: z.boolean().default(false).describe('for good, also where the cluster keeps a trash'),
  }),
  result: z.object({
    path: z.string(),
    trashPath: z.string().optional().describe('where it lies in the trash; absent when it is gone for good'),
  }),
  errors: [...anyWrite, 'hdfs_path_not_found', 'hdfs_folder_not_empty', 'hdfs_root_stays'],
});

export const hdfsPreviewFormats = ['text', 'csv', 'tsv', 'json', 'json_lines', 'parquet', 'binary'] as const;
export const hdfsPreviewEncodings = ['utf-8', 'gbk', 'utf-16le', 'utf-16be'] as const;

export const hdfsFilePreview = operation({
  id: 'hdfs_file_preview',
  summary: 'Looks into a file in HDFS, or into the part files of a folder: text, CSV, JSON, Parquet',
  permission: 'clusters:ReadHdfsFile',
  resource: 'cluster/{clusterId}',
  detail: ['path'],
  method: 'GET',
  path: '/v1/clusters/:clusterId/hdfs/preview',
  params: ofCluster,
  query: z.object({
    path: path.describe('a file, or a folder of part files as Spark writes them'),
    rows: z.coerce.number().int().min(1).max(500).default(100).describe('rows or lines at most'),
    header: z
      .stringbool()
      .optional()
      .describe('whether the first row of CSV or TSV names the columns; guessed, if left out'),
  }),
  result: z.object({
    path: z.string(),
    file: z.string().describe('the file looked into: of a folder the first part that is not empty'),
    format: z.enum(hdfsPreviewFormats),
    compression: z.enum(['gzip', 'zstd']).optional(),
    encoding: z.enum(hdfsPreviewEncodings).optional().describe('of text'),
    sizeBytes: z.number(),
    modifiedAt: instant,
    text: z.string().optional().describe('of text, JSON and of what is no table'),
    columns: z
      .array(
        z.object({
          name: z.string(),
          type: z.string().optional().describe('as the file says'),
          omitted: z.boolean().optional().describe('too large to be looked into'),
        }),
      )
      .optional(),
    rows: z
      .array(z.array(z.string().nullable()))
      .optional()
      .describe('cells as text, in the order of columns; null where there is no value'),
    hasHeader: z.boolean().optional().describe('of CSV and TSV: whether the first row was taken for names'),
    rowCount: z.number().optional().describe('of the whole file, where it says so'),
    columnCount: z.int().optional().describe('of the whole file; there may be more than are shown'),
    truncated: z.boolean().describe('whether there is more than is shown'),
  }),
  errors: [...anyHdfs, 'hdfs_path_not_found', 'hdfs_preview_failed'],
});
export type HdfsPreview = z.infer<typeof hdfsFilePreview.result>;

export const hdfsOperations = [
  hdfsFileList,
  hdfsFileGet,
  hdfsFilePut,
  hdfsFolderMake,
  hdfsFileMove,
  hdfsFileDelete,
  hdfsFilePreview,
] as const;
