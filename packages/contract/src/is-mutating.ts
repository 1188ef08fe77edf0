// Apart from operation.ts, so that a browser can ask without loading what schemas are made of.

/** Whether the operation changes something: then it takes an `Idempotency-Key`. */
export const isMutating = ({
  method,
  isQuestion,
}: {
  readonly method: string;
  readonly isQuestion: boolean;
}): boolean => method !== 'GET' && !isQuestion;
