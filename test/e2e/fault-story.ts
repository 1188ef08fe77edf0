// Kills -9 the server, an agent, PostgreSQL or a daemon in each phase of a customer's story (a cluster is made, starts, runs
// jobs and a plan, is released), and checks afterwards that nothing is lost, doubled or left over. The same seed kills the same
// things at the same moments of the same phases.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError, ServerUnreachable } from '@argosy/client';
import { clusterCreate, clusterGet, clusterList, clusterRelease, nodeList } from '@argosy/contract/clusters/operations';
import { restingClusterStates } from '@argosy/contract/clusters/vocabulary';
import { eventList } from '@argosy/contract/platform/operations';
import { endedPlanRunStates, endedRunStates } from '@argosy/contract/workloads/vocabulary';
import {
  jobCreate,
  jobRun,
  planCreate,
  planRun,
  planRunGet,
  runGet,
  runLogs,
} from '@argosy/contract/workloads/operations';
import { argumentsOf, type ProcessIdentity, signalProcess } from '@argosy/host/processes';
import { findBelonging } from '@argosy/host/sweep';
import { messageOf } from '@argosy/kernel/errors';
import { pause } from '@argosy/kernel/time';
import { upload } from './jobs.ts';
import { rowsOf, startArgosy, type TestArgosy } from './kit.ts';

const phases = ['create', 'start', 'jobs', 'plan', 'release'] as const;
type Phase = (typeof phases)[number];

/** How far into a phase a fault may strike: not longer than it takes undisturbed, so that it strikes in this phase. */
const phaseMs: Readonly<Record<Phase, number>> = { create: 300, start: 6000, jobs: 8000, plan: 8000, release: 300 };

const daemons = {
  namenode: 'NameNode',
  datanode: 'DataNode',
  resourcemanager: 'ResourceManager',
  nodemanager: 'NodeManager',
};
type Daemon = keyof typeof daemons;
type Victim = 'server' | 'database' | 'agent' | Daemon;

interface Fault {
  readonly phase: Phase;
  /** After the phase has begun. */
  readonly afterMs: number;
  readonly victim: Victim;
}

// A daemon may be killed under a job: then another attempt is what a customer asks for. A NameNode that was killed is back, and
// out of safe mode, within some seconds.
const retrying = { retries: 5, retryDelaySeconds: 5 };

/** One to three faults, each in a phase of its own drawing, in the order in which they strike. */
export function faultsOf(seed: number): readonly Fault[] {
  const random = generatorOf(seed);
  const oneOf = <T>(choices: readonly [T, ...T[]]): T => choices[Math.floor(random() * choices.length)] ?? choices[0];
  const faults = Array.from({ length: 1 + Math.floor(random() * 3) }, (): Fault => {
    const phase = oneOf(phases);
    // A release begins with the end of the agents and their daemons: there is nothing left of them to kill.
    const kind =
      phase === 'release'
        ? oneOf(['server', 'database'] as const)
        : oneOf(['server', 'database', 'agent', 'daemon'] as const);
    const daemon = oneOf(['namenode', 'datanode', 'resourcemanager', 'nodemanager'] as const);
    const afterMs = Math.floor(random() * phaseMs[phase]);
    return { phase, afterMs, victim: kind === 'daemon' ? daemon : kind };
  });
  const order = ({ phase, afterMs }: Fault) => phases.indexOf(phase) * 1e6 + afterMs;
  return faults.toSorted((one, other) => order(one) - order(other));
}

/** In words: what is killed when. */
export const toldOf = (faults: readonly Fault[]): string =>
  faults.map(({ phase, afterMs, victim }) => `${victim} ${afterMs} ms into ${phase}`).join(', ');

/** A small generator (mulberry32): the same numbers for the same seed, everywhere. */
function generatorOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Where the story is: phases begin one after the other, and at its end those that were not reached never will. */
interface Story {
  readonly begins: (phase: Phase) => void;
  /** When the phase began, in the clock of `performance`. */
  readonly begun: Readonly<Record<Phase, Promise<number>>>;
  readonly over: AbortController;
}

