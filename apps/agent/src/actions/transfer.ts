// Copies between files, the server and HTTP addresses, one item after the other. Nothing is kept of a copy that broke off: it is
// begun again, since each PUT replaces what was there. A server that is away in between (it was started anew, its database was)
// is waited for as long as the action may take; an agent that starts again copies all anew.
import { createReadStream } from 'node:fs';
import { Transform, type Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { TransferAction, TransferItem } from '@argosy/contract/agent/protocol';
import { messageOf, refusal } from '@argosy/kernel/errors';
import { diskFull } from '../problem.ts';
import { openInside } from '../requests.ts';
import type { ActionContext, ActionEnd, KillReason } from './action.ts';
import { authorization, openFile, serverUrl } from './fetch-file.ts';
import { firstWords, send, whileAway } from './http.ts';

const PROGRESS_EACH_MS = 500;

/** Throws transfer_failed, naming both ends; a copy that took too long ends with the same as its problem. */
export async function runTransfer(context: ActionContext, action: TransferAction): Promise<ActionEnd> {
  const timeout = AbortSignal.timeout(action.timeoutMs);
  const signal = AbortSignal.any([context.signal, timeout]);
  let bytesDone = 0;
  let reportedAt = performance.now();
  const count = (bytes: number) => {
    bytesDone += bytes;
    if (performance.now() - reportedAt < PROGRESS_EACH_MS) return;
    reportedAt = performance.now();
    context.progress({ bytesDone });
  };
  for (const item of action.items) {
    const bytesBefore = bytesDone;
    const attempt = () => {
      bytesDone = bytesBefore;
      return copy({ ...context, signal }, item, count);
    };
    try {
      await whileAway(attempt, signal);
    } catch (error) {
      if (context.signal.aborted) return { state: (context.signal.reason as KillReason).state, bytesDone };
      const facts = { what: `${nameOf(item.from)} to ${nameOf(item.to)}`, problem: messageOf(error) };
      if (timeout.aborted) return { state: 'timed_out', bytesDone, problem: { code: 'transfer_failed', facts } };
      throw diskFull(error) ?? refusal('transfer_failed', facts, { cause: error });
    }
  }
  return { state: 'succeeded', bytesDone };
}

async function copy(context: ActionContext, item: TransferItem, count: (bytes: number) => void): Promise<void> {
  const { settings, signal } = context;
  const to =
    'url' in item.to
      ? await findTarget(new URL(item.to.url), item.to.twoStep, signal)
      : serverUrl(settings, item.to.server);
  const source = await open(context, item.from);
  const counted = source.compose(counting(count), { signal });
  const body = item.compress === 'gzip' ? counted.compose(createGzip(), { signal }) : counted;
  const headers = { 'content-type': 'application/octet-stream', ...('server' in item.to && authorization(settings)) };
  try {
    await firstWords(await send(to, { method: 'PUT', headers, body, signal }));
  } finally {
    source.destroy();
  }
}

async function open({ settings, signal }: ActionContext, from: TransferItem['from']): Promise<Readable> {
  if ('path' in from) return createReadStream('', { fd: openInside(settings, from.path) });
  if ('file' in from) return await openFile(settings, from.file, signal);
  return await follow(new URL(from.url), signal);
}

/** WebHDFS answers OPEN with the address of a DataNode that has the file. */
async function follow(url: URL, signal: AbortSignal): Promise<Readable> {
  const answer = await send(url, { method: 'GET', mayRedirect: true, signal });
  const { location } = answer.headers;
  if ((answer.statusCode ?? 0) < 300 || location === undefined) return answer;
  await firstWords(answer);
  return await send(new URL(location, url), { method: 'GET', signal });
}

/** Where the body goes: WebHDFS names a DataNode in answer to a PUT without one. */
async function findTarget(url: URL, twoStep: boolean, signal: AbortSignal): Promise<URL> {
  if (!twoStep) return url;
  const answer = await send(url, { method: 'PUT', mayRedirect: true, signal });
  const words = await firstWords(answer, 10_000);
  // 307 with a Location; with `noredirect=true` the same address as JSON.
  const location = answer.headers.location ?? (JSON.parse(words) as { Location?: string }).Location;
  if (location === undefined) throw new Error(`${url.origin} named no address to write to`);
  return new URL(location, url);
}

function counting(count: (bytes: number) => void): Transform {
  return new Transform({
    transform: (chunk: Buffer, _, done) => {
      count(chunk.length);
      done(null, chunk);
    },
  });
}

/** One end of a copy, as a person would name it. */
function nameOf(end: TransferItem['from'] | TransferItem['to']): string {
  if ('file' in end) return `file ${end.file}`;
  if ('path' in end) return end.path;
  if ('server' in end) return `server: ${end.server}`;
  const { origin, pathname } = new URL(end.url); // without the query: it may carry a token
  return `${origin}${pathname}`;
}
