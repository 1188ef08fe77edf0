// An OpenID Connect provider for one test: oidc-provider from npm, with its own pages for signing in, which a test walks through as
// a browser does. Whatever name is typed there is somebody.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export interface TestProvider extends AsyncDisposable {
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: string;
  /** Goes where `url` leads, signs in there as `name` (or turns back at the door), and answers with where it is sent back to. */
  readonly walk: (url: string, name: string | undefined) => Promise<string>;
}

/** `claims` of whoever signs in there; their subject is a hash of their name. */
export async function startProvider(
  redirectUri: string,
  claims: (name: string) => Readonly<Record<string, unknown>> = () => ({}),
): Promise<TestProvider> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is an object
  const client = { clientId: 'argosy', secret: 'a secret of 32 octets or more, as it should be' };
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.clientId, client_secret: client.secret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'], email: ['email'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    async findAccount(_context: unknown, name: string) {
      const sub = createHash('sha256').update(name).digest('hex');
      return { accountId: name, claims: async () => ({ sub, preferred_username: name, name, ...claims(name) }) };
    },
  });
  server.on('request', provider.callback());
  return {
    issuer,
    ...client,
    walk: (url, name) => walk(url, { name, redirectUri }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function walk(
  start: string,
  { name, redirectUri }: { readonly name: string | undefined; readonly redirectUri: string },
): Promise<string> {
  const cookies = new Map<string, string>();
  let next: { readonly url: string; readonly form?: Readonly<Record<string, string>> } = { url: start };
  for (let steps = 0; steps < 12; steps += 1) {
    const answer = await fetch(next.url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; ') },
      ...(next.form && { method: 'POST', body: new URLSearchParams(next.form) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(key, value);
    }
    const location = answer.headers.get('location');
    const page = await answer.text();
    if (location !== null) {
      const url = new URL(location, next.url).href;
      if (url.startsWith(redirectUri)) return url;
      next = { url };
    } else if (name === undefined) {
      next = { url: new URL(/href="([^"]+\/abort)"/.exec(page)?.[1] ?? '', next.url).href };
    } else {
      const [, action = ''] = /action="([^"]+)"/.exec(page) ?? [];
      const isLogin = page.includes('value="login"');
      next = {
        url: new URL(action, next.url).href,
        form: isLogin ? { prompt: 'login', login: name, password: 'any' } : { prompt: 'consent' },
      };
    }
  }
  throw new Error(`no way back from ${next.url}`);
}