function newStory(): Story {
  const marks = Object.fromEntries(phases.map((phase) => [phase, Promise.withResolvers<number>()])) as Record<
    Phase,
    PromiseWithResolvers<number>
  >;
  return {
    begins: (phase) => marks[phase].resolve(performance.now()),
    begun: Object.fromEntries(phases.map((phase) => [phase, marks[phase].promise])) as Record<Phase, Promise<number>>,
    over: new AbortController(),
  };
}

/** A home of its own, the story in it, and the faults; throws with what was wrong and what is known of it. */
export async function runOnce(seed: number, faults: readonly Fault[]): Promise<void> {
  await using argosy = await startArgosy();
  const story = newStory();
  const struck: Fault[] = [];
  const chaos = strike(argosy, faults, { story, struck });
  try {
    try {
      await tellStory(argosy, { seed, story, struck });
    } finally {
      story.over.abort();
      await chaos;
    }
    // A release may be over before it was its turn; any other fault that did not strike is no proof.
    const due = faults.filter((each) => each.phase !== 'release' && !struck.includes(each));
    must('', toldOf(due), 'faults that did not strike');
    await checkNothingIsLeft(argosy);
  } catch (error) {
    const known = await whatIsKnown(argosy);
    const said = error instanceof Error ? error.stack : messageOf(error);
    throw new Error(`${said}\nafter ${struck.length} of ${faults.length} faults\n${known}`, { cause: error });
  }
}

/** Strikes one fault after the other; brings a killed server back, as a service manager would. The rest is brought back by the
 *  product itself. */
async function strike(
  argosy: TestArgosy,
  faults: readonly Fault[],
  { story, struck }: { readonly story: Story; readonly struck: Fault[] },
): Promise<void> {
  const over = story.over.signal;
  const end = new Promise<undefined>((resolve) => over.addEventListener('abort', () => resolve(undefined)));
  for (const fault of faults) {
    const begun = await Promise.race([story.begun[fault.phase], end]);
    if (begun === undefined) return;
    await pause(Math.max(0, begun + fault.afterMs - performance.now()), over);
    if (over.aborted) return;
    if (fault.victim === 'server') {
      await argosy.killServer();
      await argosy.startServer();
    } else {
      const found = await findVictim(argosy, fault.victim, over);
      if (!found) continue;
      signalProcess(found, 'SIGKILL');
    }
    struck.push(fault);
  }
}

/** The process, once it runs: what a start has not come to yet is waited for. */
async function findVictim(
  argosy: TestArgosy,
  victim: Exclude<Victim, 'server'>,
  over: AbortSignal,
): Promise<ProcessIdentity | undefined> {
  const isIt = (argv: readonly string[]): boolean => {
    if (victim === 'database') return argv[0]?.endsWith('/postgres') === true && argv.includes('-D');
    if (victim === 'agent') return argv.some((word) => word.endsWith('apps/agent/src/main.ts'));
    return argv[0]?.endsWith('/java') === true && argv.some((word) => word.endsWith(`.${daemons[victim]}`));
  };
  for (; !over.aborted; await pause(20, over)) {
    const found = argosy.processes().find(({ pid }) => isIt(argumentsOf(pid)));
    if (found) return found;
  }
  return undefined;
}

interface Telling {
  readonly seed: number;
  readonly story: Story;
  readonly struck: readonly Fault[];
}

/** What a customer does: makes a cluster, runs two jobs and a plan, looks at the results, releases it. Every request carries a key
 *  and is sent again until it is answered. */
