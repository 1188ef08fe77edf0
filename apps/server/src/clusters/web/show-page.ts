// Fetches one page from a daemon and passes it on, its links rewritten. Of both requests and answers only named headers go
// through: no cookie in either direction, nothing that is about one connection, nothing by which a page could loosen what is
// said about all of them.
import { type IncomingHttpHeaders, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';
import { messageOf, refusal } from '@argosy/kernel/errors';
import { type PagePlace, pageKindOf, PageRewriter, rewriteLocation } from '../domain/rewrite-page.ts';
import type { WebTarget } from '../domain/web-pages.ts';

export interface PageWish extends Pick<PagePlace, 'base' | 'targetOf'> {
  readonly target: WebTarget;
  /** Path and query on the daemon. */
  readonly rest: string;
}

/** A daemon that says nothing for so long does not answer; some pages take a NameNode seconds. */
const silenceMs = 60_000;

const passedOn = ['accept', 'accept-language', 'user-agent', 'if-modified-since', 'if-none-match', 'x-requested-with'];
const passedBack = [
  'content-type',
  'content-disposition',
  'content-language',
  'cache-control',
  'expires',
  'last-modified',
  'etag',
  'pragma',
];

/** Scripts of these pages are inline and use `eval`; but nothing they show leads anywhere else, and nobody frames them. */
const always = {
  'content-security-policy':
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin', // the whole of it: by it links are found that scripts made (web-listener.ts)
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The road to a daemon. Hosts of this machine are dialled as they are; for hosts elsewhere this is where a tunnel through
 *  their agents belongs. */
const roadTo = ({ address, port }: WebTarget) => ({ host: address, port });

/** Refuses, as long as nothing was passed on: web_page_away, web_leads_outside. */
export async function showPage(request: IncomingMessage, response: ServerResponse, wish: PageWish): Promise<void> {
  const { target, base, targetOf } = wish;
  const place: PagePlace = { base, targetOf, authority: target.authority };
  const answer = await fetchFrom(request, response, wish);
  try {
    const { statusCode = 502 } = answer;
    const headers: Record<string, string> = {
      'cache-control': 'private, no-cache',
      ...named(answer.headers, passedBack),
    };
    const { location, refresh } = answer.headers;
    if (location !== undefined) headers['location'] = leadingTo(location, place);
    if (typeof refresh === 'string') headers['refresh'] = refreshed(refresh, place);
    if (wish.rest.startsWith('/webhdfs/')) asFileOfUser(headers);
    const kind = pageKindOf(headers['content-type']);
    const encoding = answer.headers['content-encoding'];
    const hasBody = request.method !== 'HEAD' && statusCode !== 204 && statusCode !== 304;
    if (kind === undefined) {
      if (encoding !== undefined) headers['content-encoding'] = encoding;
      const length = answer.headers['content-length'];
      if (length !== undefined) headers['content-length'] = length;
    }
    response.writeHead(statusCode, { ...headers, ...always });
    if (!hasBody) return void response.end();
    const rewriting = kind && [...decodersFor(encoding), rewriteOf(new PageRewriter(kind, place))];
    await pipeline([answer, ...(rewriting ?? []), response]);
  } finally {
    answer.destroy();
  }
}

function fetchFrom(request: IncomingMessage, response: ServerResponse, { target, rest, base }: PageWish) {
  const { daemon, node, authority } = target;
  const away = (error: unknown) =>
    refusal('web_page_away', { daemon, node, problem: messageOf(error) }, { cause: error });
  return new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = httpRequest({
      ...roadTo(target),
      method: request.method,
      path: rest,
      agent: false,
      headers: {
        ...named(request.headers, passedOn),
        host: authority,
        'accept-encoding': 'identity', // it is rewritten as it comes, and the way is short
        'x-forwarded-context': `${base}/${authority}`, // Spark puts it before every link
        connection: 'close',
      },
    });
    outgoing.setTimeout(silenceMs, () => outgoing.destroy(new Error(`no answer for ${silenceMs / 1000} s`)));
    outgoing.once('error', (error) => reject(away(error)));
    outgoing.once('response', resolve);
    response.once('close', () => outgoing.destroy()); // whoever asked has gone, or has it all
    outgoing.end();
  });
}

function leadingTo(location: string, place: PagePlace): string {
  const to = rewriteLocation(location, place);
  if (to === undefined) throw refusal('web_leads_outside', { to: location.slice(0, 200) });
  return to;
}

/** `3; url=http://…`: a ResourceManager that is not the active one says so. */
function refreshed(refresh: string, place: PagePlace): string {
  const [, seconds = '0', to = ''] = /^\s*(\d+)\s*;\s*url\s*=\s*(\S+)\s*$/i.exec(refresh) ?? [];
  return to === '' ? seconds : `${seconds}; url=${leadingTo(to, place)}`;
}

/** What a file of HDFS holds is its owner's: saved, never shown as a page. */
function asFileOfUser(headers: Record<string, string>): void {
  if (/^application\/json\b/.test(headers['content-type'] ?? '')) return; // WebHDFS itself speaking
  headers['content-type'] = 'application/octet-stream';
  headers['content-disposition'] ??= 'attachment';
}

function named(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

/** Some files of these pages lie compressed on the daemon's disk and come so, asked for or not. */
function decodersFor(encoding: string | undefined): readonly Transform[] {
  if (encoding === undefined || encoding === 'identity') return [];
  return [encoding === 'br' ? createBrotliDecompress() : createUnzip()];
}

function rewriteOf(rewriter: PageRewriter): Transform {
  return new Transform({
    transform(octets: Buffer, _, done) {
      done(null, Buffer.from(rewriter.push(octets.toString('latin1')), 'latin1'));
    },
    flush(done) {
      done(null, Buffer.from(rewriter.end(), 'latin1'));
    },
  });
}
