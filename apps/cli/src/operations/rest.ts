// When a thing has come to rest and whether that is good: what `--wait` waits for. Things are known by the form of their view,
// so every operation that answers with one can wait.
import type { Client } from '@argosy/client';
import { clusterGet, releaseGet, type ClusterView } from '@argosy/contract/clusters/operations';
import { restingClusterStates } from '@argosy/contract/clusters/vocabulary';
import type { Operation, ResultOf } from '@argosy/contract/operation';
import { jobRun, planRunGet, runGet, type PlanRunView, type RunView } from '@argosy/contract/workloads/operations';
import { endedPlanRunStates, endedRunStates } from '@argosy/contract/workloads/vocabulary';

export interface Rest {
  /** The operation that shows the thing, by its id. */
  readonly shownBy: Operation;
  /** Answers with the view, long-polling up to `wait` seconds. */
  readonly look: (client: Client, view: unknown, wait: number, signal?: AbortSignal) => Promise<unknown>;
  readonly isAtRest: (view: unknown) => boolean;
  readonly isGood: (view: unknown) => boolean;
}

type ReleaseView = ResultOf<typeof releaseGet>;

const isOneOf = (states: readonly string[], state: string): boolean => states.includes(state);

// A view is known by the operation that shows it; the casts below say what the table's first column already holds.
const rests: readonly (Rest & { readonly shownBy: Operation; readonly madeBy?: Operation })[] = [
  {
    shownBy: clusterGet,
    look: (client, view, wait, signal) =>
      client.call(clusterGet, { params: { clusterId: (view as ClusterView).id }, query: { wait }, signal }),
    isAtRest: (view) => isOneOf(restingClusterStates, (view as ClusterView).state),
    isGood: (view) => isOneOf(['RUNNING', 'TERMINATED'], (view as ClusterView).state),
  },
  {
    shownBy: runGet,
    madeBy: jobRun, // whose view leaves out what is shown of one run alone
    look: (client, view, wait, signal) =>
      client.call(runGet, { params: { runId: (view as RunView).id }, query: { wait }, signal }),
    isAtRest: (view) => isOneOf(endedRunStates, (view as RunView).state),
    isGood: (view) => (view as RunView).state === 'SUCCEEDED',
  },
  {
    shownBy: planRunGet,
    look: (client, view, wait, signal) =>
      client.call(planRunGet, { params: { planRunId: (view as PlanRunView).id }, query: { wait }, signal }),
    isAtRest: (view) => isOneOf(endedPlanRunStates, (view as PlanRunView).state),
    isGood: (view) => (view as PlanRunView).state === 'SUCCEEDED',
  },
  {
    shownBy: releaseGet,
    look: (client, view, wait, signal) =>
      client.call(releaseGet, { params: { version: (view as ReleaseView).version }, query: { wait }, signal }),
    isAtRest: (view) => (view as ReleaseView).installation.state !== 'installing',
    isGood: (view) => (view as ReleaseView).installation.state === 'installed',
  },
];

/** How what the operation answers with comes to rest; `undefined` when it never moves. */
export function restOf(operation: Operation): Rest | undefined {
  const rest = rests.find(({ shownBy, madeBy }) => [shownBy.result, madeBy?.result].includes(operation.result));
  // Whoever asked for the end has got what they asked for, whatever the thing is called when it is gone.
  const isEnd = operation.id.endsWith('_kill') || operation.id.endsWith('_release');
  const isGone = (view: unknown) =>
    rest?.isAtRest(view) === true && (view as { state: string }).state !== 'TERMINATE_FAILED';
  return rest && isEnd ? { ...rest, isGood: isGone } : rest;
}

// One long poll; the server answers earlier when the thing comes to rest, but not for each step on the way there.
const pollSeconds = 30;
const pollForStepsSeconds = 1;

/** The view once it is at rest, or after `forSeconds`. Every look is a long poll; nothing is asked twice without waiting. `onLook`
 *  is given all that was seen of what had not come to rest yet, the last too: who shows steps looks each second. */
export async function untilAtRest(
  client: Client,
  {
    rest,
    view,
    forSeconds = Infinity,
    onLook,
    signal,
  }: {
    readonly rest: Rest;
    readonly view: unknown;
    readonly forSeconds?: number;
    readonly onLook?: ((view: unknown) => void) | undefined;
    readonly signal?: AbortSignal;
  },
): Promise<unknown> {
  const deadline = performance.now() + forSeconds * 1000;
  const longest = onLook === undefined ? pollSeconds : pollForStepsSeconds;
  let seen = view;
  if (!rest.isAtRest(seen)) onLook?.(seen); // what came to rest before is no news
  while (!rest.isAtRest(seen)) {
    const leftSeconds = Math.ceil((deadline - performance.now()) / 1000);
    if (leftSeconds <= 0) break;
    seen = await rest.look(client, seen, Math.min(longest, leftSeconds), signal);
    onLook?.(seen);
  }
  return seen;
}
