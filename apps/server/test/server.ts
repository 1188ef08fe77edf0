// The server as main.ts composes it, on a real database and a real port, for tests that go through all modules at once.
import { readFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { type Clock, systemClock } from '@argosy/kernel/time';
import { type ComposedServer, composeServer, urlOf } from '../src/compose.ts';
import type { Home } from '../src/platform/home.ts';
import type { Proxies } from '../src/platform/http/proxies.ts';
import { openLog } from '../src/platform/log.ts';
import { freshDatabase, type TestDatabase } from './database.ts';
import { asCaller } from '../src/platform/system/users.ts';
import { askAt, temporaryHome, type TestAnswer, type TestRequest } from './http.ts';

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly server: ComposedServer;
  readonly database: TestDatabase;
  readonly home: Home;
  /** The owner's key. */
  readonly key: string;
  /** Asks as the owner, unless the request says otherwise; `key: ''` sends none. */
  readonly ask: (path: string, request?: TestRequest) => Promise<TestAnswer>;
}

/** Its loops run only when `begins` says so. */
export async function startTestServer({
  begins = false,
  clock = systemClock,
  proxies = { networks: [] },
}: {
  readonly begins?: boolean;
  readonly clock?: Clock;
  readonly proxies?: Proxies;
} = {}): Promise<TestServer> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const home = stack.use(await temporaryHome());
  const server = await composeServer({
    home,
    connection: database.connection,
    database: { kind: 'external', version: '18' },
    clock,
    log: openLog({ level: 'fatal', destination: new Writable({ write: (_line, _encoding, done) => done() }) }),
    users: asCaller,
    address: '127.0.0.1',
    hosts: [],
    sharesMachine: true,
    proxies,
    keepDays: 90,
    checksAnswers: true,
  });
  stack.defer(() => server.stop());
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  if (begins) await server.begin();
  const url = urlOf(server.app);
  const { key } = JSON.parse(await readFile(home.profile, 'utf8')) as { key: string };
  return {
    url,
    server,
    database,
    home,
    key,
    ask: (path, request) => askAt(url, path, { key, ...request }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
