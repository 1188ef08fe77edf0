// Answers the server's questions about this node: a piece of a file, lines of it, a folder's files, an HTTP exchange, a body to
// be carried.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
} from 'node:fs';
import { request as httpRequest } from 'node:http';
import { isIPv4 } from 'node:net';
import { join } from 'node:path';
import type { AgentSettings, Answer, Request } from '@argosy/contract/agent/protocol';
import { Refusal, refusal, unreachable } from '@argosy/kernel/errors';
import { asUser } from '@argosy/host/user';
import { carry } from './carry.ts';
import { diskFull, reportOf } from './problem.ts';
import { searchFile } from './search-file.ts';
import { below } from './settings.ts';

const LARGEST_BODY_BYTES = 8 * 1024 * 1024;
/** More files than a person or a job's outputs need; a bound, so that no answer grows without end. */
const MOST_FILES = 20_000;

type ListedFile = Extract<Answer, { kind: 'list' }>['files'][number];
type HttpRequest = Extract<Request, { kind: 'http' }>;

/** Never throws: what cannot be answered is a problem in the answer. */
export async function answer(settings: AgentSettings, request: Request): Promise<Answer> {
  try {
    switch (request.kind) {
      case 'read':
        return readPiece(settings, request);
      case 'list':
        return { kind: 'list', files: listFiles(settings, request.path) };
      case 'search':
        return await search(settings, request);
      case 'carry':
        requireOfCluster(settings, request.url);
        return await carry(settings, request);
      case 'http':
        return await exchange(settings, request);
      default:
        return unreachable(request);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const missing = refusal('log_not_found', { log: 'path' in request ? request.path : '', available: [] });
      return { kind: 'problem', problem: reportOf(missing) };
    }
    const known = error instanceof Refusal ? error : diskFull(error);
    return {
      kind: 'problem',
      problem: reportOf(known ?? refusal('request_invalid', { problems: String(error) })),
    };
  }
}

/** With the node user's rights, and only what really lies in the node's folder: a job may have put a link there. */
export function openInside(settings: AgentSettings, path: string): number {
  const wanted = below(settings.directory, path);
  const file = asUser(settings.user, () => openSync(wanted, constants.O_RDONLY | constants.O_NONBLOCK));
  const real = readlinkSync(`/proc/self/fd/${file}`); // of what was opened: no link can be changed in between
  if (fstatSync(file).isFile() && isInside(settings, real)) return file;
  closeSync(file);
  throw refusal('request_invalid', { problems: `"${path}" is not a file of this node` });
}

function readPiece(settings: AgentSettings, { path, offset, limit }: Extract<Request, { kind: 'read' }>): Answer {
  const file = openInside(settings, path);
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.max(0, Math.min(limit, LARGEST_BODY_BYTES, size - offset)));
    const read = buffer.length === 0 ? 0 : readSync(file, buffer, 0, buffer.length, offset);
    return { kind: 'read', base64: buffer.subarray(0, read).toString('base64'), sizeBytes: size };
  } finally {
    closeSync(file);
  }
}

async function search(settings: AgentSettings, request: Extract<Request, { kind: 'search' }>): Promise<Answer> {
  const file = openInside(settings, request.path);
  try {
    return await searchFile(file, request);
  } finally {
    closeSync(file);
  }
}

/** Regular files at any depth; links are neither listed nor followed. Sorted by path; the first 20,000. */
function listFiles(settings: AgentSettings, path: string): readonly ListedFile[] {
  const folder = below(settings.directory, path);
  return asUser(settings.user, () => {
    if (!isInside(settings, realpathSync(folder))) {
      throw refusal('request_invalid', { problems: `"${path}" leads out of the node` });
    }
    const files: ListedFile[] = [];
    walk(folder, '', files);
    return files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  });
}

// By hand: the recursive `readdir` of Node goes into folders that are links.
function walk(folder: string, prefix: string, files: ListedFile[]): void {
  for (const each of readdirSync(folder, { withFileTypes: true })) {
    if (files.length >= MOST_FILES) return;
    const path = join(folder, each.name);
    if (each.isDirectory()) walk(path, `${prefix}${each.name}/`, files);
    const stat = each.isFile() ? lstatSync(path, { throwIfNoEntry: false }) : undefined; // it may have gone since
    if (stat) files.push({ path: `${prefix}${each.name}`, sizeBytes: stat.size, modifiedMs: Math.round(stat.mtimeMs) });
  }
}

function exchange(settings: AgentSettings, request: HttpRequest): Promise<Answer> {
  const url = requireOfCluster(settings, request.url);
  const body = Buffer.from(request.body ?? '', request.bodyEncoding ?? 'utf8');
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      url,
      {
        method: request.method,
        headers: { ...request.headers, ...(body.length > 0 && { 'content-length': body.length }) },
        agent: false,
        signal: AbortSignal.timeout(request.timeoutMs),
      },
      (given) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        given.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          chunks.push(chunk);
          if (bytes > LARGEST_BODY_BYTES) asked.destroy(new Error('the answer is larger than 8 MiB'));
        });
        given.on('error', reject);
        given.on('end', () => {
          const headers = Object.entries(given.headers).map(([name, value]) => [name, String(value)] as const);
          const base64 = Buffer.concat(chunks).toString('base64');
          resolve({ kind: 'http', status: given.statusCode ?? 0, headers: Object.fromEntries(headers), base64 });
        });
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Both are real paths: people put a link where a larger disk is to take over. */
function isInside(settings: AgentSettings, path: string): boolean {
  const directory = realpathSync(settings.directory);
  return path === directory || path.startsWith(`${directory}/`);
}

function requireOfCluster({ address }: AgentSettings, text: string): URL {
  const url = new URL(text);
  if (isOfCluster(address, url.hostname)) return url;
  throw refusal('request_invalid', { problems: `${url.hostname} is no address of this node's cluster` });
}

/** Addresses of this machine's loopback, and of the node's own network: the server has no business elsewhere from here. */
function isOfCluster(own: string, host: string): boolean {
  if (!isIPv4(host)) return false;
  const network = (address: string) => address.split('.').slice(0, 2).join('.');
  return host.startsWith('127.') || network(host) === network(own);
}
