// Gives browsers the console. Only what stands in the list of the built files is ever read, so no path can lead out of them.
// Names of assets carry a hash of their content and are kept for ever; the page itself is asked for anew each time. An address
// that no file has belongs to the page, which knows its own; before it is built a small page says how far that is.
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleBuild, ConsoleState } from './console-build.ts';
import { languageOf, toJson } from './problem.ts';
import { headersOfConsole } from './security-headers.ts';
import { progressPath, waitingPage, waitingScript, waitingScriptPath } from './waiting-page.ts';

const script = 'text/javascript; charset=utf-8';
const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': script,
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

/** Answers what is the console's; `undefined` for everything else, which is then an unknown route of the API. */
export async function answerFromConsole(
  build: ConsoleBuild,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const path = request.url.split('?', 1)[0] ?? '';
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  if (/^\/(v1|healthz)(\/|$)/.test(path)) return undefined;
  if (path === progressPath)
    return reply.type('application/json; charset=utf-8').send(toJson(progressOf(build.look())));
  if (path === waitingScriptPath)
    return reply.headers(headersOfConsole).header('cache-control', 'no-store').type(script).send(waitingScript);
  const wantsPage = (request.headers.accept ?? '').includes('text/html');
  const console = build.look();
  if (console.state !== 'ready') return wantsPage ? answerMeanwhile(console, request, reply) : undefined;
  const name = path.slice(1);
  if (console.names.has(name) && extname(name) in mediaTypes) return sendFile(console, name, request, reply);
  return wantsPage ? sendFile(console, 'index.html', request, reply) : undefined;
}

type Ready = Extract<ConsoleState, { state: 'ready' }>;

async function sendFile(
  { folder, names }: Ready,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const accepted = request.headers['accept-encoding'] ?? '';
  const encoding = (['br', 'gzip'] as const).find(
    (each) =>
      new RegExp(`\\b${each}\\b(?!;\\s*q=0(\\.0*)?(,|$))`).test(accepted) && names.has(`${name}${endings[each]}`),
  );
  const isForEver = name.startsWith('assets/');
  void reply
    .headers(headersOfConsole)
    .header('vary', 'accept-encoding')
    .header('cache-control', isForEver ? 'public, max-age=31536000, immutable' : 'no-cache')
    .type(mediaTypes[extname(name)] ?? 'application/octet-stream');
  if (encoding) void reply.header('content-encoding', encoding);
  return reply.send(await readFile(join(folder, `${name}${encoding ? endings[encoding] : ''}`)));
}

const endings = { br: '.br', gzip: '.gz' } as const;

function answerMeanwhile(
  console: Exclude<ConsoleState, Ready>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  return reply
    .code(503)
    .headers(headersOfConsole)
    .header('cache-control', 'no-store')
    .header('retry-after', '1')
    .type('text/html; charset=utf-8')
    .send(waitingPage(console, percentOf(console), languageOf(request.headers['accept-language'])));
}

function progressOf(console: ConsoleState): object {
  if (console.state === 'failed') return console;
  return { state: console.state, percent: console.state === 'ready' ? 100 : percentOf(console) };
}

/** Of the whole: reading modules is most of it, and how many there are is known from the last time this was written. */
function percentOf(console: Exclude<ConsoleState, Ready>): number {
  if (console.state === 'failed') return 0;
  const { step, done, of } = console;
  if (step === 'modules') return Math.min(60, Math.round((done / usualModules) * 60));
  if (step === 'files') return 70;
  return 75 + Math.round((done / (of ?? done)) * 24);
}

const usualModules = 4000;
