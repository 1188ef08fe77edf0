// Between the contract and the pages. A query is a value, `queryOf(operation, input)`: the route loads it, the page reads it,
// and facts make it new (live.ts). A change goes through `useOperation`: it carries an Idempotency-Key, says what went wrong in
// the reader's language, and puts what is wrong with a field at that field.
import type { CallArguments, CallInput } from '@argosy/client/browser';
import { ApiError, newIdempotencyKey } from '@argosy/client/browser';
import type { Operation, ResultOf } from '@argosy/contract/operation';
import {
  hashKey,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseInfiniteQuery,
  useSuspenseQuery,
} from '@tanstack/react-query';
import type { FormInstance } from 'antd';
import { useDeferredValue, useRef } from 'react';
import { callOperation } from './api.ts';
import { moduleOf } from './module-of.ts';
import { useTell } from './tell.tsx';

export interface OperationQuery<O extends Operation> {
  readonly queryKey: readonly [operation: string, input: CallInput<O>];
  readonly queryFn: (context: { readonly signal: AbortSignal }) => Promise<ResultOf<O>>;
  readonly meta: { readonly operation: O; readonly [key: string]: unknown };
}

/** `queryOf(clusterGet, { params: { clusterId } })`. */
export function queryOf<O extends Operation>(operation: O, ...[given]: CallArguments<O>): OperationQuery<O> {
  const input = (given ?? {}) as CallInput<O>; // it may be left out only where nothing in it is required
  return {
    queryKey: [operation.id, input],
    queryFn: ({ signal }) => callOperation(operation, { ...input, signal }),
    meta: { operation },
  };
}

/** What the query answers. It is there: the route waited for it, and while it is made new the last answer stays. */
export function useOperationQuery<O extends Operation>(query: OperationQuery<O>): ResultOf<O> {
  return useSuspenseQuery(query).data;
}

/** For what a page can do without at first: `undefined` until it is there, and when it could not be had. While it is asked otherwise
 *  about the same thing the last answer stays; what was said of another thing never stands for it. */
export function useOptionalQuery<O extends Operation>(
  query: OperationQuery<O>,
  { enabled = true, refetchMs }: { readonly enabled?: boolean; readonly refetchMs?: number | undefined } = {},
): ResultOf<O> | undefined {
  const { data } = useQuery({
    ...query,
    enabled,
    placeholderData: (last, lastQuery) => (isSameThing(query.queryKey, lastQuery?.queryKey) ? last : undefined),
    ...(refetchMs !== undefined && { refetchInterval: refetchMs }),
  });
  return data;
}

const isSameThing = ([id, input]: readonly unknown[], [lastId, lastInput]: readonly unknown[] = []): boolean =>
  id === lastId && hashKey([paramsIn(input)]) === hashKey([paramsIn(lastInput)]);

const paramsIn = (input: unknown): unknown => (input as { params?: unknown } | undefined)?.params;

type ItemOf<O extends Operation> = ResultOf<O> extends { readonly items: readonly (infer Item)[] } ? Item : never;
interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor?: string;
}

export interface Pages<Item> {
  readonly items: readonly Item[];
  /** Asks for the next page; absent at the end of the list. */
  readonly more: (() => void) | undefined;
  readonly isLoadingMore: boolean;
}

/** As a value for `useOperationPages` and `ensureInfiniteQueryData`. */
export function pagesOf<O extends Operation>(operation: O, ...[given]: CallArguments<O>) {
  const input = (given ?? {}) as CallInput<O>;
  const next = 'cursor' in operation.query.shape ? 'cursor' : 'after'; // feeds go on after their last event's id
  return {
    queryKey: [operation.id, input, 'pages'] as const,
    queryFn: async ({ signal, pageParam }: { signal: AbortSignal; pageParam: string | undefined }) => {
      const query = { ...(input as { query?: object }).query, ...(pageParam !== undefined && { [next]: pageParam }) };
      const asked = { ...input, query, signal } as CallInput<O>; // the input that was given, and where to go on
      return (await callOperation(operation, asked)) as unknown as Page<ItemOf<O>>; // a list's answer
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page<ItemOf<O>>) => last.cursor,
    meta: { operation },
  };
}

