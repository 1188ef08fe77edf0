// What stands in the tables of errors for one code: status, whether trying again may help, and the sentence in both languages,
// made of the facts that the code needs.

export interface ErrorEntry<Facts> {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 416 | 421 | 422 | 429 | 500 | 503 | 507;
  readonly retryable: boolean;
  readonly en: (is: Facts) => string;
  readonly zh: (is: Facts) => string;
}

/** Declares a code's entry: the facts once for both languages, and for everyone who refuses with it. */
export function entry<Facts = Readonly<Record<string, never>>>(declared: ErrorEntry<Facts>): ErrorEntry<Facts> {
  return declared;
}

/** Facts come off a wire or out of a row too, where an older version may have left one out. */
export const list = (values: readonly string[] | undefined): string => values?.join(', ') ?? '';

/** The last lines of a log under a sentence. */
export const tail = (lines: readonly string[] | undefined): string => (lines?.length ? `\n${lines.join('\n')}` : '');
