// An organization with people in it, on a real server: each with policies and a key of their own.
import { formatKey } from '../src/identity/domain/key-text.ts';
import { newSecret } from '../src/identity/new-secret.ts';
import { insertAccessKey } from '../src/identity/store/access-keys.ts';
import { openSealer } from '../src/platform/sealing.ts';
import { freshDatabase } from './database.ts';
import { startTestHttpServer, temporaryHome, type TestAnswer, type TestHttpServer, type TestRequest } from './http.ts';

export interface TestPerson {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly accessKeyId: string;
  readonly ask: TestHttpServer['ask'];
  /** Posts as them. */
  readonly post: (path: string, body?: object) => Promise<TestAnswer>;
}

export interface TestPeople extends AsyncDisposable {
  readonly server: TestHttpServer;
  readonly owner: Pick<TestPerson, 'ask' | 'post'>;
  /** A user who has signed in, of the owner's organization or of another owner's, with a policy of these statements. */
  readonly person: (name: string, ...statements: readonly object[]) => Promise<TestPerson>;
  /** A policy of the organization. */
  readonly policy: (name: string, ...statements: readonly object[]) => Promise<string>;
  /** What a person does by their link: from then on they come in. */
  readonly activate: (userId: string) => Promise<void>;
  /** A key for somebody of another organization, where nobody else has one to make it with; or one more than they may have. */
  readonly firstKey: (userId: string, organizationId: string, permissions?: readonly string[]) => Promise<string>;
}

export const allow = (Action: string | readonly string[], Resource: string | readonly string[] = '*'): object => ({
  Effect: 'Allow',
  Action,
  Resource,
});
export const deny = (Action: string | readonly string[], Resource: string | readonly string[] = '*'): object => ({
  ...allow(Action, Resource),
  Effect: 'Deny',
});

export async function startPeople(): Promise<TestPeople> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const home = stack.use(await temporaryHome());
  const server = stack.use(await startTestHttpServer({ connection: database.connection, home }));
  const posting =
    (key: string) =>
    (path: string, body: object = {}) =>
      server.ask(path, { method: 'POST', key, body });
  const post = posting(server.key);
  const policy = async (name: string, ...Statement: readonly object[]) =>
    idOf(await post('/v1/policies', { name, document: { Version: '1', Statement } }));
  const activate = async (userId: string) => {
    await server.deps.pool.query(`update identity.app_user set state = 'active' where id = $1`, [userId]);
  };
  return {
    server,
    owner: { ask: server.ask, post },
    policy,
    activate,
    async firstKey(userId, organizationId, permissions = ['*']) {
      const { deps } = server;
      const id = deps.newId('access_key');
      const secret = newSecret();
      await insertAccessKey(deps.pool, {
        id,
        userId,
        organizationId,
        sealedSecret: (await openSealer(deps.home)).seal(secret, id),
        description: '',
        permissions,
        createdAt: deps.clock.now(),
        role: undefined,
      });
      return formatKey({ accessKeyId: id, secret });
    },
    async person(name, ...statements) {
      const policies = statements.length > 0 ? [await policy(`of-${name}`, ...statements)] : [];
      const id = idOf(await post('/v1/users', { name, policies }));
      await activate(id);
      const { id: accessKeyId, secret: key } = (await post('/v1/access-keys', { userId: id })).body;
      const ask = (path: string, request?: TestRequest) => server.ask(path, { key, ...request });
      return { id, name, key, accessKeyId, ask, post: posting(key) };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Of what was just made. */
export function idOf({ status, body }: TestAnswer): string {
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body.id as string;
}