async function tellStory(argosy: TestArgosy, { seed, story, struck }: Telling): Promise<void> {
  const { client } = argosy;
  const key = (what: string) => `seed-${seed}-${what}`;
  story.begins('create');
  const cluster = await insist(() =>
    client.call(clusterCreate, {
      idempotencyKey: key('cluster'),
      body: {
        name: 'faulty',
        components: ['hdfs', 'yarn', 'mapreduce', 'spark'],
        nodeGroups: [{ role: 'master', machineType: 'local.medium' }],
      },
    }),
  );
  const clusterId = cluster.id;
  const shell = await insist(() =>
    client.call(jobCreate, {
      idempotencyKey: key('shell-job'),
      body: {
        kind: 'shell',
        name: 'count',
        command: 'echo "$ARGOSY_RUN ran"; sleep 3',
        tasks: { count: 2 },
        retries: 0,
      },
    }),
  );
  const pi = await insist(() =>
    client.call(jobCreate, {
      idempotencyKey: key('pi-job'),
      body: {
        kind: 'mapreduce',
        name: 'pi',
        jar: 'release:mapreduce-examples',
        arguments: ['pi', '2', '100'],
        configuration: { 'mapreduce.job.ubertask.enable': 'true' }, // in its application master: a few JVMs less to wait for
        ...retrying,
      },
    }),
  );
  const start = (jobId: string, what: string) =>
    insist(() => client.call(jobRun, { idempotencyKey: key(what), params: { jobId }, body: { clusterId } }));
  const runs = [await start(shell.id, 'shell-run'), await start(pi.id, 'pi-run')] as const;

  story.begins('start');
  const running = await rest(`cluster ${clusterId}`, async () => {
    const view = await client.call(clusterGet, { params: { clusterId }, query: { wait: 10 } });
    return restingClusterStates.some((state) => state === view.state) ? view : undefined;
  });
  must('RUNNING', running.state, `cluster: ${JSON.stringify(running.stateReason)}`);

  story.begins('jobs');
  for (const { id } of runs) {
    const ended = await rest(`run ${id}`, async () => {
      const view = await client.call(runGet, { params: { runId: id }, query: { wait: 10 } });
      return endedRunStates.some((state) => state === view.state) ? view : undefined;
    });
    must('SUCCEEDED', ended.state, `run ${ended.name}: ${JSON.stringify(ended.reason)}`);
  }

  story.begins('plan');
  await tellPlan(argosy, key);
  await checkAttempts(argosy, clusterId, struck);

  story.begins('release');
  await insist(() => client.call(clusterRelease, { idempotencyKey: key('release'), params: { clusterId } }));
  const gone = await rest(`release of ${clusterId}`, async () => {
    const view = await client.call(clusterGet, { params: { clusterId }, query: { wait: 10 } });
    return view.endedAt === undefined ? undefined : view;
  });
  must('TERMINATED', gone.state, `cluster: ${JSON.stringify(gone.stateReason)}`);
  await checkOnce(argosy, { clusterId, shellRunId: runs[0].id });
  await checkUsage(argosy, clusterId);
}

/** A plan of two jobs on the cluster that is there: a file goes in, is copied, comes out as it was. */
async function tellPlan({ client }: TestArgosy, key: (what: string) => string): Promise<void> {
  const input = await insist(() => upload(client, import.meta.filename));
  const plan = await insist(() =>
    client.call(planCreate, {
      idempotencyKey: key('plan'),
      body: {
        spec: {
          name: 'copy',
          cluster: { name: 'faulty' },
          inputs: [{ from: [input], to: '/plan/in' }],
          jobs: [
            {
              kind: 'shell',
              name: 'copy',
              command: 'hdfs dfs -mkdir -p /plan/out && hdfs dfs -cp -f "/plan/in/*" /plan/out',
              ...retrying,
            },
            {
              kind: 'spark-jar',
              name: 'spark-pi',
              needs: ['copy'],
              jar: 'release:spark-examples',
              mainClass: 'argosy.SparkPi',
              arguments: ['2', '1000'],
              driver: { memoryMb: 512 },
              executors: { count: 1, memoryMb: 512 },
              ...retrying,
            },
          ],
          outputs: [{ name: 'out', from: '/plan/out' }],
        },
      },
    }),
  );
  const { id: planRunId } = await insist(() =>
    client.call(planRun, { idempotencyKey: key('plan-run'), params: { planId: plan.id }, body: {} }),
  );
  const ended = await rest(`plan run ${planRunId}`, async () => {
    const view = await client.call(planRunGet, { params: { planRunId }, query: { wait: 10 } });
    return endedPlanRunStates.some((state) => state === view.state) ? view : undefined;
  });
  const why = { reason: ended.reason, jobs: ended.jobs.map(({ name, state, reason }) => ({ name, state, reason })) };
  must('SUCCEEDED', ended.state, `plan: ${JSON.stringify(why)}`);
  const out = ended.outputs.map(({ path, sha256 }) => `${path} ${sha256}`).join();
  must(`out/${input.name} ${input.sha256}`, out, 'what the plan brought out');
}

