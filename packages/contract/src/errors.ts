// Every code a refusal can have, in one closed table per module: status, whether trying again may help, and the sentence in
// both languages. A code never changes; its sentence may improve. The sentence says what happened, to which thing, and what
// to do next.
import type { Facts } from '@argosy/kernel/errors';
import { clustersErrors } from './clusters/errors.ts';
import { identityErrors } from './identity/errors.ts';
import { platformErrors } from './platform/errors.ts';
import { workloadsErrors } from './workloads/errors.ts';

export interface ErrorEntry {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 421 | 422 | 429 | 500 | 503 | 507;
  readonly retryable: boolean;
  readonly en: (is: Facts) => string;
  readonly zh: (is: Facts) => string;
}

export type ErrorTable = Readonly<Record<string, ErrorEntry>>;

export const errorTable: ErrorTable = { ...platformErrors, ...identityErrors, ...clustersErrors, ...workloadsErrors };

/** What every operation may answer, so that operations name only their own. */
export const commonErrors = [
  'request_invalid',
  'credentials_missing',
  'credentials_invalid',
  'permission_denied',
  'idempotency_key_reused',
  'internal_error',
  'database_unavailable',
] as const;

/** RFC 9457 as Argosy sends it. `detail` is the sentence; `instance` the request id that also stands in the log. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly facts: Facts;
  readonly retryable: boolean;
  readonly fields?: readonly { readonly path: string; readonly code: string; readonly detail: string }[];
}

/** The sentence of a code in a language; an unknown code (a newer server's) is shown as it is, with its facts. */
export function sentenceOf(code: string, facts: Facts, language: 'en' | 'zh'): string {
  const entry = errorTable[code];
  return entry ? entry[language](facts) : `${code} ${JSON.stringify(facts)}`;
}
