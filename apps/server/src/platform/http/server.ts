// The HTTP server: what is the same for every operation. In this order: the host, who asks, whether they may, and only then
// what they sent; then the use case; then the answer or the problem, and its place in the audit trail.
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { invariant, type Refusal, refusal } from '@argosy/kernel/errors';
import { isMutating, type Operation } from '@argosy/contract/operation';
import type { Caller } from '../caller.ts';
import type { PlatformDeps } from '../deps.ts';
import { AlreadyCarriedOut } from '../transaction.ts';
import type { Binding } from './bind.ts';
import type { Asker, Gate } from './gate.ts';
import { requireHost } from './hosts.ts';
import { jsonLimitBytes, parseJsonBody } from './json-body.ts';
import { openApiDocument } from './openapi.ts';
import { languageOf, problemOf, refusalOf, toJson } from './problem.ts';
import { readRequest, takesIdempotencyKey } from './read-request.ts';

export interface HttpServerParts {
  readonly deps: Pick<PlatformDeps, 'log' | 'newId' | 'read'>;
  readonly bindings: readonly Binding[];
  readonly gate: Gate;
  /** The address it will listen on: on loopback, only requests to loopback names and to `hosts` are answered. */
  readonly address: string;
  readonly hosts?: readonly string[];
  /** Holds each answer against the contract, in development and tests: an answer that breaks it is our bug and ends in 500. */
  readonly checksAnswers: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the key was recognised. */
    caller: Caller | undefined;
  }
  interface FastifyContextConfig {
    operation?: Operation;
  }
}

const finishWithinMs = 5_000; // what is still under way when the server stops
const lookAtKeyEveryMs = 1_000; // of an open stream
const uploadWithinMs = 3_600_000; // Node's own five minutes would cut off a large file on a slow line
const headerLimitBytes = 48 * 1024; // a path in HDFS of 4,000 Chinese characters is one of 36,000 in a request line

/** A server that is not listening yet: `await app.listen({ host, port })`, and `await app.close()` to end it. Closing takes no
 *  more connections, lets feeds and long-polls answer with what there is, and gives the rest five seconds. */
