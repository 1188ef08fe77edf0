// Reads a JSON body: strictly, and without the keys by which a parsed object could change how other objects behave.
import { messageOf, refusal } from '@argosy/kernel/errors';

/** Larger requests are files, and those are streamed. */
export const jsonLimitBytes = 1_048_576;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The value; `undefined` for an empty body. Refuses: request_unreadable. */
export function parseJsonBody(octets: Buffer): unknown {
  if (octets.length === 0) return undefined;
  try {
    return JSON.parse(utf8.decode(octets), refuseForbidden) as unknown;
  } catch (error) {
    if (error instanceof Forbidden) throw refusal('request_unreadable', { problem: messageOf(error) });
    const isTooDeep = error instanceof RangeError; // the stack is full
    // Of V8's sentence only the place: it quotes the text around it, and that may be nothing for a log.
    const problem = isTooDeep ? 'the body is nested too deeply' : `the body is not JSON${placeOf(error)}`;
    throw refusal('request_unreadable', { problem });
  }
}

class Forbidden extends Error {}

function refuseForbidden(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Forbidden('the body has a key "__proto__"');
  // PostgreSQL's text and jsonb cannot hold them: what somebody asks for is not made storable in secret, as what programs say is.
  for (const text of [key, ...(typeof value === 'string' ? [value] : [])]) {
    if (text.includes('\0')) throw new Forbidden('the body has a text with the character U+0000');
    if (!text.isWellFormed()) throw new Forbidden('the body has a text with half of a surrogate pair');
  }
  return value;
}

function placeOf(error: unknown): string {
  const [place] = / at position \d+( \(line \d+ column \d+\))?/.exec(messageOf(error)) ?? [''];
  return place;
}
