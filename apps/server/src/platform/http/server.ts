// The HTTP server: what is the same for every operation. In this order: the host, who asks, whether they may, and only then
// what they sent; then the use case; then the answer or the problem, and its place in the audit trail.
import type { Duplex } from 'node:stream';
import { isDeepStrictEqual, promisify } from 'node:util';
import { gzip, type ZlibOptions } from 'node:zlib';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type FieldPermission, isMutating, type Operation } from '@argosy/contract/operation';
import { invariant, Refusal, refusal } from '@argosy/kernel/errors';
import { secondsBetween } from '@argosy/kernel/time';
import { type Caller, SYSTEM } from '../caller.ts';
import type { PlatformDeps } from '../deps.ts';
import { AlreadyCarriedOut } from '../transaction.ts';
import type { Binding, Recognise } from './bind.ts';
import type { ConsoleBuild } from './console-build.ts';
import { answerFromConsole } from './console-files.ts';
import { takesEncoding } from './encodings.ts';
import type { Asker, Credentials, Gate, ResourceFinders } from './gate.ts';
import { requireHost } from './hosts.ts';
import { namedIn, permit, requirePermit } from './permit.ts';
import { believeOnly, isNamed, type Proxies } from './proxies.ts';
import { jsonLimitBytes, parseJsonBody } from './json-body.ts';
import { openApiDocument } from './openapi.ts';
import { languageOf, problemOf, refusalOf, toJson } from './problem.ts';
import { readRequest, takesIdempotencyKey } from './read-request.ts';
import { isOwnPath } from './own-path.ts';
import { csrfHeader, hasForeignSession, isCsrfToken, sessionTokenOf, takeForeignSessions } from './session-cookie.ts';
import { isToWebSocket, requireOwnOrigin, routeUpgrades } from './sockets.ts';
import { headersOfAnswers } from './security-headers.ts';

export interface HttpServerParts {
  readonly deps: Pick<PlatformDeps, 'clock' | 'log' | 'newId' | 'read'>;
  readonly bindings: readonly Binding[];
  readonly gate: Gate;
  /** For the kinds of things that have names beside ids. */
  readonly resources: ResourceFinders;
  /** Tells this server's cookies from those of others on this machine. */
  readonly serverId: string;
  /** The address it will listen on: on loopback, only requests to loopback names and to `hosts` are answered. */
  readonly address: string;
  readonly hosts?: readonly string[];
  /** What browsers get at addresses that no operation has. */
  readonly console?: ConsoleBuild;
  /** Proxies in front: what they say in X-Forwarded-For and -Proto is where a request came from, and whether by TLS. Nobody
   *  else's headers count: anybody could send them. */
  readonly proxies?: Proxies;
  /** Holds each answer against the contract, in development and tests: an answer that breaks it is our bug and ends in 500. */
  readonly checksAnswers: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once it was recognised; absent at what is asked before signing in. */
    caller: Caller | undefined;
    /** What it is about, where that is not in its path. */
    subject: string | undefined;
  }
  interface FastifyContextConfig {
    operation?: Operation;
  }
}

const finishWithinMs = 5_000; // what is still under way when the server stops
const lookAtCredentialsEveryMs = 1_000; // of an open stream
const endOtherwiseWithinMs = 2_000;
const confirmedForSeconds = 600; // long enough for a few changes in a row, short enough for a screen left open
const uploadWithinMs = 3_600_000; // Node's own five minutes would cut off a large file on a slow line
const detailAtMost = 8200; // two paths in HDFS
const headerLimitBytes = 48 * 1024; // a path in HDFS of 4,000 Chinese characters is one of 36,000 in a request line

/** A server that is not listening yet: `await app.listen({ host, port })`, and `await app.close()` to end it. Closing takes no
 *  more connections, lets feeds and long-polls answer with what there is, and gives the rest five seconds. */
