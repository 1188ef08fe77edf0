// What agents fetch from the server and bring to it as streams, authorized by their node's token: uploaded files by hash, logs
// of runs, outputs of plan runs. Not part of the public API.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refusal } from '@argosy/kernel/errors';
import { type Home, receivingBeside, uploadedFile } from '../../platform/home.ts';

export interface AgentRoutesOptions {
  readonly home: Pick<Home, 'files' | 'runLogs' | 'outputs'>;
  readonly authenticate: (token: string) => Promise<string | undefined>;
  /** Whether this run or plan run takes place on the node's cluster. */
  readonly mayWrite: (nodeId: string, kind: 'run' | 'plan_run', id: string) => Promise<boolean>;
}

/** A fastify plugin, so that taking bodies as streams is these routes' affair alone. */
export function agentRoutes({ home, authenticate, mayWrite }: AgentRoutesOptions) {
  const nodeOf = async (request: FastifyRequest): Promise<string> => {
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
    const nodeId = scheme === 'Bearer' && token !== '' ? await authenticate(token) : undefined;
    if (nodeId === undefined) throw refusal('credentials_invalid', {});
    return nodeId;
  };

  /** Where a file below the folder of run or plan run `id` is kept; refuses what this node may not write. */
  const placeFor = async (request: FastifyRequest, kind: 'run' | 'plan_run'): Promise<string> => {
    const nodeId = await nodeOf(request);
    const { id = '', '*': path = '' } = request.params as { readonly id?: string; readonly '*'?: string };
    if (!/^[\w-]+$/.test(id) || !(await mayWrite(nodeId, kind, id))) {
      throw refusal(kind === 'run' ? 'run_not_found' : 'plan_run_not_found', { runId: id, planRunId: id });
    }
    return below(join(kind === 'run' ? home.runLogs : home.outputs, id), path);
  };

  return async (app: FastifyInstance): Promise<void> => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_, payload, done) => done(null, payload));

    const sendFile = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      await nodeOf(request);
      const { sha256 } = request.params as { readonly sha256: string };
      const path = uploadedFile(home, sha256);
      const found = /^[0-9a-f]{64}$/.test(sha256) ? await stat(path).catch(() => undefined) : undefined;
      if (!found) throw refusal('file_not_found', { sha256 });
      return await reply
        .type('application/octet-stream')
        .header('content-length', found.size)
        .send(createReadStream(path));
    };
    const put = { method: 'PUT', bodyLimit: Number.MAX_SAFE_INTEGER } as const; // what bounds a stream is the disk
    app.route({ method: 'GET', url: '/v1/agent/files/:sha256', handler: sendFile });
    app.route({
      ...put,
      url: '/v1/agent/logs/:id/*',
      handler: async (request) => keep(request, await placeFor(request, 'run')),
    });
    app.route({
      ...put,
      url: '/v1/agent/outputs/:id/*',
      handler: async (request) => keep(request, await placeFor(request, 'plan_run')),
    });
  };
}

/** Streams the body beside its place and puts it there once it is whole: what is found there is never a part. A second time
 *  replaces the first. */
async function keep(request: FastifyRequest, path: string): Promise<{ sizeBytes: number; sha256: string }> {
  const beside = receivingBeside(path);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measure = new Transform({
    transform: (chunk: Buffer, _, done) => {
      hash.update(chunk);
      sizeBytes += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(request.body as Readable, measure, createWriteStream(beside, { flags: 'wx', mode: 0o600 }));
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw refusal('disk_full', { path: dirname(path) }, { cause: error });
    throw error;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

function below(folder: string, relative: string): string {
  const path = normalize(relative);
  const leadsOut = isAbsolute(path) || path === '..' || path.startsWith('../') || path.includes('\0');
  if (leadsOut || path === '.' || path.endsWith('/')) {
    throw refusal('request_invalid', { problems: `"${relative}" is not the path of a file below this folder` });
  }
  return join(folder, path);
}
