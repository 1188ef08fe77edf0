// Calls the contract over HTTP, typed by it. Answers are trusted to have the contract's form: the server's own tests hold
// them to it, and a newer server may add fields.
import { openAsBlob } from 'node:fs';
import type { Operation, ResultOf } from '@argosy/contract/operation';
import { invariant } from '@argosy/kernel/errors';
import { call, type LooseInput, newIdempotencyKey, readJson } from './call.ts';
import { writeWhole, type FileFacts } from './files.ts';
import { followEvents } from './follow.ts';
import { openSocket } from './open-socket.ts';
import { targetOf, type Addressed, type CallArguments } from './operation-input.ts';
import { asItComes, send, type Connection } from './send.ts';

export interface ClientOptions {
  readonly url: string;
  readonly key: string;
  readonly language?: 'en' | 'zh';
  readonly patienceMs?: number;
  readonly onAbsent?: () => void;
  readonly fetch?: typeof fetch;
}

/** The items of a page's answer. */
type ItemOf<O extends Operation> = ResultOf<O> extends { items: readonly (infer Item)[] } ? Item : never;

type FileInput<O extends Operation> = Addressed<O> & {
  readonly file: string;
  readonly signal?: AbortSignal | undefined;
};

export interface Client {
  readonly url: string;
  /** One call. Throws ApiError when the server refuses, ServerUnreachable when there is none. */
  call<O extends Operation>(operation: O, ...input: CallArguments<O>): Promise<ResultOf<O>>;
  /** All items of a list, page after page, as far as they are read. */
  pages<O extends Operation>(operation: O, ...input: CallArguments<O>): AsyncGenerator<ItemOf<O>, void>;
  /** Events as they happen, over reconnects, until the signal aborts. */
  follow<O extends Operation>(
    operation: O,
    input: Addressed<O> & { readonly signal?: AbortSignal | undefined; readonly onOpen?: () => void },
  ): AsyncGenerator<ResultOf<O>, void>;
  /** Sends a file's content as it is. */
  upload<O extends Operation>(operation: O, input: FileInput<O>): Promise<ResultOf<O>>;
  /** Opens a WebSocket; `onMessage` hears all of it, octets as ArrayBuffer. Throws as `call` does, with what the server has
   *  against it. */
  open<O extends Operation>(
    operation: O,
    input: Addressed<O> & {
      readonly onMessage: (data: string | ArrayBuffer) => void;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<WebSocket>;
  /** Fetches content into a file, which appears only when it is whole. */
  download<O extends Operation>(operation: O, input: FileInput<O>): Promise<FileFacts>;
}

// The server tells its place every 15 s; three missed ones mean that the connection is dead.
const silenceMs = 45_000;

export function createClient(options: ClientOptions): Client {
  const connection: Connection = {
    url: options.url,
    credentials: () => ({ authorization: `Bearer ${options.key}` }),
    language: options.language ?? 'en',
    patienceMs: options.patienceMs ?? 3000,
    fetch: options.fetch ?? fetch,
    onAbsent: options.onAbsent ?? (() => {}),
  };
  const client: Client = {
    url: options.url,
    call: async (operation, ...[input]) => call(connection, operation, input ?? {}),
    pages: (operation, ...[input]) => pages(connection, operation, input ?? {}),
    follow: (operation, { signal, onOpen, ...addressed }) => {
      const target = targetOf(operation, addressed);
      // The stream's data is the operation's result, as the contract says.
      return followEvents(connection, { target, signal, onOpen, silenceMs }) as AsyncGenerator<never, void>;
    },
    upload: async (operation, { file, signal, ...addressed }) => {
      invariant(operation.sends === 'octets', `${operation.id} takes a file`);
      const request = {
        method: operation.method,
        target: targetOf(operation, addressed),
        headers: { 'content-type': 'application/octet-stream', 'idempotency-key': newIdempotencyKey() },
        body: () => openAsBlob(file), // opened anew for each try; streamed, with its length known
        signal,
      };
      return (await send(connection, request, readJson)) as ResultOf<typeof operation>; // the contract's promise
    },
    open: async (operation, { signal, onMessage, ...addressed }) => {
      invariant(operation.answers === 'socket', `${operation.id} is a WebSocket`);
      return openSocket(connection, { target: targetOf(operation, addressed), onMessage, signal });
    },
    download: async (operation, { file, signal, ...addressed }) => {
      invariant(operation.answers === 'octets', `${operation.id} answers with a file`);
      const request = { method: operation.method, target: targetOf(operation, addressed), signal };
      return writeWhole(async () => (await send(connection, request, asItComes)).body, file, signal);
    },
  };
  return client;
}

async function* pages<O extends Operation>(
  connection: Connection,
  operation: O,
  input: LooseInput,
): AsyncGenerator<ItemOf<O>, void> {
  const next = 'cursor' in operation.query.shape ? 'cursor' : 'after'; // feeds go on after their last event's id
  let cursor: string | undefined;
  do {
    const query = { ...(input.query as object | undefined), ...(cursor === undefined ? {} : { [next]: cursor }) };
    // A list operation's result is a page; ItemOf is `never` for any other, so such a call does not compile usefully.
    const page = (await call(connection, operation, { ...input, query })) as { items: ItemOf<O>[]; cursor?: string };
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
