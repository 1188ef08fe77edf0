// Plans on a real database, with clusters, agents and runs that a test moves by hand: what is proved here is what plans do
// about them, not how they do theirs.
import type { ActionReport, TransferAction } from '@argosy/contract/agent/protocol';
import type { ClusterState } from '@argosy/contract/clusters/vocabulary';
import type { RunState } from '@argosy/contract/workloads/vocabulary';
import { planSpec, type PlanSpec } from '@argosy/contract/workloads/plan-spec';
import { type Refusal } from '@argosy/kernel/errors';
import { SYSTEM, type Caller } from '../src/platform/caller.ts';
import type { Tx } from '../src/platform/database.ts';
import { publish, startDeliveries } from '../src/platform/events.ts';
import { startWork } from '../src/platform/work.ts';
import type { PlanCluster, PlansDeps } from '../src/workloads/plans-deps.ts';
import { isRunEnded } from '../src/workloads/domain/plan.ts';
import { startPlans } from '../src/workloads/plans.ts';
import { insertRun } from '../src/workloads/store/runs.ts';
import { startTestPlatform } from './platform.ts';
import { ownersAuthority } from './policies.ts';

export const anOwner: Caller = {
  ...SYSTEM,
  organizationId: 'org-1',
  operation: 'test',
  authority: ownersAuthority,
};

export const aPlan = (over: object = {}): PlanSpec =>
  planSpec.parse({
    name: 'nightly',
    cluster: { nodeGroups: [{ role: 'master' }] },
    jobs: [{ kind: 'shell', name: 'make', command: 'true' }],
    ...over,
  });

/** What HDFS holds, by path; a folder is what others lie below. */
export type Hdfs = Map<string, string>;

