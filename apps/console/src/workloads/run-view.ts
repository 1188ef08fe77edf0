// What of runs and jobs several pages ask.
import type { jobList } from '@argosy/contract/workloads/operations';
import type { ResultOf } from '@argosy/contract/operation';

export type JobView = ResultOf<typeof jobList>['items'][number];

export const isOpen = ({ state }: { readonly state: string }): boolean => ['SUBMITTED', 'RUNNING'].includes(state);

/** From its start to its end, or to now; `undefined`: it has not begun. */
export function durationMs(
  { startedAt, endedAt }: { readonly startedAt?: string | undefined; readonly endedAt?: string | undefined },
  now: number,
): number | undefined {
  if (startedAt === undefined) return undefined;
  return Math.max(0, (endedAt === undefined ? now : Date.parse(endedAt)) - Date.parse(startedAt));
}
