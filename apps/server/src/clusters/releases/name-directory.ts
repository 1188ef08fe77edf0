// A NameNode's formatted name directory. Formatting takes a JVM half a second to a second for each new cluster; instead the
// real NameNode formats one directory when a release is installed, and each cluster gets a copy of it with its own ids, put
// where the NameNode itself would have put them: the VERSION file, and the namespace id inside the file system image.
// https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-hdfs/HdfsImageViewer.html and Hadoop's fsimage.proto.

import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invariant } from '@argosy/kernel/errors';

/** One file of a name directory; the path is within `dfs.namenode.name.dir`. */
export type NameDirectoryFile = { readonly path: string; readonly content: Uint8Array };

/** What tells one HDFS from another. */
export type NameDirectoryIds = {
  /** Within `[NAMESPACE_ID_LEAST, NAMESPACE_ID_MOST]`. */
  readonly namespaceId: number;
  /** `CID-…` by custom. */
  readonly clusterId: string;
  /** `BP-<number>-<address>-<milliseconds>` by custom. */
  readonly blockPoolId: string;
  readonly createdAtMs: number;
};

/** Hadoop draws namespace ids from `[0, 2^31)`. Those that take five bytes in the image can stand in for one another. */
export const NAMESPACE_ID_LEAST = 2 ** 28;
export const NAMESPACE_ID_MOST = 2 ** 31 - 1;

const MAGIC = 'HDFSIMG1';
const VERSION_PATH = 'current/VERSION';

/** The template's files with a cluster's own ids. The content of the file system stays: an empty root. */
export function nameDirectoryFor(
  template: readonly NameDirectoryFile[],
  ids: NameDirectoryIds,
): readonly NameDirectoryFile[] {
  const isImage = (path: string) => /^current\/fsimage_\d+$/.test(path);
  const image = template.find(({ path }) => isImage(path));
  invariant(image !== undefined, 'a name directory holds an image');
  const ownImage = withNamespaceId(image.content, ids.namespaceId);
  return template.map(({ path, content }) => {
    if (path === image.path) return { path, content: ownImage };
    if (path === `${image.path}.md5`) return { path, content: checksumFile(ownImage, image.path) };
    if (path === VERSION_PATH) return { path, content: withIds(content, ids) };
    return { path, content };
  });
}

export async function readNameDirectory(directory: string): Promise<readonly NameDirectoryFile[]> {
  const names = (await readdir(join(directory, 'current'))).sort();
  return Promise.all(
    names.map(async (name) => ({ path: `current/${name}`, content: await readFile(join(directory, 'current', name)) })),
  );
}

/** Writes into a directory that holds none yet. */
export async function writeNameDirectory(directory: string, files: readonly NameDirectoryFile[]): Promise<void> {
  await mkdir(join(directory, 'current'), { recursive: true });
  for (const { path, content } of files) await writeFile(join(directory, path), content, { flag: 'wx' });
}

/** The namespace id that an image carries. */
export function namespaceIdOf(image: Uint8Array): number {
  return readVarint(image, namespaceIdPosition(image)).value;
}

function withNamespaceId(image: Uint8Array, namespaceId: number): Uint8Array {
  invariant(namespaceId >= NAMESPACE_ID_LEAST && namespaceId <= NAMESPACE_ID_MOST, 'a namespace id takes five bytes');
  const position = namespaceIdPosition(image);
  invariant(readVarint(image, position).end - position === 5, "the template's namespace id takes five bytes");
  const own = Uint8Array.from(image);
  own.set(varintOf(namespaceId), position);
  return own;
}

/** The image ends with a summary that says where its sections lie, and the summary's length in the last four bytes. The
 *  section NS_INFO is a length and a NameSystemSection, whose first field is the namespace id. */
function namespaceIdPosition(image: Uint8Array): number {
  invariant(Buffer.from(image.subarray(0, 8)).toString('latin1') === MAGIC, 'an image begins with its magic word');
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const summaryStart = image.length - 4 - view.getInt32(image.length - 4);
  const summary = readVarint(image, summaryStart); // the summary's own length stands before it
  for (const field of fieldsOf(image.subarray(summary.end, summary.end + summary.value))) {
    if (field.number !== 4 || field.bytes === undefined) continue;
    const section = [...fieldsOf(field.bytes)];
    const name = section.find((each) => each.number === 1)?.bytes;
    const offset = section.find((each) => each.number === 3)?.value;
    if (name === undefined || offset === undefined || Buffer.from(name).toString('utf8') !== 'NS_INFO') continue;
    const message = readVarint(image, offset);
    invariant(image[message.end] === 0x08, 'the first field of NS_INFO is the namespace id');
    return message.end + 1;
  }
  throw new Error('the image has no section NS_INFO');
}

type Field = { readonly number: number; readonly value?: number; readonly bytes?: Uint8Array };

/** The fields of a protobuf message of whole numbers, strings and messages. */
function* fieldsOf(message: Uint8Array): Generator<Field> {
  for (let at = 0; at < message.length;) {
    const tag = readVarint(message, at);
    const value = readVarint(message, tag.end);
    const [number, kind] = [tag.value >> 3, tag.value & 7];
    if (kind === 0) {
      yield { number, value: value.value };
      at = value.end;
    } else {
      invariant(kind === 2, 'a field is a number or has a length');
      yield { number, bytes: message.subarray(value.end, value.end + value.value) };
      at = value.end + value.value;
    }
  }
}

function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  for (let at = start, scale = 1; ; at++, scale *= 128) {
    const byte = bytes[at];
    invariant(byte !== undefined && at - start < 8, 'a number ends within the file');
    value += (byte & 127) * scale;
    if (byte < 128) return { value, end: at + 1 };
  }
}

function varintOf(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.from([...bytes, rest]);
}

function withIds(
  versionFile: Uint8Array,
  { namespaceId, clusterId, blockPoolId, createdAtMs }: NameDirectoryIds,
): Uint8Array {
  const own: Readonly<Record<string, string>> = {
    namespaceID: String(namespaceId),
    clusterID: clusterId,
    blockpoolID: blockPoolId,
    cTime: String(createdAtMs),
  };
  const lines = Buffer.from(versionFile).toString('utf8').split('\n');
  for (const key of Object.keys(own)) {
    invariant(
      lines.some((line) => line.startsWith(`${key}=`)),
      `VERSION names ${key}`,
    );
  }
  const ownLines = lines
    .filter((line) => !line.startsWith('#')) // the date of the template's format, which is not this cluster's
    .map((line) => {
      const key = line.slice(0, line.indexOf('='));
      return own[key] === undefined ? line : `${key}=${own[key]}`;
    });
  return Buffer.from(ownLines.join('\n'));
}

function checksumFile(image: Uint8Array, imagePath: string): Uint8Array {
  const name = imagePath.slice('current/'.length);
  return Buffer.from(`${createHash('md5').update(image).digest('hex')} *${name}\n`);
}
