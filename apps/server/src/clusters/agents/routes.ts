// What agents fetch from the server and bring to it as streams, authorized by their node's token: uploaded files by hash, logs
// of runs, outputs of plan runs, and bodies that only pass through (streams.ts). Not part of the public API.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refusal } from '@argosy/kernel/errors';
import { type Home, uploadedFile } from '../../platform/home.ts';
import { receiveFile } from '../../platform/receive-file.ts';
import type { AgentStreams } from './streams.ts';

export interface AgentRoutesOptions {
  readonly home: Pick<Home, 'files' | 'runLogs' | 'outputs'>;
  readonly authenticate: (token: string) => Promise<string | undefined>;
  readonly streams: AgentStreams;
  /** Whether this run or plan run takes place on the node's cluster. */
  readonly mayWrite: (nodeId: string, kind: 'run' | 'plan_run', id: string) => Promise<boolean>;
  /** Whether the organization whose cluster the node is of has this file: who knows a hash does not thereby have the content. */
  readonly mayRead: (nodeId: string, sha256: string) => Promise<boolean>;
}

/** A fastify plugin, so that taking bodies as streams is these routes' affair alone. */
export function agentRoutes({ home, authenticate, streams, mayWrite, mayRead }: AgentRoutesOptions) {
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
      const nodeId = await nodeOf(request);
      const { sha256 } = request.params as { readonly sha256: string };
      const path = uploadedFile(home, sha256);
      const isTheirs = /^[0-9a-f]{64}$/.test(sha256) && (await mayRead(nodeId, sha256));
      const found = isTheirs ? await stat(path).catch(() => undefined) : undefined;
      if (!found) throw refusal('file_not_found', { sha256 });
      return await reply
        .type('application/octet-stream')
        .header('content-length', found.size)
        .send(createReadStream(path));
    };
    const put = { method: 'PUT', bodyLimit: Number.MAX_SAFE_INTEGER } as const; // what bounds a stream is the disk
    app.route({ method: 'GET', url: '/v1/agent/files/:sha256', handler: sendFile });
    const streamOf = (request: FastifyRequest) => (request.params as { readonly stream: string }).stream;
    app.route({
      method: 'GET',
      url: '/v1/agent/streams/:stream',
      handler: async (request, reply) => {
        const body = streams.fetch(await nodeOf(request), streamOf(request));
        return await reply.type('application/octet-stream').send(body);
      },
    });
    app.route({
      ...put,
      url: '/v1/agent/streams/:stream',
      handler: async (request, reply) => {
        const body = request.body as Readable; // as parsed above
        streams.arrive(await nodeOf(request), streamOf(request), body);
        await finished(body).catch(() => {}); // whoever reads it, or brings it, has seen it break off
        return await reply.code(204).send();
      },
    });
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

const keep = (request: FastifyRequest, path: string) => receiveFile(path, request.body as Readable); // as parsed above

function below(folder: string, relative: string): string {
  const path = normalize(relative);
  const leadsOut = isAbsolute(path) || path === '..' || path.startsWith('../') || path.includes('\0');
  if (leadsOut || path === '.' || path.endsWith('/')) {
    throw refusal('request_invalid', { problems: `"${relative}" is not the path of a file below this folder` });
  }
  return join(folder, path);
}
