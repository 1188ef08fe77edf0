/** What `work` comes to for each item, in the items' order; at most `atOnce` are worked on at the same time, begun in order. When
 *  one fails no other is begun, and the first error is thrown once those that were begun have ended. */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = Array.from({ length: items.length });
  const left = items.entries();
  const errors: unknown[] = [];
  const lane = async () => {
    for (const [at, item] of left) {
      try {
        results[at] = await work(item);
      } catch (error) {
        errors.push(error);
      }
      if (errors.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  if (errors.length > 0) throw errors[0];
  return results;
}