export function createHttpServer(parts: HttpServerParts): FastifyInstance {
  const { deps, bindings, gate } = parts;
  const { log } = deps;
  const { proxies = { networks: [] } } = parts;
  const underWay = new Set<AbortController>();
  /** Looks at the credentials of each; all in one moment, so that what they ask the database is asked for all at once. */
  const openStreams = new Set<() => void>();
  let lookTimer: NodeJS.Timeout | undefined;

  const app = fastify({
    logger: false,
    bodyLimit: jsonLimitBytes,
    trustProxy: (address) => isNamed(address, proxies),
    rewriteUrl: (request) => {
      believeOnly(proxies, request); // before anything reads it
      return request.url ?? '/';
    },
    requestTimeout: uploadWithinMs,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // what comes in on an open connection is still answered
    routerOptions: { maxParamLength: 500 },
    http: { maxHeaderSize: headerLimitBytes, shouldUpgradeCallback: isToWebSocket },
    genReqId: ({ headers }) => acceptedRequestId(headers['x-request-id']) ?? deps.newId('request'),
    frameworkErrors: (error, request, reply) => void answerProblem(error, request, reply),
    clientErrorHandler: (_, socket) => {
      if (socket.writable) socket.end(unreadableAnswer());
    },
  });
  app.decorateRequest('caller', undefined);
  app.decorateRequest('subject', undefined);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id).headers(headersOfAnswers);
    requireHost(request.headers.host, { address: parts.address, configured: parts.hosts ?? [] });
    if (!request.is404) return undefined;
    const page = parts.console && (await answerFromConsole(parts.console, request, reply));
    if (!page) throw unknownRoute(bindings, request); // before its body is read
    return page;
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
  routeUpgrades(app);

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
    await deps.read(SYSTEM, (tx) => tx.query('select 1'));
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
      onRequest: async (request, reply) => {
        if (operation.isOpen) return;
        if (isOfForeignSession(request)) takeForeignSessions(reply, parts.serverId);
        // Set before it is asked whether they may: a denial names who was denied.
        request.caller = await identify(operation, request);
        request.caller = await permitted(request.caller, operation, paramsOf(request));
        if (operation.needsSession && request.caller.sessionId === undefined) throw refusal('session_needed');
        requireConfirmation(operation, request.caller);
        if (operation.answers === 'socket') requireOwnOrigin(request);
      },
      handler: (request, reply) => answer(binding, request, reply),
    });
  }

  async function identify(operation: Operation, request: FastifyRequest): Promise<Caller> {
    const credentials = credentialsOf(request, parts.serverId);
    if (credentials === undefined) throw refusal(isOfForeignSession(request) ? 'session_ended' : 'credentials_missing');
    const known = await gate.authenticate(credentials, request.ip);
    if (!known) throw refusal(credentials.kind === 'key' ? 'credentials_invalid' : 'session_ended');
    // With a cookie alone a foreign page could ask; what such a page cannot name is this token.
    if (credentials.kind === 'session' && request.method !== 'GET' && request.method !== 'HEAD')
      if (!isCsrfToken(request.headers[csrfHeader], credentials.token)) throw refusal('csrf_token_missing');
    return { ...known, ...askerOf(operation, request), language: languageOf(request.headers['accept-language']) };
  }

  /** A program's key goes before a cookie. */
  function isOfForeignSession(request: FastifyRequest): boolean {
    return request.headers.authorization === undefined && hasForeignSession(request, parts.serverId);
  }

  /** The caller with what let them in. Refuses: permission_denied, policy_denies, confirmation_too_old. */
  async function permitted(caller: Caller, needed: FieldPermission, given: Given): Promise<Caller> {
    const byId = caller.authority.isAboutResources(needed.permission) ? await withId(caller, needed, given) : given;
    return { ...caller, decidedBy: requirePermit(caller, needed, byId, deps.clock.now()).by };
  }

  /** What was given, with the id in the place of a name: a policy that forbids a cluster is not walked around by its name. */
  async function withId({ organizationId }: Caller, { resource }: FieldPermission, given: Given): Promise<Given> {
    const named = namedIn(resource);
    const text = named && given[named.field];
    if (!named || typeof text !== 'string') return given;
    const id = await parts.resources[named.kind]?.(organizationId, text);
    return id === undefined ? given : { ...given, [named.field]: id }; // what nothing is called is not found later
  }

  /** Refuses: confirmation_needed. A program has nobody who could confirm; its key says what it may. */
  function requireConfirmation({ isSensitive }: Operation, { confirmedAt }: Caller): void {
    if (isSensitive && confirmedAt && secondsBetween(confirmedAt, deps.clock.now()) > confirmedForSeconds)
      throw refusal('confirmation_needed', { minutes: confirmedForSeconds / 60 });
  }

  async function answer(binding: Binding, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { operation } = binding;
    const caller = request.caller ?? anonymous(operation, request);
    invariant(operation.isOpen || caller.userId !== undefined, 'a handler runs only for a caller that was recognised');
    const { idempotency, ...read } = readRequest(operation, request, caller.language);
    const given: Given = { ...read.query, ...(read.body as object), ...read.params };
    for (const [field, needed] of Object.entries(operation.fieldPermissions))
      for (const value of [given[field]].flat())
        // of a list, each
        if (value !== undefined) await permitted(caller, needed, { ...given, [field]: value });
    const asking: Caller = { ...caller, ...detailOf(operation, request), ...(idempotency && { idempotency }) };
    if (operation.answers === 'events') gate.record(asking, { outcome: 'allowed', subject: firstParam(request) });
    const { signal, ended, abort } = aborting(reply);
    if (operation.answers === 'events' || operation.answers === 'socket') endWithCredentials(request, signal, abort);
    let result: unknown;
    try {
      const recognise: Recognise = (who, subject) => {
        request.subject = subject;
        return (request.caller = { ...asking, ...who });
      };
      result = await binding.handle({ ...read, caller: asking, recognise, raw: request, reply, signal });
    } catch (error) {
      if (!(error instanceof AlreadyCarriedOut)) throw error;
      result = await replay(binding, asking, error, firstParam(request));
      reply.header('idempotency-replayed', 'true');
    } finally {
      if (operation.answers === 'json') ended();
    }
    const asked = operation.isOpen ? (request.caller ?? asking) : asking; // who it turned out to be
    if (operation.answers !== 'events')
      gate.record(asked, { outcome: 'allowed', subject: idOf(result) ?? firstParam(request) });
    if (operation.answers === 'redirect') return sendOn(reply, (result as { location: string }).location);
    if (operation.answers !== 'json' || reply.sent) return reply;
    if (result === undefined) return reply.code(204).send();
    const json = toJson(onlySeen(operation, asking, result));
    if (parts.checksAnswers) requireAsContracted(operation, json);
    return sendJson(request, reply, json);
  }

  /** A page of a list without those things that the caller may not read one by one. */
  function onlySeen({ itemPermission }: Operation, caller: Caller, result: unknown): unknown {
    if (!itemPermission) return result;
    const page = result as { readonly items: readonly Given[] }; // of a list, as the contract's own test sees to
    const now = deps.clock.now();
    const maySee = (item: Given) => permit(caller, itemPermission, item, now).decision.effect === 'allow';
    if (caller.authority.isAboutResources(itemPermission.permission))
      return { ...page, items: page.items.filter(maySee) };
    return maySee({}) ? result : { items: [] }; // the same for all, and so is what follows
  }

  /** A signal that aborts when the connection closes or the server stops. */
  function aborting(reply: FastifyReply): { signal: AbortSignal; ended: () => void; abort: () => void } {
    const controller = new AbortController();
    underWay.add(controller);
    const ended = () => underWay.delete(controller);
    const abort = () => controller.abort();
    const hungUp = () => {
      ended();
      abort();
    };
    if (reply.raw.destroyed) hungUp(); // its `close` was while it was looked up who asks
    else reply.raw.once('close', hungUp);
    return { signal: controller.signal, ended, abort };
  }

  /** A stream outlives the moment at which its credentials were looked at: it ends when they do, or no longer let it in; that of
   *  facts also when they let see more or less. */
  function endWithCredentials(request: FastifyRequest, signal: AbortSignal, end: () => void): void {
    if (signal.aborted) return; // nothing would take the look out again
    const look = () =>
      void identifyAgain(request).then(
        (found) => {
          if (found === 'out') end();
          // Many may have one policy: their readers do not all come back at once.
          if (found === 'otherwise') setTimeout(end, Math.random() * endOtherwiseWithinMs).unref();
        },
        () => {}, // the database is away: the stream itself finds out
      );
    openStreams.add(look);
    lookTimer ??= setInterval(() => openStreams.forEach((each) => each()), lookAtCredentialsEveryMs);
    signal.addEventListener(
      'abort',
      () => {
        openStreams.delete(look);
        if (openStreams.size > 0) return;
        clearInterval(lookTimer);
        lookTimer = undefined;
      },
      { once: true },
    );
  }

  /** `otherwise`: facts are followed, and the policies of who follows are not what they were. */
  async function identifyAgain(request: FastifyRequest): Promise<'in' | 'otherwise' | 'out'> {
    const { operation } = request.routeOptions.config;
    invariant(operation && request.caller, 'what was let in is an operation, and somebody asked for it');
    const { authority } = request.caller;
    const known = await gate.recall(request.caller);
    if (!known) return 'out';
    try {
      request.caller = await permitted({ ...request.caller, ...known }, operation, paramsOf(request));
      // What they may see is otherwise now, and no fact of it need be theirs to hear: their reader comes back and looks at all anew.
      const isSame = operation.answers !== 'events' || isDeepStrictEqual(authority.layers, known.authority.layers);
      return isSame ? 'in' : 'otherwise';
    } catch (error) {
      if (error instanceof Refusal && deniedCodes.has(error.code)) return 'out';
      throw error;
    }
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
      gate.record(
        { ...(request.caller ?? askerOf(operation, request)), ...detailOf(operation, request) },
        {
          outcome: deniedCodes.has(refused.code) ? 'denied' : 'refused',
          code: refused.code,
          subject: firstParam(request) ?? request.subject,
        },
      );
    if (operation?.answers === 'redirect') return sendOn(reply, `/sign-in?problem=${refused.code}`); // it is a person who reads it
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="argosy"');
    if (problem.status === 405) reply.header('allow', String(refused.facts['allowed']));
    if (problem.status === 426) reply.header('upgrade', 'websocket');
    const { retryAfterSeconds } = refused.facts;
    if (problem.status === 429 && typeof retryAfterSeconds === 'number')
      reply.header('retry-after', `${retryAfterSeconds}`);
    if (problem.status === 503) reply.header('retry-after', '2');
    return reply.code(problem.status).type('application/problem+json; charset=utf-8').send(toJson(problem));
  }
}

