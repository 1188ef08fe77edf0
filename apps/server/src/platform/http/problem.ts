// The one place where something thrown becomes what the caller reads: application/problem+json (RFC 9457). A refusal is told
// as it is, in the caller's language; a database that cannot be reached is 503; everything else is our bug, and of that the
// caller learns only the request id, under which the cause stands in the log.
import { errorTable, type Problem, sentenceOf } from '@argosy/contract/errors';
import { invariant, Refusal, refusal } from '@argosy/kernel/errors';

export interface FieldProblem {
  readonly path: string;
  readonly code: string;
  readonly detail: string;
}

/** A refusal of a request's form, with every field that is wrong. */
export class RequestInvalid extends Refusal {
  readonly fields: readonly FieldProblem[];

  constructor(fields: readonly FieldProblem[]) {
    // The sentence names the first few; a page of them would not be read, and `fields` has them all.
    const named = fields.slice(0, 3).map(({ path, detail }) => (path === '' ? detail : `${path}: ${detail}`));
    const more = fields.length - named.length;
    super('request_invalid', { problems: named.join('; ') + (more > 0 ? ` (+${more})` : '') });
    this.fields = fields;
  }
}

/** What `error` is to a caller: a refusal is itself, an unreachable database and our own bugs become one. */
export function refusalOf(error: unknown, requestId: string): Refusal {
  // A code without an entry is a bug of ours too: the caller would get neither a status nor a sentence.
  if (error instanceof Refusal && errorTable[error.code]) return error;
  if (isDiskFull(error)) return refusal('disk_full', { path: 'PostgreSQL' }, { cause: error });
  if (isDatabaseUnavailable(error)) return refusal('database_unavailable', {}, { cause: error });
  return refusal('internal_error', { requestId }, { cause: error });
}

/** The problem document of a refusal. `instance` is the request id. */
export function problemOf(refused: Refusal, language: 'en' | 'zh', instance: string): Problem {
  const entry = errorTable[refused.code];
  invariant(entry, `${refused.code} stands in the table of errors`);
  const { status, retryable } = entry;
  return {
    type: `urn:argosy:problem:${refused.code}`,
    title: titleOf(refused.code),
    status,
    detail: sentenceOf(refused.code, refused.facts, language),
    instance,
    code: refused.code,
    facts: refused.facts,
    retryable,
    ...(refused instanceof RequestInvalid && { fields: refused.fields }),
  };
}

/** The caller's language by Accept-Language: Chinese when it is preferred to English, else English. */
export function languageOf(acceptLanguage: string | undefined): 'en' | 'zh' {
  const ranked = (acceptLanguage ?? '')
    .split(',')
    .map((each) => {
      const [tag = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
      const quality = parameters.find((one) => one.startsWith('q='))?.slice(2);
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ language, quality }) => (language === 'en' || language === 'zh') && quality > 0)
    .sort((one, other) => other.quality - one.quality);
  return ranked[0]?.language === 'zh' ? 'zh' : 'en';
}

/** JSON of a problem or an answer: the exact whole numbers of facts travel as strings. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? each.toString() : each));
}

/** Whether a query failed because PostgreSQL is away, starting, stopping, or has no connection left: the classes 08 and 57P of
 *  its error codes, 53300, and what pg says when a socket breaks or none can be had in time. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as Error & { code?: unknown; syscall?: unknown };
  if (typeof code === 'string' && /^(08...|57P0[1-3]|53300)$/.test(code)) return true;
  if (syscall !== undefined) return cameFromPg(error);
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end)/.test(
    error.message,
  );
}

/** PostgreSQL has no room for what was to be written. */
const isDiskFull = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '53100';

/** A socket error alone does not say whose socket it was; the stack of one from the pool passes through pg. */
function cameFromPg(error: Error): boolean {
  return /[/\\]node_modules[/\\]pg(-pool)?[/\\]/.test(error.stack ?? '');
}

function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