export function createHttpServer(parts: HttpServerParts): FastifyInstance {
  const { deps, bindings, gate } = parts;
  const { log } = deps;
  const underWay = new Set<AbortController>();

  const app = fastify({
    logger: false,
    bodyLimit: jsonLimitBytes,
    requestTimeout: uploadWithinMs,
    http: { maxHeaderSize: headerLimitBytes },
    forceCloseConnections: 'idle',
    return503OnClosing: false, // what comes in on an open connection is still answered
    routerOptions: { maxParamLength: 500 },
    genReqId: ({ headers }) => acceptedRequestId(headers['x-request-id']) ?? deps.newId('request'),
    frameworkErrors: (error, request, reply) => void answerProblem(error, request, reply),
    clientErrorHandler: (_, socket) => {
      if (socket.writable) socket.end(unreadableAnswer());
    },
  });
  app.decorateRequest('caller', undefined);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    requireHost(request.headers.host, { address: parts.address, configured: parts.hosts ?? [] });
    if (request.is404) throw unknownRoute(bindings, request); // before its body is read
  });
  app.addHook('onResponse', async (request, reply) => {
    const { operation } = request.routeOptions.config;
    log[operation && isMutating(operation) ? 'info' : 'debug'](
      { requestId: request.id, operation: operation?.id, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });
  app.setErrorHandler((error, request, reply) => answerProblem(error, request, reply));
  endWithin(app, underWay);

  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    /^application\/([a-z.-]+\+)?json\b/i,
    { parseAs: 'buffer' },
    async (_: FastifyRequest, octets: Buffer) => parseJsonBody(octets),
  );
  for (const each of bindings.filter(({ operation }) => operation.sends === 'json')) route(app, each);
  void app.register(async (octets) => {
    // Not read here, whatever it is called: the handler takes the stream.
    octets.removeAllContentTypeParsers();
    octets.addContentTypeParser('*', (_request, _payload, done) => done(null));
    for (const each of bindings.filter(({ operation }) => operation.sends === 'octets')) route(octets, each);
  });
  app.get('/healthz', async (_, reply) => {
    await deps.read((tx) => tx.query('select 1'));
    return reply.send({ status: 'ok' });
  });
  let openApi: string | undefined; // made when it is first asked for: it takes as long as a tenth of a start
  app.get('/v1/openapi.json', async (_, reply) => {
    openApi ??= toJson(openApiDocument());
    return reply.type('application/json; charset=utf-8').send(openApi);
  });
  return app;

  function route(on: FastifyInstance, binding: Binding): void {
    const { operation } = binding;
    invariant(
      binding.present || !takesIdempotencyKey(operation),
      `${operation.id} can answer a request that is sent again`,
    );
    on.route({
      method: operation.method,
      url: operation.path,
      config: { operation },
      exposeHeadRoute: operation.answers === 'json',
      onRequest: async (request) => {
        const caller = await identify(operation, request);
        request.caller = caller;
        requirePermission(caller, operation.permission);
      },
      handler: (request, reply) => answer(binding, request, reply),
    });
  }

  async function identify(operation: Operation, request: FastifyRequest): Promise<Caller> {
    const key = keyOf(request);
    if (key === undefined) throw refusal('credentials_missing');
    const known = await gate.authenticate(key);
    if (!known) throw refusal('credentials_invalid');
    return { ...known, ...askerOf(operation, request), language: languageOf(request.headers['accept-language']) };
  }

  function requirePermission({ permissions }: Caller, permission: string): void {
    if (!gate.allows(permissions, permission)) throw refusal('permission_denied', { permission });
  }

  async function answer(binding: Binding, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { operation } = binding;
    invariant(request.caller, 'a handler runs only for a caller that was recognised');
    const { idempotency, ...read } = readRequest(operation, request, request.caller.language);
    for (const [field, permission] of Object.entries(operation.fieldPermissions))
      if ((read.body as Readonly<Record<string, unknown>>)[field] !== undefined)
        requirePermission(request.caller, permission);
    const caller: Caller = idempotency ? { ...request.caller, idempotency } : request.caller;
    if (operation.answers === 'events') gate.record(caller, { outcome: 'allowed', subject: firstParam(request) });
    const { signal, ended, abort } = aborting(reply);
    if (operation.answers === 'events') endWithKey(request, signal, abort);
    let result: unknown;
    try {
      result = await binding.handle({ ...read, caller, raw: request, reply, signal });
    } catch (error) {
      if (!(error instanceof AlreadyCarriedOut)) throw error;
      result = await replay(binding, caller, error, firstParam(request));
      reply.header('idempotency-replayed', 'true');
    } finally {
      if (operation.answers === 'json') ended();
    }
    if (operation.answers !== 'events')
      gate.record(caller, { outcome: 'allowed', subject: idOf(result) ?? firstParam(request) });
    if (operation.answers !== 'json' || reply.sent) return reply;
    if (result === undefined) return reply.code(204).send();
    const json = toJson(result);
    if (parts.checksAnswers) requireAsContracted(operation, json);
    return reply.type('application/json; charset=utf-8').send(json);
  }

  /** A signal that aborts when the connection closes or the server stops. */
  function aborting(reply: FastifyReply): { signal: AbortSignal; ended: () => void; abort: () => void } {
    const controller = new AbortController();
    underWay.add(controller);
    const ended = () => underWay.delete(controller);
    const abort = () => controller.abort();
    reply.raw.once('close', () => {
      ended();
      abort();
    });
    return { signal: controller.signal, ended, abort };
  }

  /** A stream outlives the moment at which its key was looked at: it ends when the key does. */
  function endWithKey(request: FastifyRequest, signal: AbortSignal, end: () => void): void {
    const look = setInterval(() => {
      gate.authenticate(keyOf(request) ?? '').then(
        (known) => known ?? end(),
        () => {}, // the database is away: the stream itself finds out
      );
    }, lookAtKeyEveryMs);
    signal.addEventListener('abort', () => clearInterval(look), { once: true });
  }

  function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { operation } = request.routeOptions.config;
    const refused = refusalOf(fromFastify(error, request), request.id);
    const language = languageOf(request.headers['accept-language']);
    const problem = problemOf(refused, language, request.id);
    const asked = { requestId: request.id, operation: operation?.id, code: refused.code };
    if (problem.status >= 500) log.error({ ...asked, err: refused.cause ?? refused }, 'a request failed');
    else log.info(asked, 'a request was refused');
    if (operation)
      gate.record(request.caller ?? askerOf(operation, request), {
        outcome: deniedCodes.has(refused.code) ? 'denied' : 'refused',
        code: refused.code,
        subject: firstParam(request),
      });
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="argosy"');
    if (problem.status === 405) reply.header('allow', String(refused.facts['allowed']));
    if (problem.status === 503) reply.header('retry-after', '2');
    return reply.code(problem.status).type('application/problem+json; charset=utf-8').send(toJson(problem));
  }
}

