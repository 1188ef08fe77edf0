// Carries bodies of any length between an HTTP service of the cluster and the server, neither of which has a road to the other.
// Nothing is kept here: what one side takes slowly the other gives slowly, and when either end breaks off, so does the other.
import type { IncomingMessage } from 'node:http';
import type { AgentSettings, Answer, Request } from '@argosy/contract/agent/protocol';
import { refusal } from '@argosy/kernel/errors';
import { authorization, serverUrl } from './actions/fetch-file.ts';
import { exchange, firstWords, send } from './actions/http.ts';
import { complain } from './complain.ts';

type CarryRequest = Extract<Request, { kind: 'carry' }>;

/** Until a service says anything: a NameNode that is busy, a DataNode that opens a block. */
const BEGINS_WITHIN_MS = 30_000;
/** As long as the server lets any request take. */
const LONGEST_MS = 3_600_000;

export async function carry(settings: AgentSettings, request: CarryRequest): Promise<Answer> {
  return request.direction === 'out' ? await carryOut(settings, request) : await carryIn(settings, request);
}

/** Answers when the body begins; it goes to the server meanwhile. */
async function carryOut(settings: AgentSettings, { url, stream, hosts }: CarryRequest): Promise<Answer> {
  const source = await beginning(async (signal) => {
    const first = await exchange(new URL(url), { method: 'GET', signal });
    const next = await redirection(first, { from: url, hosts });
    return next ? await exchange(next, { method: 'GET', signal }) : first;
  });
  if (source.statusCode !== 200) return await answerOf(source);
  const sent = send(serverUrl(settings, `streams/${stream}`), {
    method: 'PUT',
    headers: { ...authorization(settings), 'content-type': 'application/octet-stream' },
    body: source,
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  void sent
    .then(firstWords)
    .catch((error: unknown) => complain('a body could not be carried to the server', error)) // who waits for it sees it end
    .finally(() => source.destroy());
  return { kind: 'http', status: 200, headers: {}, base64: '' };
}

/** Answers when all of the body has gone and the service has said what it thinks of it. */
async function carryIn(settings: AgentSettings, { url, stream, hosts }: CarryRequest): Promise<Answer> {
  const first = await beginning((signal) => exchange(new URL(url), { method: 'PUT', signal }));
  const place = await redirection(first, { from: url, hosts });
  if (place === undefined) return await answerOf(first);
  const signal = AbortSignal.timeout(LONGEST_MS);
  const body = await send(serverUrl(settings, `streams/${stream}`), {
    method: 'GET',
    headers: authorization(settings),
    signal,
  });
  try {
    const headers = { 'content-type': 'application/octet-stream' };
    return await answerOf(await exchange(place, { method: 'PUT', headers, body, signal }));
  } finally {
    body.destroy();
  }
}

/** Gives up when there is no answer in time; an answer's body may take as long as it likes. */
async function beginning(ask: (signal: AbortSignal) => Promise<IncomingMessage>): Promise<IncomingMessage> {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(new Error('no answer within 30 s')), BEGINS_WITHIN_MS);
  try {
    return await ask(control.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Where an answer leads; `undefined` where it leads nowhere. A service that a job has tampered with leads out of its cluster
 *  to nobody. */
async function redirection(
  answer: IncomingMessage,
  { from, hosts }: { readonly from: string; readonly hosts: readonly string[] },
): Promise<URL | undefined> {
  const { location } = answer.headers;
  const status = answer.statusCode ?? 0;
  if (status < 300 || status >= 400 || location === undefined) return undefined;
  await firstWords(answer, 0);
  const url = new URL(location, from);
  if (url.protocol === 'http:' && hosts.includes(url.hostname)) return url;
  throw refusal('request_invalid', { problems: `${url.host} is no address of this cluster` });
}

async function answerOf(answer: IncomingMessage): Promise<Answer> {
  const words = await firstWords(answer, 64 * 1024);
  return {
    kind: 'http',
    status: answer.statusCode ?? 0,
    headers: {},
    base64: Buffer.from(words).toString('base64'),
  };
}
