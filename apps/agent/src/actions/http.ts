// One HTTP exchange whose bodies are streams, in either direction.
import { request, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface Exchange {
  readonly method: 'GET' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readable;
  /** A redirection is the answer asked for. */
  readonly mayRedirect?: boolean;
  readonly signal: AbortSignal;
}

/** The answer, its body not yet read. Throws for a status outside 2xx, with the first words of the answer. */
export async function send(url: URL, exchange: Exchange): Promise<IncomingMessage> {
  const asked = request(url, {
    method: exchange.method,
    headers: { ...exchange.headers, ...(exchange.method === 'PUT' && !exchange.body && { 'content-length': '0' }) },
    agent: false,
    signal: exchange.signal,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve);
    asked.once('error', reject);
  });
  answered.catch(() => {}); // heard below; a body that breaks off first would otherwise leave it unheard
  if (exchange.body) {
    // A server that refuses answers before the body has gone; its answer says more than the broken pipe.
    await Promise.race([pipeline(exchange.body, asked), answered]);
  } else {
    asked.end();
  }
  const answer = await answered;
  const status = answer.statusCode ?? 0;
  if ((status >= 200 && status < 300) || (exchange.mayRedirect === true && status >= 300 && status < 400))
    return answer;
  const words = await firstWords(answer);
  exchange.body?.destroy();
  throw new Error(`${exchange.method} ${url.origin}${url.pathname} answered ${status}: ${words}`);
}

/** Reads an answer to its end: at most `limit` characters are kept. */
export async function firstWords(answer: IncomingMessage, limit = 2000): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) {
    if (text.length < limit) text += chunk;
  }
  return text.slice(0, limit);
}