/** A larger answer goes compressed to who takes it: of a list a tenth is left. Smaller ones, among them all that carry a secret
 *  of a session, stay as they are: one or two packets hold them. */
async function sendJson({ headers }: FastifyRequest, reply: FastifyReply, json: string): Promise<FastifyReply> {
  void reply.type('application/json; charset=utf-8');
  if (json.length < worthCompressing) return reply.send(json);
  void reply.header('vary', 'accept-encoding');
  if (!takesEncoding(headers['accept-encoding'], 'gzip')) return reply.send(json);
  return reply.header('content-encoding', 'gzip').send(await compressed(json, { level: 3 })); // 6 takes twice as long for a tenth
}

const worthCompressing = 4096; // characters
const compressed = promisify<string, ZlibOptions, Buffer>(gzip);

/** Sends a browser on, to a page of ours alone: a link to us must not lead elsewhere. */
function sendOn(reply: FastifyReply, location: string): FastifyReply {
  invariant(isOwnPath(location), 'a browser is sent to our own pages only');
  return reply.code(303).header('location', location).header('referrer-policy', 'no-referrer').send();
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

const deniedCodes: ReadonlySet<string> = new Set([
  'credentials_missing',
  'credentials_invalid',
  'session_ended',
  'csrf_token_missing',
  'permission_denied',
  'policy_denies',
  'confirmation_needed',
  'confirmation_too_old',
  'session_needed',
  'credentials_wrong',
  'password_wrong',
  'passkey_refused',
  'second_factor_needed',
  'second_factor_wrong',
  'sign_in_locked',
]);

/** A key goes before a cookie: a program that names one means it. */
function credentialsOf(request: FastifyRequest, serverId: string): Credentials | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, key] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    return key === undefined ? undefined : { kind: 'key', key };
  }
  const token = sessionTokenOf(request, serverId);
  return token === undefined ? undefined : { kind: 'session', token };
}

