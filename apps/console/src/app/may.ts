// Whether the person who is signed in may do something, asked before they try: what they may not is greyed, with the reason.
// Questions of one moment travel together. Until the answer is there everything is taken for allowed: the server refuses by
// itself what is not.
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '@argosy/client/browser';
import { permissionCheck } from '@argosy/contract/identity/policies';
import type { Act } from './act.ts';
import { callOperation } from './api.ts';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

export const useMay = (act: Act): boolean => useMayNot(act) === undefined;

/** The permission that is missing, as a sentence; of what needs several, the first. `undefined`: none is. */
export function useMayNot(...acts: readonly [Act, ...Act[]]): string | undefined {
  const t = useText(appTexts);
  const allowed = useMayAll(acts);
  const missing = acts.find((_, index) => allowed?.[index] === false);
  return missing && t('notAllowed', { permission: missing.action });
}

/** Of many at once, in their order; `undefined` until it is known. Where it cannot be known they are taken for allowed. */
export function useMayAll(acts: readonly Act[]): readonly boolean[] | undefined {
  const { data, isError } = useQuery(mayAllQuery(acts));
  return data ?? (isError ? acts.map(() => true) : undefined);
}

const mayAllQuery = (acts: readonly Act[]) => ({
  queryKey: ['permissions_check', acts],
  queryFn: () => Promise.all(acts.map(ask)),
  staleTime: 60_000,
  meta: { operation: permissionCheck }, // facts about people make it new, and so do changes
});

interface Waiting {
  readonly asked: Act;
  readonly answer: (isAllowed: boolean) => void;
  readonly fail: (error: unknown) => void;
}

let waiting: Waiting[] = [];

function ask(asked: Act): Promise<boolean> {
  return new Promise((answer, fail) => {
    if (waiting.length === 0) setTimeout(send, 0);
    waiting.push({ asked, answer, fail });
  });
}

const mostAtOnce = 100; // what one question may hold

function send(): void {
  const all = waiting;
  waiting = [];
  for (let index = 0; index < all.length; index += mostAtOnce) void sendSome(all.slice(index, index + mostAtOnce));
}

async function sendSome(some: readonly Waiting[]): Promise<void> {
  try {
    const { answers } = await callOperation(permissionCheck, { body: { asked: some.map(({ asked }) => asked) } });
    for (const [index, { answer }] of some.entries()) {
      const { allowed = true, afterConfirming = false } = answers[index] ?? {};
      answer(allowed || afterConfirming); // whoever tries is asked to confirm
    }
  } catch (error) {
    const isNotAsked = error instanceof ApiError && error.status === 403;
    for (const { answer, fail } of some) {
      if (isNotAsked) answer(true);
      else fail(error);
    }
  }
}