/** The items of a list, as many pages as were asked for. At first those that fill a screen: fifty rows at once would hold the page
 *  up for longer than a person takes for at once, and the others are drawn in the pauses. */
export function useOperationPages<O extends Operation>(query: ReturnType<typeof pagesOf<O>>): Pages<ItemOf<O>> {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(query);
  const isWhole = useDeferredValue(true, false);
  const items = data.pages.flatMap((page) => page.items);
  return {
    items: isWhole ? items : items.slice(0, fillsScreen),
    more: isWhole && hasNextPage ? () => void fetchNextPage() : undefined,
    isLoadingMore: isFetchingNextPage,
  };
}

const fillsScreen = 15;

/** For a list that a page can do without: empty until it is there, and when it could not be had, which `problem` then tells from a
 *  list with nothing in it. */
export function useOptionalPages<O extends Operation>(
  query: ReturnType<typeof pagesOf<O>>,
): Pages<ItemOf<O>> & { readonly problem: ApiError | undefined } {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(query);
  return {
    items: data?.pages.flatMap((page) => page.items) ?? [],
    problem: data === undefined && error instanceof ApiError ? error : undefined,
    more: hasNextPage ? () => void fetchNextPage() : undefined,
    isLoadingMore: isFetchingNextPage,
  };
}

/** What a change comes to: what a deletion answers with nothing (204) is told from a refusal. */
type Done<O extends Operation> = ResultOf<O> extends undefined ? 'done' : ResultOf<O>;

export interface OperationRunner<O extends Operation> {
  /** The answer, or 'done' where there is none; `undefined` when the server refused, which the person has then been told, and when the
   *  same is under way already: a button that was pressed twice in one go has one answer. */
  readonly run: (...input: CallArguments<O>) => Promise<Done<O> | undefined>;
  readonly isRunning: boolean;
}

/** A change. With `form`, problems of fields are shown at the fields that `fieldOf` names (by default those of the same path). */
export function useOperation<O extends Operation>(
  operation: O,
  { form, fieldOf = samePath }: { readonly form?: FormInstance; readonly fieldOf?: typeof samePath } = {},
): OperationRunner<O> {
  const queryClient = useQueryClient();
  const tell = useTell();
  // Asked again after no answer came, the same wish carries the same key: it is carried out once.
  const open = useRef<{ readonly wish: string; readonly key: string }>(undefined);
  const underWay = useRef(new Set<string>());
  const { mutateAsync, isPending } = useMutation({
    mutationFn: async (input: CallInput<O>) => {
      const wish = JSON.stringify(input);
      if (open.current?.wish !== wish) open.current = { wish, key: newIdempotencyKey() };
      return callOperation(operation, { ...input, idempotencyKey: open.current.key });
    },
    onSettled: (_, error) => {
      if (!tell.isUnanswered(error)) open.current = undefined;
    },
    onSuccess: () => {
      // Facts say the same within a second; who asked sees it at once.
      const module = moduleOf(operation);
      void queryClient.invalidateQueries({ predicate: ({ meta }) => moduleOf(meta?.['operation']) === module });
    },
  });
  return {
    isRunning: isPending,
    run: async (...[given]) => {
      const input = (given ?? {}) as CallInput<O>;
      const wish = JSON.stringify(input);
      if (underWay.current.has(wish)) return undefined;
      underWay.current.add(wish);
      try {
        return ((await mutateAsync(input)) ?? 'done') as Done<O>;
      } catch (error) {
        tell.problem(error, { form, fieldOf });
        return undefined;
      } finally {
        underWay.current.delete(wish);
      }
    },
  };
}

/** `nodeGroups.0.count` → ['nodeGroups', 0, 'count'] */
function samePath(path: string): readonly (string | number)[] {
  return path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
