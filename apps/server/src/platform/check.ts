// Drafts of wishes that are checked before they are sent (operations `…_check`): read as far as they can be, and what is wrong
// with them told in the reader's language.
import type { ProblemView } from '@argosy/contract/check';
import { sentenceOf } from '@argosy/contract/errors';
import type { FoundProblem } from '@argosy/kernel/checking';
import type * as z from 'zod';
import type { Caller } from './caller.ts';
import { fieldProblems } from './http/read-request.ts';

type Reader = Pick<Caller, 'language'>;

/** The draft as the schema reads it, or what keeps the schema from it. */
export function readDraft<T extends z.ZodType>(
  schema: T,
  draft: unknown,
  { language }: Reader,
): { readonly value: z.output<T> } | { readonly problems: readonly ProblemView[] } {
  const parsed = schema.safeParse(draft);
  if (parsed.success) return { value: parsed.data };
  const problems = fieldProblems(schema, draft, language);
  return { problems: problems.map(({ detail, ...problem }) => ({ ...problem, message: detail })) };
}

export const toProblemViews = (found: readonly FoundProblem[], { language }: Reader): ProblemView[] =>
  found.map(({ path, refused: { code, facts } }) => ({ path, code, message: sentenceOf(code, facts, language) }));
