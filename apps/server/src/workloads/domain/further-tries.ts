// When a copy that failed is tried once more. Pure. A service of the cluster that died under it, a DataNode or the NameNode, is
// up again within seconds; what still goes wrong after the last of these is wrong for good, and so is a copy that took all the
// time it has.
import { type Instant, plusMs } from '@argosy/kernel/time';

const afterMs = [2000, 10_000, 30_000] as const;

/** When the next try may begin, after `tries` of which the last failed then; `undefined`: there is none. */
export function nextTryAt(tries: number, failedAt: Instant): Instant | undefined {
  const wait = afterMs[tries - 1];
  return wait === undefined ? undefined : plusMs(failedAt, wait);
}

/** The id of a try: the first is called as the thing is, so that it is known whatever else is tried. */
export const idOfTry = (id: string, number: number): string => (number === 1 ? id : `${id}-${number}`);
