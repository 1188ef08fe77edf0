// Showing anew who one is, before what the server wants that for: whoever needs it waits here, the dialog in the frame answers.
import { useSyncExternalStore } from 'react';

interface Question {
  readonly answered: Promise<boolean>;
  readonly answer: (isConfirmed: boolean) => void;
}

let question: Question | undefined;
const listeners = new Set<() => void>();

/** Whether the person did; several who need it at the same time wait for one answer. */
export function confirmIdentity(): Promise<boolean> {
  if (question === undefined) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    ask({ answered: promise, answer: resolve });
    return promise;
  }
  return question.answered;
}

function ask(next: Question | undefined): void {
  question = next;
  for (const tell of listeners) tell();
}

/** What answers the question, while there is one. */
export function useConfirmationAsked(): ((isConfirmed: boolean) => void) | undefined {
  const asked = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => question,
  );
  return (
    asked &&
    ((isConfirmed) => {
      ask(undefined);
      asked.answer(isConfirmed);
    })
  );
}
