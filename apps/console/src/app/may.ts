// Whether the person who is signed in may do something, asked before they try: what they may not is greyed, with the reason.
// Questions of one moment travel together. Until the server answers such questions everything is taken for allowed: it refuses
// by itself what is not.
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '@argosy/client/browser';
import type { Operation } from '@argosy/contract/operation';
import { request } from './api.ts';

export interface May {
  readonly isAllowed: boolean;
  /** The permission that is missing. */
  readonly permission: string;
}

export function useMay({ permission }: Pick<Operation, 'permission'>, resource?: string): May {
  const { data } = useQuery({
    queryKey: ['permissions_check', permission, resource],
    queryFn: () => ask({ action: permission, ...(resource !== undefined && { resource }) }),
    staleTime: 60_000,
  });
  return { isAllowed: data ?? true, permission };
}

interface Asked {
  readonly action: string;
  readonly resource?: string;
}

interface Waiting {
  readonly asked: Asked;
  readonly answer: (isAllowed: boolean) => void;
  readonly fail: (error: unknown) => void;
}

let waiting: Waiting[] = [];

function ask(asked: Asked): Promise<boolean> {
  return new Promise((answer, fail) => {
    if (waiting.length === 0) setTimeout(() => void send(), 0);
    waiting.push({ asked, answer, fail });
  });
}

async function send(): Promise<void> {
  const all = waiting;
  waiting = [];
  try {
    const { answers } = await request<{ answers: readonly { allowed: boolean }[] }>('POST', '/v1/permissions/check', {
      asked: all.map(({ asked }) => asked),
    });
    for (const [index, { answer }] of all.entries()) answer(answers[index]?.allowed ?? true);
  } catch (error) {
    const isNotAsked = error instanceof ApiError && [403, 404, 405].includes(error.status);
    for (const { answer, fail } of all) {
      if (isNotAsked) answer(true);
      else fail(error);
    }
  }
}