export async function startTestPlans() {
  const platform = await startTestPlatform();
  const clusters = new Map<string, PlanCluster>();
  const kills: { readonly nodeId: string; readonly id: string }[] = [];
  const acts: { readonly nodeId: string; readonly action: TransferAction }[] = [];
  const hdfs: Hdfs = new Map();
  const told: string[] = [];
  const database: { answered?: (statement: string) => Promise<void> } = {};
  const forgotten = makeBell();
  const refuses: { creation?: Refusal; run?: Refusal } = {};
  let started: ReturnType<typeof startPlans> | undefined;
  let loops: { readonly settle: () => Promise<void>; readonly stop: () => Promise<void> } | undefined;

  const setCluster = (id: string, state: ClusterState, reason?: PlanCluster['reason']) => {
    const now = platform.deps.clock.now();
    const before = clusters.get(id);
    const ended = state === 'TERMINATED' || state === 'START_FAILED';
    clusters.set(id, {
      id,
      state,
      reason,
      progress: [{ name: 'release', state: 'done' }],
      user: 'hadoop',
      webHdfs: 'http://127.77.1.1:9870',
      nodes: ['m', 'w'].map((name, index) => ({
        id: `${id}-${name}`,
        role: name === 'm' ? 'master' : 'core',
        readyAt: before?.nodes[index]?.readyAt ?? (state === 'RUNNING' ? now : undefined),
        endedAt: ended ? (before?.nodes[index]?.endedAt ?? now) : undefined,
      })),
    });
  };
  const tell = (type: string, subject: string) =>
    platform.deps.transaction(SYSTEM, (tx) =>
      publish(tx, platform.deps.clock, { type, organizationId: 'org-1', subject, facts: {} }),
    );

  /** The connection, whose answers come as late as the test has them come. */
  const slow = (tx: Tx): Tx => {
    const { answered } = database;
    if (!answered) return tx;
    const query = async (statement: string, values: unknown[]) => {
      const result = await tx.query(statement, values);
      await answered(statement);
      return result;
    };
    return { query: query as Tx['query'] }; // of its forms, the one that is used
  };

  const deps: PlansDeps = {
    ...platform.deps,
    read: (whose, body) => platform.deps.read(whose, (tx) => body(slow(tx))),
    transaction: (caller, body) => platform.deps.transaction(caller, (tx) => body(slow(tx))),
    clusters: {
      prepare: async () => async (_, __, wanted) => {
        if (refuses.creation) throw refuses.creation;
        const id = `c-${wanted.name}`;
        setCluster(id, 'STARTING');
        return { id };
      },
      releaseWithin: async (_, { clusterId }) => setCluster(clusterId, 'TERMINATING'),
      find: async (_, __, id) => clusters.get(id),
      describe: async () => undefined,
      check: async () => ({
        problems: [],
        release: '6.0.0',
        isInstalled: true,
        neededMb: 4096,
        freeMb: 8192,
        nodes: [
          {
            name: 'master-1',
            group: 'master',
            role: 'master',
            machineType: 'local.medium',
            vcpus: 2,
            memoryMb: 4096,
            offeredMb: 3000,
            address: undefined,
          },
        ],
      }),
    },
    agents: {
      act: (nodeId, action) => {
        acts.push({ nodeId, action });
        told.push(`act ${action.id}`);
        return 'sent';
      },
      kill: (nodeId, id) => {
        kills.push({ nodeId, id });
        return 'sent';
      },
      forget: (_, ids) => {
        for (const id of ids) forgotten.tell(id);
        told.push(...ids.map((id) => `forget ${id}`));
        return 'sent';
      },
      async request(_, request) {
        if (request.kind !== 'http') throw new Error('plans ask for lists over HTTP');
        return { kind: 'http', headers: {}, ...listStatus(hdfs, new URL(request.url)) };
      },
    },
    runs: {
      async createWithin(tx: Tx, { organizationId }, { id, spec, clusterId, planRunId }) {
        if (refuses.run) throw refuses.run;
        const submittedAt = platform.deps.clock.now();
        return insertRun(tx, { id, organizationId, jobId: undefined, planRunId, clusterId, spec, submittedAt });
      },
      async killWithin(tx, { runId }) {
        await tx.query(`update workloads.run set kill_asked_at = now() where id = $1`, [runId]);
      },
    },
  };

  /** A server process: its reconcilers and what it hears. One that is stopped and begun anew knows nothing of the one before. */
  const begin = async () => {
    const plans = startPlans(deps);
    const deliveries = await startDeliveries(platform.deps, platform.signals, plans.consumers);
    const work = startWork(platform.deps, platform.signals, plans.reconcilers);
    started = plans;
    loops = {
      async settle() {
        for (let turn = 0; turn < 2; turn += 1) {
          await deliveries.settle();
          await work.settle();
        }
      },
      stop: async () => {
        await Promise.all([work.stop(), deliveries.stop()]);
      },
    };
  };
  await begin();

  return {
    deps,
    clock: platform.clock,
    acts,
    kills,
    /** What agents were told to do and to forget, in order. */
    told,
    database,
    hdfs,
    refuses,
    begin,
    /** Until nothing is due and every fact is heard. */
    settle: async () => loops?.settle(),
    /** The server process ends; the rest goes on without it. */
    end: async () => loops?.stop(),
    /** The cluster is now so, and says it. */
    async cluster(id: string | undefined, state: ClusterState, reason?: PlanCluster['reason']) {
      if (id === undefined) throw new Error('the plan run has a cluster');
      setCluster(id, state, reason);
      await tell(`clusters.cluster_${state.toLowerCase()}`, id);
    },
    clusterState: (id: string) => clusters.get(id)?.state,
    clusterCount: () => clusters.size,
    /** The run of a job of the plan run is now so, and says it. */
    async run(planRunId: string, job: string, state: RunState) {
      const { rows } = await platform.deps.pool.query<{ id: string }>(
        `update workloads.run set state = $3, started_at = submitted_at, ended_at = $4
          where plan_run_id = $1 and name = $2 returning id`,
        [planRunId, job, state, isRunEnded(state) ? platform.clock.now().toString() : null],
      );
      const [row] = rows;
      if (!row || rows.length > 1) throw new Error(`${rows.length} runs of ${job}`);
      await tell(state === 'RUNNING' ? 'workloads.run_running' : 'workloads.run_ended', row.id);
    },
    /** An agent says how a copy ended; nobody waits for what comes of it. */
    hear: (nodeId: string, id: string, state: ActionReport['state']) =>
      started?.hearAction(nodeId, { id, state, startedAt: platform.clock.now().toString() }),
    /** An agent says how a copy ended. */
    async hearAndSettle(nodeId: string, id: string, state: ActionReport['state']) {
      const recorded = forgotten.next(id); // told the agent once the end is recorded
      started?.hearAction(nodeId, { id, state, startedAt: platform.clock.now().toString() });
      await recorded;
      await loops?.settle();
    },
    runsOf: async (planRunId: string) => {
      const { rows } = await platform.deps.pool.query<{ name: string; kill_asked_at: string | null }>(
        'select name, kill_asked_at from workloads.run where plan_run_id = $1 order by name',
        [planRunId],
      );
      return rows;
    },
    /** What was published about it, in order; not through the feed, which waits for the transactions of other tests too. */
    events: async (subject: string) => {
      const { rows } = await platform.deps.pool.query<{ type: string; facts: Record<string, unknown> }>(
        'select type, facts from platform.event where subject = $1 order by id',
        [subject],
      );
      return rows;
    },
    async [Symbol.asyncDispose]() {
      await loops?.stop();
      await platform[Symbol.asyncDispose]();
    },
  };
}

/** LISTSTATUS as WebHDFS answers it. */
function listStatus(hdfs: Hdfs, { pathname }: URL): { readonly status: number; readonly base64: string } {
  const path = decodeURIComponent(pathname.replace('/webhdfs/v1', ''));
  const answer = (status: number, body: object) => ({
    status,
    base64: Buffer.from(JSON.stringify(body)).toString('base64'),
  });
  const content = hdfs.get(path);
  if (content !== undefined) {
    return answer(200, { FileStatuses: { FileStatus: [{ pathSuffix: '', type: 'FILE', length: content.length }] } });
  }
  const below = [...hdfs.entries()].filter(([file]) => file.startsWith(`${path}/`));
  if (below.length === 0) return answer(404, { RemoteException: { message: `File ${path} does not exist.` } });
  const names = [...new Set(below.map(([file]) => file.slice(path.length + 1).split('/')[0] ?? ''))];
  const statuses = names.map((pathSuffix) => {
    const file = hdfs.get(`${path}/${pathSuffix}`);
    return { pathSuffix, type: file === undefined ? 'DIRECTORY' : 'FILE', length: file?.length ?? 0 };
  });
  return answer(200, { FileStatuses: { FileStatus: statuses } });
}

/** Resolves who waits for a name when it is told. */
function makeBell() {
  const waiting = new Map<string, () => void>();
  return {
    next: (name: string) => new Promise<void>((resolve) => waiting.set(name, resolve)),
    tell: (name: string) => waiting.get(name)?.(),
  };
}
