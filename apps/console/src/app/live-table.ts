// What a module says about its facts: which queries each of them makes new.
import type { Operation } from '@argosy/contract/operation';
import type { EventView } from '@argosy/contract/platform/operations';

/** A query that a fact touches: all of an operation's, or those whose path has these values. */
export interface Touched {
  readonly operation: Operation;
  readonly params?: Readonly<Record<string, string>>;
}

/** By type of fact; a name that ends in `*` speaks of all that begin so. The longest that fits is taken. */
export type LiveTable = Readonly<Record<string, (event: EventView) => readonly Touched[]>>;

/** For tables: a query by its operation, and by values of its path. */
export const touched = (operation: Operation, params?: Touched['params']): Touched => ({
  operation,
  ...(params && { params }),
});
