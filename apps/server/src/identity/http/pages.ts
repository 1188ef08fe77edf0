import { invariant } from '@argosy/kernel/errors';
import type { Caller } from '../../platform/caller.ts';

/** Whose things a request is about that is about one's own. */
export function userOf({ organizationId, userId }: Caller): { organizationId: string; userId: string } {
  invariant(userId !== undefined, 'who comes over HTTP is a user');
  return { organizationId, userId };
}

/** `rows` has one more than a page holds when there is a next one. */
export function toPage<Row extends { readonly id: string }, View>(
  rows: readonly Row[],
  limit: number,
  toView: (row: Row) => View,
): { items: View[]; cursor?: string } {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { items: page.map(toView), ...(last && { cursor: last.id }) };
}
