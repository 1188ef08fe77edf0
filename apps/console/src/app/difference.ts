// The least of a text that has to be replaced for another to stand there: what both begin and end with stays, and with it the
// cursor of whoever is writing there.
export interface Difference {
  /** `[from, to)` of the text as it is gives way to `insert`. */
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

export function differenceBetween(before: string, after: string): Difference {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let same = 0; // at the end; what is the same at the beginning is not counted twice
  while (same < shorter - from && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}
