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

/** Does `work` when its turn has come, and throws the signal's reason when that aborts while it waits. */
export type Turns = <Result>(signal: AbortSignal, work: () => Promise<Result>) => Promise<Result>;

/** Turns for whoever shares them: at most `atOnce` works are done at the same time, the others wait in the order in which they
 *  came. A work must not wait for another turn of the same: were all doing so, none would end. How many wait is their callers' to
 *  bound. */
export function takeTurns(atOnce: number): Turns {
  let free = atOnce;
  const waiting = new Set<() => void>();
  const turn = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const begin = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        waiting.delete(begin);
        reject(signal.reason);
      };
      waiting.add(begin);
      signal.addEventListener('abort', leave, { once: true });
    });
  return async (signal, work) => {
    signal.throwIfAborted();
    if (free > 0) free -= 1;
    else await turn(signal);
    try {
      return await work();
    } finally {
      const [next] = waiting;
      if (next) {
        waiting.delete(next); // it has this turn now, though it begins a moment later
        next();
      } else free += 1;
    }
  };
}
