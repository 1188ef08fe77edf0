// A browser as the server sees one: it keeps cookies, and its page sends the token of the session with what changes something.
import { askAt, type TestAnswer, type TestRequest } from './http.ts';

export interface TestBrowser {
  readonly url: string;
  /** What it would send as Cookie; '' without a session. */
  readonly cookie: () => string;
  /** As a page of ours asks: with the cookie, and with the token that the caller view told. */
  readonly ask: (path: string, request?: TestRequest) => Promise<TestAnswer>;
  /** By POST, which most of signing in is. */
  readonly post: (path: string, body?: unknown) => Promise<TestAnswer>;
}

export function openBrowser(url: string): TestBrowser {
  const cookies = new Map<string, string>();
  let csrfToken: string | undefined;
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const ask = async (path: string, request: TestRequest = {}): Promise<TestAnswer> => {
    const headers = {
      ...(cookies.size > 0 && { cookie: cookie() }),
      ...(csrfToken !== undefined && { 'x-csrf-token': csrfToken }),
      ...request.headers,
    };
    const answer = await askAt(url, path, { ...request, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    if (typeof answer.body === 'object' && 'csrfToken' in answer.body) csrfToken = answer.body.csrfToken;
    return answer;
  };
  return { url, cookie, ask, post: (path, body) => ask(path, { method: 'POST', ...(body !== undefined && { body }) }) };
}