/** Each run was tried once, but for those that a daemon's death ended; and of each attempt YARN knows one application at most,
 *  by its tag: exactly one of an attempt that went well, where no ResourceManager died and forgot. */
async function checkAttempts(argosy: TestArgosy, clusterId: string, struck: readonly Fault[]): Promise<void> {
  const attempts = await rowsOf<{ name: string; kind: string; run: string; number: number; state: string }>(
    argosy,
    `select run.name, run.kind, run.id as run, attempt.number, attempt.state
       from workloads.attempt join workloads.run on run.id = run_id order by run.id, number`,
  );
  const daemonDied = struck.some(({ victim }) => victim in daemons);
  const tries = attempts.map(({ name, number, state }) => `${name} ${number} ${state}`);
  if (!daemonDied)
    must(
      'copy 1 succeeded, count 1 succeeded, pi 1 succeeded, spark-pi 1 succeeded',
      tries.toSorted().join(', '),
      'attempts',
    );
  const won = attempts.filter(({ state }) => state === 'succeeded');
  must(4, won.length, `attempts that went well, of ${tries.join(', ')}`);

  const { items: nodes } = await insist(() => argosy.client.call(nodeList, { params: { clusterId } }));
  const { apps } = await insist(async () => {
    const answer = await fetch(`http://${nodes[0]?.address}:8088/ws/v1/cluster/apps`);
    return (await answer.json()) as { apps: { app: { id: string; applicationTags: string }[] } | null }; // YARN's own form
  });
  const ours = (apps?.app ?? []).map(({ applicationTags }) =>
    applicationTags.split(',').filter((tag) => tag.startsWith('argosy-')),
  );
  must(
    true,
    ours.every((tags) => tags.length === 1),
    `each application has the tag of one attempt: ${JSON.stringify(apps)}`,
  );
  const tags = ours.flat();
  must(new Set(tags).size, tags.length, `no two applications of one attempt: ${tags.join(', ')}`);
  const known = attempts.map(({ run, number }) => `argosy-${run}-${number}`);
  must('', tags.filter((tag) => !known.includes(tag)).join(), 'applications of no attempt of ours');
  if (struck.some(({ victim }) => victim === 'resourcemanager')) return;
  const expected = won.filter(({ kind }) => kind !== 'shell').map(({ run, number }) => `argosy-${run}-${number}`);
  must('', expected.filter((tag) => !tags.includes(tag)).join(), 'attempts that went well without an application');
}

/** One cluster for the request, and each shell task once. */
async function checkOnce(
  { client }: TestArgosy,
  { clusterId, shellRunId }: { readonly clusterId: string; readonly shellRunId: string },
): Promise<void> {
  const clusters = await insist(() => client.call(clusterList, { query: { all: 'true' } }));
  must(clusterId, clusters.items.map(({ id }) => id).join(), 'clusters made by one request');
  const logs = await insist(() => client.call(runLogs, { params: { runId: shellRunId } }));
  const outputs = logs.items.filter((each) => each.path.endsWith('stdout')).map(({ sizeBytes }) => sizeBytes);
  const once = `${shellRunId} ran\n`.length;
  must(`${once}, ${once}`, outputs.join(', '), 'what each task of the shell run wrote, in bytes');
}

/** A node's time is metered from the moment it was ready to its end, without gap or overlap, each slice once. */
async function checkUsage({ client }: TestArgosy, clusterId: string): Promise<void> {
  const { items: nodes } = await insist(() => client.call(nodeList, { params: { clusterId }, query: { all: 'true' } }));
  const events = await insist(() => Array.fromAsync(client.pages(eventList, { query: { limit: 500 } })));
  for (const { id, name, readyAt, endedAt } of nodes) {
    const slices = events
      .filter(({ type, facts }) => type === 'clusters.node_used' && facts['nodeId'] === id)
      .map(({ facts }) => ({ from: String(facts['from']), to: String(facts['to']) }))
      .toSorted((one, other) => one.from.localeCompare(other.from));
    must(readyAt, slices[0]?.from, `usage of ${name} begins when it was ready`);
    must(endedAt, slices.at(-1)?.to, `usage of ${name} ends with it`);
    for (const [index, slice] of slices.slice(1).entries()) {
      must(slices[index]?.to, slice.from, `usage of ${name} is without gap or overlap`);
    }
  }
}

