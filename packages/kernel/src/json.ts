// JSON values compared for what they say. Pure.

/** Whatever the order of their keys: what comes out of the database has another than what was just parsed. */
export const isSameJson = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one, inKeyOrder) === JSON.stringify(other, inKeyOrder);

function inKeyOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