/** The present view of what the first request with this key made. Refuses: idempotency_key_reused. */
async function replay(
  { operation, present }: Binding,
  caller: Caller,
  earlier: AlreadyCarriedOut,
  param: string | undefined,
): Promise<unknown> {
  const { idempotency } = caller;
  invariant(idempotency, 'only a request with a key finds one carried out before');
  if (earlier.requestHash !== idempotency.requestHash || earlier.operation !== operation.id)
    throw refusal('idempotency_key_reused', { key: idempotency.key });
  // What a view without an id was about is named by the path: a release by its version, a file by its hash.
  const subject = earlier.subject ?? param;
  invariant(present && subject !== undefined, `${operation.id} can present what it made before`);
  return present(caller, subject);
}

const deniedCodes: ReadonlySet<string> = new Set(['credentials_missing', 'credentials_invalid', 'permission_denied']);

function keyOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

function askerOf(operation: Operation, request: FastifyRequest): Asker {
  return { operation: operation.id, requestId: request.id, address: request.ip };
}

/** A caller's own request id, when it can stand in a log as it is. */
function acceptedRequestId(sent: string | string[] | undefined): string | undefined {
  return typeof sent === 'string' && /^[A-Za-z0-9._:-]{8,100}$/.test(sent) ? sent : undefined;
}

/** The thing a request is about, as far as its path tells. */
function firstParam({ params }: FastifyRequest): string | undefined {
  const [first] = Object.values((params ?? {}) as Record<string, unknown>);
  return typeof first === 'string' && first.length <= 200 ? first : undefined;
}

function idOf(result: unknown): string | undefined {
  if (typeof result !== 'object' || result === null || !('id' in result)) return undefined;
  return typeof result.id === 'string' ? result.id : undefined;
}

function requireAsContracted(operation: Operation, json: string): void {
  const checked = operation.result.safeParse(JSON.parse(json));
  invariant(checked.success, `the answer of ${operation.id} is as contracted: ${checked.error?.message}`);
}

/** 405 where another method is known at this path, else 404. */
function unknownRoute(bindings: readonly Binding[], { method, url }: FastifyRequest): Refusal {
  const path = url.split('?', 1)[0] ?? url;
  const allowed = bindings
    .filter(({ operation }) => new RegExp(`^${operation.path.replaceAll(/:[^/]+/g, '[^/]+')}$`).test(path))
    .map(({ operation }) => operation.method);
  if (allowed.length === 0) return refusal('route_unknown', { method, path });
  return refusal('method_not_allowed', { method, path, allowed: [...new Set(allowed)].join(', ') });
}

/** What fastify itself refuses, in our codes. */
function fromFastify(error: unknown, request: FastifyRequest): unknown {
  switch ((error as { code?: unknown }).code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refusal('request_too_large', { limitBytes: jsonLimitBytes });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refusal('media_type_unsupported', {
        expected: 'application/json',
        mediaType: (request.headers['content-type'] ?? '').slice(0, 100),
      });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return refusal('request_unreadable', { problem: 'its length is not what Content-Length says' });
    case 'FST_ERR_BAD_URL':
      return refusal('request_unreadable', { problem: 'its path is not valid percent-encoding' });
    default:
      return error;
  }
}

/** For what is not even HTTP there is no request to answer: the same problem, written by hand. */
function unreadableAnswer(): string {
  const body = toJson(problemOf(refusal('request_unreadable', { problem: 'it is not valid HTTP/1.1' }), 'en', ''));
  const head = ['HTTP/1.1 400 Bad Request', 'content-type: application/problem+json', 'connection: close'];
  return `${head.join('\r\n')}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** When the server stops: what waits answers at once, and what still runs after a while is cut off. */
function endWithin(app: FastifyInstance, underWay: ReadonlySet<AbortController>): void {
  let cutOff: NodeJS.Timeout | undefined;
  app.addHook('preClose', async () => {
    cutOff = setTimeout(() => app.server.closeAllConnections(), finishWithinMs);
    for (const each of underWay) each.abort();
  });
  app.addHook('onResponse', async () => {
    // A client keeps its connection open for a next request, and the server would wait for it.
    if (cutOff) setImmediate(() => app.server.closeIdleConnections());
  });
  app.addHook('onClose', async () => clearTimeout(cutOff));
}
