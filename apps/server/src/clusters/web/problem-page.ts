// What a person reads when a native page cannot be shown: what happened and what to do, in their language. A script that asked
// is told the same as problem+json.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '@argosy/kernel/ids';
import { systemClock } from '@argosy/kernel/time';
import { languageOf, problemOf, refusalOf, toJson } from '../../platform/http/problem.ts';

/** Answers; does nothing where an answer is under way already. Returns the problem's status. */
export function answerProblem(request: IncomingMessage, response: ServerResponse, error: unknown): number {
  const requestId = newId('request', systemClock.now().epochMilliseconds);
  const language = languageOf(request.headers['accept-language']);
  const refused = refusalOf(error, requestId);
  const problem = problemOf(refused, language, requestId);
  if (response.headersSent) {
    response.destroy(); // whoever reads it sees that it is not whole
    return problem.status;
  }
  const isForPeople = /\btext\/html\b/.test(request.headers.accept ?? '');
  const body = isForPeople ? pageOf(problem.detail, requestId, language) : toJson(problem);
  response.writeHead(problem.status, {
    'content-type': isForPeople ? 'text/html; charset=utf-8' : 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-request-id': requestId,
    ...(problem.status === 405 && { allow: 'GET, HEAD' }),
    ...(problem.retryable && { 'retry-after': '2' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
  return problem.status;
}

const titles = { en: 'This page cannot be shown', zh: '无法显示该页面' } as const;

function pageOf(sentence: string, requestId: string, language: 'en' | 'zh'): string {
  const style =
    'body{font:16px/1.6 system-ui,sans-serif;max-width:40em;margin:15vh auto;padding:0 1em;color:#222;background:#fff}h1{font-size:1.3em}small{color:#666}@media(prefers-color-scheme:dark){body{color:#ddd;background:#141414}small{color:#999}}';
  const lang = language === 'zh' ? 'zh-CN' : 'en';
  return `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${titles[language]}</title><style>${style}</style><main><h1>${titles[language]}</h1><p>${escaped(sentence)}</p><small>${requestId}</small></main></html>\n`;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (each) => escapes[each] ?? each);
