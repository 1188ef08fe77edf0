// One call of an operation, as every program makes it: with nothing of Node, so that a browser can too.
import { isMutating } from '@argosy/contract/is-mutating';
import type { Operation, ResultOf } from '@argosy/contract/operation';
import { invariant } from '@argosy/kernel/errors';
import { targetOf } from './operation-input.ts';
import { type Connection, send } from './send.ts';

export interface LooseInput {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal | undefined;
}

/** One call. Throws ApiError when the server refuses, ServerUnreachable when there is none. */
export async function call<O extends Operation>(
  connection: Connection,
  operation: O,
  input: LooseInput,
): Promise<ResultOf<O>> {
  invariant(operation.sends === 'json' && operation.answers === 'json', `${operation.id} speaks JSON`);
  const body = input.body === undefined ? undefined : JSON.stringify(input.body);
  const request = {
    method: operation.method,
    target: targetOf(operation, input),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(isMutating(operation) ? { 'idempotency-key': input.idempotencyKey ?? newIdempotencyKey() } : {}),
    },
    ...(body === undefined ? {} : { body: async () => body }),
    signal: input.signal,
  };
  return (await send(connection, request, readJson)) as ResultOf<O>; // the contract's promise
}

export async function readJson(answer: Response): Promise<unknown> {
  const text = await answer.text();
  return text === '' ? undefined : JSON.parse(text);
}

/** Made of `getRandomValues`, which browsers have on plain HTTP too; `randomUUID` they do not. */
export function newIdempotencyKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((octet) => octet.toString(16).padStart(2, '0')).join('');
}
