// What an operation answers that checks a wish before it is one: every problem with its place, so that a form can show it where
// it belongs. To have problems is an answer, not an error.
import * as z from 'zod';

export const problemView = z.object({
  path: z.string().describe('of the field, such as nodeGroups.0.machineType; empty for the whole'),
  code: z.string(),
  message: z.string(),
});
export type ProblemView = z.infer<typeof problemView>;

export const checkView = z.object({
  ok: z.boolean().describe('it would be taken as it is'),
  problems: z.array(problemView),
});

/** A wish that may be half-written: nothing is asked of it but to be an object. */
export const draft = z.record(z.string(), z.unknown()).describe('as it is so far; it need not be whole');
