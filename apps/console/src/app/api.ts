// How the console reaches the server it came from: with the browser's cookie, the token against forged requests, and in the
// reader's language. What needs that one shows anew who one is asks for that, and goes on.
import { ApiError, call, type CallInput, type Connection, send } from '@argosy/client/browser';
import type { Operation, ResultOf } from '@argosy/contract/operation';
import { confirmIdentity } from './confirmation.ts';
import { currentLanguage } from './text.ts';

let csrfToken: string | undefined;

/** Of the session; each of its changing requests carries it. */
export function keepCsrfToken(token: string | undefined): void {
  csrfToken = token;
}

export const connection: Connection = {
  url: location.origin,
  credentials: (method) => (method === 'GET' || csrfToken === undefined ? {} : { 'x-csrf-token': csrfToken }),
  get language() {
    return currentLanguage();
  },
  patienceMs: 10_000, // a server that is started again is back by then
  fetch: (input, init) => fetch(input, { ...init, credentials: 'same-origin' }),
  onAbsent: () => {},
};

export async function callOperation<O extends Operation>(operation: O, input: CallInput<O>): Promise<ResultOf<O>> {
  try {
    return await call(connection, operation, input);
  } catch (error) {
    if (!needsConfirmation(error, operation) || !(await confirmIdentity())) throw error;
    return call(connection, operation, input);
  }
}

/** What a page reads by itself, over and over, asks nobody: where it is refused, it says so and offers to. */
const needsConfirmation = (error: unknown, { method, isQuestion }: Operation): boolean =>
  isTooOld(error) ? method !== 'GET' && !isQuestion : error instanceof ApiError && error.code === 'confirmation_needed';

/** Policies would let it through if the person showed now who they are. */
export const isTooOld = (error: unknown): boolean => error instanceof ApiError && error.code === 'confirmation_too_old';

/** A request without its operation. */
export async function request<Result>(method: string, target: string, body?: unknown): Promise<Result> {
  const json = body === undefined ? undefined : JSON.stringify(body);
  const read = async (answer: Response): Promise<Result> => {
    const text = await answer.text();
    return (text === '' ? undefined : JSON.parse(text)) as Result; // what whoever asks says it is
  };
  const headers = json === undefined ? {} : { 'content-type': 'application/json' };
  return send(connection, { method, target, headers, ...(json !== undefined && { body: async () => json }) }, read);
}

/** Of addresses that are opened by other means than a call: a WebSocket, a download. */
export { targetOf } from '@argosy/client/browser';
