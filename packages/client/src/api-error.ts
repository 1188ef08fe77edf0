// What a call throws: the server's own refusal with everything it said, or that there was no answer at all.
import type { Problem } from '@argosy/contract/errors';
import type { Facts } from '@argosy/kernel/errors';

/** The server refused, or failed: its problem+json as an error. The message is its sentence in the language asked for. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly facts: Facts;
  readonly retryable: boolean;
  /** Also in the server's log; what a person quotes when reporting a fault. */
  readonly requestId: string;
  /** Every wrong field of a request at once; empty for other refusals. */
  readonly fields: readonly { readonly path: string; readonly code: string; readonly detail: string }[];
  readonly problem: Problem;
  /** How long the server wants to be left alone; 0 where it said nothing. */
  readonly retryAfterMs: number;

  constructor(problem: Problem, { retryAfterMs = 0 }: { readonly retryAfterMs?: number } = {}) {
    super(problem.detail);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code;
    this.facts = problem.facts;
    this.retryable = problem.retryable;
    this.requestId = problem.instance;
    this.fields = problem.fields ?? [];
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer came: nothing listens, the connection broke, or what answers is not Argosy. */
export class ServerUnreachable extends Error {
  readonly url: string;
  /** Of an answer that is not Argosy's; absent where none came. */
  readonly status: number | undefined;

  constructor(url: string, { status, cause }: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(`no answer from ${url}`, { cause });
    this.name = 'ServerUnreachable';
    this.url = url;
    this.status = status;
  }
}

/** The error of an answer whose status is not 2xx. Something between us and the server (a proxy) may have written it. */
export async function errorOf(answer: Response, url: string): Promise<ApiError | ServerUnreachable> {
  const text = await answer.text().catch(() => '');
  if (answer.headers.get('content-type')?.startsWith('application/problem+json')) {
    const problem = parsed(text);
    if (problem) return new ApiError(problem, { retryAfterMs: retryAfterMsOf(answer) });
  }
  return new ServerUnreachable(url, {
    status: answer.status,
    cause: new Error(`HTTP ${answer.status}: ${text.slice(0, 200)}`),
  });
}

/** The media type is the server's promise of the form; `undefined` when the connection broke in the middle. */
function parsed(text: string): Problem | undefined {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return undefined;
  }
}

/** Our server says it in seconds; what else stands there (a date of some proxy) is not looked at. */
function retryAfterMsOf(answer: Response): number {
  const seconds = Number(answer.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}
