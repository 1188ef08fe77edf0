// What the server says of a draft while it is written: it is asked once the draft has stood still for a moment. Until it has
// answered, what it said of the draft before stays where it stood, but speaks for and against nothing: that may be mended.
import type { Operation, ResultOf } from '@argosy/contract/operation';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type Draft, useSettled } from './draft.ts';
import type { OperationQuery } from './queries.ts';

interface Check<O extends Operation> {
  /** `undefined` until it is there, and when it could not be had. */
  readonly checked: ResultOf<O> | undefined;
  /** Whether what was said is of what is written now. */
  readonly isFresh: boolean;
}

export function useCheck<O extends Operation>(
  { value, isReadable }: Draft,
  queryOn: (value: Draft['value']) => OperationQuery<O>,
): Check<O> {
  const settled = useSettled(value);
  const { data, isPlaceholderData } = useQuery({
    ...queryOn(settled),
    enabled: isReadable,
    placeholderData: keepPreviousData,
  });
  return { checked: data, isFresh: settled === value && !isPlaceholderData };
}
