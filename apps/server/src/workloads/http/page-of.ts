/** One more was read than is shown: whether there is one says whether there is a next page, which begins after the last id. */
export function pageOf<Item extends { readonly id: string }>(
  read: readonly Item[],
  limit: number,
): { items: Item[]; cursor?: string } {
  const items = read.slice(0, limit);
  const last = items.at(-1);
  return read.length > limit && last ? { items, cursor: last.id } : { items };
}
