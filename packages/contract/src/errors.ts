// Every code a refusal can have, in one closed table per module: status, whether trying again may help, and the sentence in
// both languages. A code never changes; its sentence may improve. The sentence says what happened, to which thing, and what
// to do next.
import type { Facts } from '@argosy/kernel/errors';
import { clustersErrors } from './clusters/errors.ts';
import type { ErrorEntry } from './error-entry.ts';
import { identityErrors } from './identity/errors.ts';
import { platformErrors } from './platform/errors.ts';
import { workloadsErrors } from './workloads/errors.ts';

const tables = { ...platformErrors, ...identityErrors, ...clustersErrors, ...workloadsErrors };

type FactsOfTables = {
  [Code in keyof typeof tables]: (typeof tables)[Code] extends ErrorEntry<infer Needed> ? Needed : never;
};

declare module '@argosy/kernel/errors' {
  /** A refusal that lacks a fact its sentence names, or spells it otherwise, does not compile. */
  interface RefusalFacts extends FactsOfTables {}
}

/** For codes that come off a wire or out of a row. `never`: which facts an entry needs is not known here. */
export const errorTable: Readonly<Record<string, ErrorEntry<never>>> = tables;

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
  // `never`: they were checked where the refusal was made
  return entry ? entry[language](facts as never) : `${code} ${JSON.stringify(facts)}`;
}
