// Watches a plan run: what is known of it, again at each event about it, its cluster or its runs, until it has ended. Events
// wake; a long poll beside them makes sure that a missed one costs seconds, not the end.
import { ApiError, type Client } from '@argosy/client';
import { clusterGet, type ClusterView } from '@argosy/contract/clusters/operations';
import { eventFollow } from '@argosy/contract/platform/operations';
import { planRunGet, runGet, type PlanRunView, type RunView } from '@argosy/contract/workloads/operations';
import { endedPlanRunStates } from '@argosy/contract/workloads/vocabulary';

/** All that is known at one moment. */
export interface Snapshot {
  readonly planRun: PlanRunView;
  /** While there is one. */
  readonly cluster: ClusterView | undefined;
  /** The runs of jobs that are under way, by id. */
  readonly runs: ReadonlyMap<string, RunView>;
}

const hasEnded = ({ planRun }: Pick<Snapshot, 'planRun'>): boolean =>
  (endedPlanRunStates as readonly string[]).includes(planRun.state);

/** Snapshots until the run has ended; the last one is the ended run. */
export async function* watchPlanRun(
  client: Client,
  planRunId: string,
  signal: AbortSignal,
): AsyncGenerator<Snapshot, void> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const bell = makeBell();
  const subjects = new Set([planRunId]);
  const listening = listen(client, { subjects, ring: bell.ring, signal: until });
  try {
    for (;;) {
      const snapshot = await look(client, planRunId, signal);
      for (const id of [snapshot.planRun.clusterId, ...snapshot.runs.keys()]) if (id) subjects.add(id);
      yield snapshot;
      if (hasEnded(snapshot)) return;
      const poll = new AbortController();
      const polled = longPoll(client, snapshot, AbortSignal.any([until, poll.signal]));
      await Promise.race([bell.rung(), polled]);
      poll.abort();
      await polled;
    }
  } finally {
    over.abort();
    await listening;
  }
}

// While packages arrive, their bytes are no events: a look each second. A job's progress is asked for every few seconds.
const installingSeconds = 1;
const runningSeconds = 3;
const quietSeconds = 20;

async function longPoll(client: Client, { planRun }: Snapshot, signal: AbortSignal): Promise<void> {
  const isInstalling = planRun.phases.some(({ name, state }) => name === 'install' && state === 'running');
  const isWorking = planRun.phases.some(({ name, state }) => name !== 'install' && state === 'running');
  const wait = isInstalling ? installingSeconds : isWorking ? runningSeconds : quietSeconds;
  await client
    .call(planRunGet, { params: { planRunId: planRun.id }, query: { wait }, signal })
    .catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
}

async function look(client: Client, planRunId: string, signal: AbortSignal): Promise<Snapshot> {
  const planRun = await client.call(planRunGet, { params: { planRunId }, signal });
  const { clusterId } = planRun;
  const underWay = planRun.jobs.filter(({ state }) => state === 'RUNNING' || state === 'SUBMITTED').slice(0, 20);
  const [cluster, ...runs] = await Promise.all([
    clusterId && unlessGone(client.call(clusterGet, { params: { clusterId }, signal })),
    ...underWay.map(({ runId }) => runId && unlessGone(client.call(runGet, { params: { runId }, signal }))),
  ]);
  return {
    planRun,
    cluster: cluster || undefined,
    runs: new Map(runs.flatMap((run) => (run ? [[run.id, run] as const] : []))),
  };
}

async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });
}

async function listen(
  client: Client,
  {
    subjects,
    ring,
    signal,
  }: { readonly subjects: ReadonlySet<string>; readonly ring: () => void; readonly signal: AbortSignal },
): Promise<void> {
  try {
    for await (const event of client.follow(eventFollow, { signal, onOpen: ring }))
      if (subjects.has(event.subject)) ring();
  } catch (error) {
    // A key that may not read events still sees the run, by the long polls.
    if (!(error instanceof ApiError)) throw error;
  }
}

/** Something that is waited for and may happen before the waiting begins. */
function makeBell() {
  let next = Promise.withResolvers<void>();
  return {
    ring: () => next.resolve(),
    async rung(): Promise<void> {
      await next.promise;
      next = Promise.withResolvers<void>();
    },
  };
}