function askerOf(operation: Operation, request: FastifyRequest): Asker {
  return {
    operation: operation.id,
    requestId: request.id,
    address: request.ip,
    isSecure: request.protocol === 'https',
    domain: request.host.slice(0, 300),
    content: `${request.method} ${contentOf(operation, request)}`,
  };
}

/** What was asked for; where a browser was sent back to us, without what the other server gave it along. */
const contentOf = ({ answers }: Operation, { url }: FastifyRequest): string =>
  (answers === 'redirect' ? url.replace(/\?.*/s, '') : url).slice(0, 2000);

/** As it was sent, also where it is not read any more: a denial names what was asked for. */
function detailOf({ detail }: Operation, { params, query, body }: FastifyRequest): Pick<Asker, 'detail'> {
  const sent: Given = {
    ...(query as Given),
    ...(typeof body === 'object' ? (body as Given) : {}),
    ...(params as Given),
  };
  const values = detail.flatMap((field) => {
    const value = sent[field];
    return typeof value === 'string' && value !== '' ? [value] : [];
  });
  return values.length === 0 ? {} : { detail: values.join(' ').slice(0, detailAtMost) };
}

/** Who asks what is open to everybody. */
function anonymous(operation: Operation, request: FastifyRequest): Caller {
  return { ...SYSTEM, ...askerOf(operation, request), language: languageOf(request.headers['accept-language']) };
}