/** No process, folder, address or lease of what is gone. */
async function checkNothingIsLeft(argosy: TestArgosy): Promise<void> {
  const { home } = argosy;
  const left = findBelonging({ folder: home.nodes, except: [] });
  must('', left.map(({ pid }) => `${pid} ${argumentsOf(pid).join(' ').slice(0, 120)}`).join('\n'), 'processes left');
  must('', (await readdir(home.nodes)).join(), 'folders left of clusters and their nodes');
  const open = await rowsOf<{ id: string }>(
    argosy,
    `select id from clusters.cluster where ended_at is null union all select id from clusters.node where ended_at is null`,
  );
  must('', open.map(({ id }) => id).join(), 'rows left open');
  const nodes = await rowsOf<{ address: string }>(argosy, 'select address from clusters.node');
  const listening = await listeningAddresses();
  must(
    '',
    nodes
      .map(({ address }) => address)
      .filter((address) => listening.has(address))
      .join(),
    'addresses left in use',
  );
  // Rounds go on: at some moment none of them is under way, unless a lease was never given back.
  let held: readonly { key: string }[] = [];
  for (const deadline = performance.now() + 20_000; performance.now() < deadline; await pause(500)) {
    held = await rowsOf(
      argosy,
      `select kind || '/' || key as key, holder, lease_until from platform.work where holder is not null`,
    );
    if (held.length === 0) return;
  }
  must('', JSON.stringify(held), 'leases left');
}

/** The IPv4 addresses on which somebody of this machine listens. */
async function listeningAddresses(): Promise<ReadonlySet<string>> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const rows = tables.flatMap((table) => table.split('\n').slice(1)).map((line) => line.trim().split(/\s+/));
  const listening = rows.filter(([, , , state]) => state === '0A').map(([, local = '']) => local.split(':')[0] ?? '');
  // In hexadecimal, the bytes as the processor orders them; of an IPv6 address the last four.
  return new Set(
    listening.map((hex) =>
      Array.from(Buffer.from(hex.slice(-8), 'hex'))
        .toReversed()
        .join('.'),
    ),
  );
}

/** What helps to find out why: the rows of the story and the end of the server's log. */
async function whatIsKnown(argosy: TestArgosy): Promise<string> {
  const questions = {
    clusters: 'select id, state, state_reason, ends_as from clusters.cluster',
    nodes: 'select name, state, seen_at, ended_at from clusters.node',
    runs: 'select id, name, state, attempt, reason, logs from workloads.run',
    attempts: 'select run_id, number, state, application_id, exit_code, reason from workloads.attempt order by 1, 2',
    actions: 'select id, state, exit_code, problem from workloads.action order by 1',
    transfers: 'select id, state, reason from workloads.plan_transfer',
    work: 'select * from platform.work where holder is not null or failures > 0',
  };
  const parts: string[] = [];
  for (const [name, sql] of Object.entries(questions)) {
    const rows = await rowsOf<object>(argosy, sql).catch((error: unknown) => [{ problem: String(error) }]);
    parts.push(`${name}:`, ...rows.map((row) => `  ${JSON.stringify(row)}`));
  }
  const log = await readFile(join(argosy.home.path, 'server.log'), 'utf8').catch(() => '');
  return [
    ...parts,
    'server.log:',
    ...log
      .split('\n')
      .slice(-40)
      .map((line) => `  ${line.slice(0, 1000)}`),
  ].join('\n');
}

/** Sends a request again while the server or its database is away; what the server refuses for good is thrown. */
async function insist<T>(request: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 180_000;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      // A TypeError is fetch's own word for a connection that broke, also in the middle of an answer.
      const mayPass =
        error instanceof ApiError ? error.retryable : error instanceof ServerUnreachable || error instanceof TypeError;
      if (!mayPass || performance.now() > deadline) throw error;
      await pause(200);
    }
  }
}

/** Looks until there is an answer; five minutes are far more than the story takes with all its faults. */
async function rest<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 300_000;
  while (performance.now() < deadline) {
    const seen = await insist(look);
    if (seen !== undefined) return seen;
  }
  throw new Error(`${what} does not come to rest`);
}

function must(expected: unknown, actual: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)} instead of ${String(expected)}`);
}
