// A server of platform and identity on a real database and a real port, for tests of what every operation has in common.
// Modules' own bindings can be added; a database or a home can be kept over a restart.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type Clock, systemClock } from '@argosy/kernel/time';
import { auditChange, type Identity, startIdentity } from '../src/identity/index.ts';
import type { PlatformDeps } from '../src/platform/deps.ts';
import { type Home, homeAt, makeHome } from '../src/platform/home.ts';
import type { Binding } from '../src/platform/http/bind.ts';
import type { Proxies } from '../src/platform/http/proxies.ts';
import { platformRoutes } from '../src/platform/http/platform-routes.ts';
import { createHttpServer } from '../src/platform/http/server.ts';
import { openLog } from '../src/platform/log.ts';
import { startPlatform } from '../src/platform/platform.ts';
import type { SearchSource } from '../src/platform/search.ts';
import type { DatabaseConnection } from '../src/platform/postgres/connection.ts';
import { openSealer } from '../src/platform/sealing.ts';

export interface TestHttpServer {
  readonly url: string;
  readonly deps: PlatformDeps;
  readonly identity: Identity;
  /** The owner's key. */
  readonly key: string;
  /** Everything the server has logged, at every level. */
  log(): string;
  /** Asks as the owner, unless the request says otherwise; `key: ''` sends none. */
  readonly ask: (path: string, request?: TestRequest) => Promise<TestAnswer>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface TestRequest extends Omit<RequestInit, 'body' | 'headers'> {
  readonly key?: string;
  /** Sent as JSON, unless it is text or octets already. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  // Tests name the fields they expect and see `undefined` where there is none.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** A home in a folder of its own, removed at the end. */
export async function temporaryHome(): Promise<Home & AsyncDisposable> {
  const home = homeAt(await mkdtemp(join(tmpdir(), 'argosy-test-home-')));
  await makeHome(home);
  return { ...home, [Symbol.asyncDispose]: () => rm(home.path, { recursive: true, force: true }) };
}

export async function startTestHttpServer(parts: {
  readonly connection: DatabaseConnection;
  readonly home: Home;
  readonly bindings?: (deps: PlatformDeps) => readonly Binding[];
  readonly searches?: readonly SearchSource[];
  readonly clock?: Clock;
  readonly hosts?: readonly string[];
  readonly proxies?: Proxies;
}): Promise<TestHttpServer> {
  const lines: string[] = [];
  const destination = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line));
      done();
    },
  });
  const log = openLog({ level: 'trace', destination });
  const { clock = systemClock } = parts;
  const platform = startPlatform({ ...parts, clock, log, audit: auditChange(clock) });
  const { deps } = platform;
  const sealer = await openSealer(parts.home);
  const identity: Identity = await startIdentity({
    ...deps,
    sealer,
    idOf: async (kind, organizationId, idOrName) => identity.resources[kind]?.(organizationId, idOrName),
    mayHaveCustomers: true,
  });
  let url = '';
  const routes = platformRoutes(
    deps,
    platform.signals,
    {
      version: 'test',
      startedAt: clock.now().toString(),
      url: () => url,
      database: { kind: 'external', version: '18' },
      capacity: () => ({ memoryMb: 1024, memoryFreeMb: 512, vcpus: 2 }),
    },
    parts.searches ?? [],
  );
  const app = createHttpServer({
    deps,
    bindings: [...routes, ...identity.routes, ...(parts.bindings?.(deps) ?? [])],
    gate: identity.gate,
    resources: identity.resources,
    serverId: sealer.keyId,
    address: '127.0.0.1',
    ...(parts.hosts && { hosts: parts.hosts }),
    ...(parts.proxies && { proxies: parts.proxies }),
    checksAnswers: true,
  });
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await app.close();
    await identity.stop();
    await platform.stop();
  };
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  const { key } = JSON.parse(await readFile(parts.home.profile, 'utf8')) as { key: string };
  return {
    url,
    deps,
    identity,
    key,
    log: () => lines.join(''),
    ask: (path, request) => askAt(url, path, { key, ...request }),
    [Symbol.asyncDispose]: () => (stopped ??= stop()),
  };
}

/** Asks the server at `url`. */
export async function askAt(
  url: string,
  path: string,
  { key, body, headers, ...rest }: TestRequest,
): Promise<TestAnswer> {
  const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const answer = await fetch(new URL(path, url), {
    redirect: 'manual', // what is answered is looked at, not where it leads
    ...rest,
    headers: {
      ...(key && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isRaw ? (body as NonNullable<RequestInit['body']>) : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = /\/(problem\+)?json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, body: isJson && text !== '' ? JSON.parse(text) : text };
}