type Given = Readonly<Record<string, unknown>>;

function paramsOf({ params }: FastifyRequest): Given {
  return (params ?? {}) as Given;
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

/** When the server stops: what waits answers at once, and what still runs after a while is cut off. A connection that was upgraded
 *  (agents, terminals) is waited for by Node like any other and closes itself only later: it ends when nothing needs it. */
function endWithin(app: FastifyInstance, underWay: ReadonlySet<AbortController>): void {
  let cutOff: NodeJS.Timeout | undefined;
  const upgraded = new Set<Duplex>();
  const letGo = () => {
    if (cutOff && underWay.size === 0) for (const each of upgraded) each.destroy();
  };
  app.server.on('upgrade', (_: unknown, stream: Duplex) => {
    upgraded.add(stream);
    stream.once('close', () => {
      upgraded.delete(stream);
      setImmediate(letGo); // when the request that it was is under way no more
    });
  });
  app.addHook('preClose', async () => {
    cutOff = setTimeout(() => {
      app.server.closeAllConnections();
      for (const each of upgraded) each.destroy();
    }, finishWithinMs);
    for (const each of underWay) each.abort();
    setImmediate(letGo);
  });
  app.addHook('onResponse', async () => {
    // A client keeps its connection open for a next request, and the server would wait for it.
    if (!cutOff) return;
    setImmediate(() => {
      app.server.closeIdleConnections();
      letGo();
    });
  });
  app.addHook('onClose', async () => clearTimeout(cutOff));
}
