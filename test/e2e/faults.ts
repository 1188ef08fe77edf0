// Kills -9 the server, an agent, PostgreSQL or a daemon at random moments while a cluster is made, runs jobs and is released,
// and checks afterwards that nothing is lost, doubled or left over. The same seed kills the same things at the same moments
// of the story.
//
//   npm run faults -- --seed 1 --runs 100
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ApiError } from '@argosy/client';
import { clusterCreate, clusterGet, clusterList, clusterRelease, nodeList } from '@argosy/contract/clusters/operations';
import { restingClusterStates } from '@argosy/contract/clusters/vocabulary';
import { eventList } from '@argosy/contract/platform/operations';
import { endedRunStates } from '@argosy/contract/workloads/vocabulary';
import { jobCreate, jobRun, runGet, runLogs } from '@argosy/contract/workloads/operations';
import { argumentsOf, type ProcessIdentity, signalProcess } from '@argosy/host/processes';
import { findBelonging } from '@argosy/host/sweep';
import { startArgosy, type TestArgosy } from './kit.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '5' },
    verbose: { type: 'boolean', default: false },
  },
});

type Victim = 'server' | 'agent' | 'database' | 'daemon';
interface Fault {
  readonly victim: Victim;
  /** After the story has begun, or the fault before it struck. */
  readonly afterMs: number;
}

let failures = 0;
const first = Number(values.seed);
for (let seed = first; seed < first + Number(values.runs); seed += 1) {
  const faults = faultsOf(seed);
  const told = faults.map(({ victim, afterMs }) => `${victim} after ${afterMs} ms`).join(', ');
  const began = performance.now();
  try {
    await runOnce(seed, faults);
    console.log(`ok   seed ${seed}: ${told} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failures += 1;
    console.log(`FAIL seed ${seed}: ${told}\n${error instanceof Error ? error.stack : String(error)}`);
  }
}
console.log(`${Number(values.runs) - failures} of ${values.runs} seeds passed`);
process.exit(failures === 0 ? 0 : 1);

/** One to three faults, within the time that the story takes undisturbed. */
function faultsOf(seed: number): readonly Fault[] {
  const random = generatorOf(seed);
  const victims = ['server', 'agent', 'database', 'daemon'] as const;
  return Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
    victim: victims[Math.floor(random() * victims.length)] ?? 'server',
    afterMs: Math.floor(random() * 6000),
  }));
}

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

async function runOnce(seed: number, faults: readonly Fault[]): Promise<void> {
  await using argosy = await startArgosy();
  const story = new AbortController();
  const chaos = strike(argosy, faults, story.signal);
  try {
    await tellStory(argosy, seed);
  } finally {
    story.abort();
    await chaos;
  }
  await checkNothingIsLeft(argosy);
}

/** Strikes one fault after the other; brings a killed server back, as a service manager would. The rest is brought back by the
 *  product itself. */
async function strike(argosy: TestArgosy, faults: readonly Fault[], over: AbortSignal): Promise<void> {
  for (const { victim, afterMs } of faults) {
    await pauseOrEnd(afterMs, over);
    if (over.aborted) return;
    if (victim === 'server') {
      await argosy.killServer();
      await argosy.startServer();
      continue;
    }
    const found = findVictim(argosy, victim);
    if (values.verbose) console.log(`     strikes ${victim} ${found ? found.pid : '(none runs now)'}`);
    if (found) signalProcess(found, 'SIGKILL');
  }
}

function findVictim(argosy: TestArgosy, victim: Exclude<Victim, 'server'>): ProcessIdentity | undefined {
  const words = { agent: 'apps/agent/src/main.ts', database: 'postgres/data', daemon: 'java' } as const;
  return argosy.processes().find(({ pid }) => {
    const argv = argumentsOf(pid);
    if (victim === 'daemon') return argv[0]?.endsWith('/java') && argv.join(' ').includes(argosy.home.nodes);
    if (victim === 'database') return argv[0]?.endsWith('/postgres') && argv.includes('-D');
    return argv.some((each) => each.endsWith(words[victim]));
  });
}

/** What a customer does: makes a cluster, runs two jobs, looks at the result, releases it. Every request carries a key and is
 *  sent again until it is answered. */
async function tellStory(argosy: TestArgosy, seed: number): Promise<void> {
  const { client } = argosy;
  const key = (what: string) => `seed-${seed}-${what}`;
  const cluster = await insist(() =>
    client.call(clusterCreate, {
      idempotencyKey: key('cluster'),
      body: {
        name: 'faulty',
        components: ['hdfs', 'yarn', 'mapreduce'],
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
        command: 'echo "$ARGOSY_RUN ran"; sleep 1',
        tasks: { count: 2 },
        retries: 0,
      },
    }),
  );
  const pi = await insist(() =>
    client.call(jobCreate, {
      idempotencyKey: key('pi-job'),
      // a daemon may be killed under it: then another attempt is what a customer asks for
      body: {
        kind: 'mapreduce',
        name: 'pi',
        jar: 'release:mapreduce-examples',
        arguments: ['pi', '2', '100'],
        retries: 5,
        retryDelaySeconds: 5, // a NameNode that was killed is back, and out of safe mode, within some seconds
      },
    }),
  );
  const start = (jobId: string, what: string) =>
    insist(() => client.call(jobRun, { idempotencyKey: key(what), params: { jobId }, body: { clusterId } }));
  const runs = [await start(shell.id, 'shell-run'), await start(pi.id, 'pi-run')];

  const running = await rest(`cluster ${clusterId}`, async () => {
    const view = await client.call(clusterGet, { params: { clusterId }, query: { wait: 10 } });
    return restingClusterStates.some((state) => state === view.state) ? view : undefined;
  });
  if (running.state !== 'RUNNING')
    throw new Error(`the cluster is ${running.state}: ${JSON.stringify(running.stateReason)}`);

  for (const { id } of runs) {
    const ended = await rest(`run ${id}`, async () => {
      const view = await client.call(runGet, { params: { runId: id }, query: { wait: 10 } });
      return endedRunStates.some((state) => state === view.state) ? view : undefined;
    });
    if (ended.state !== 'SUCCEEDED')
      throw new Error(`run ${ended.name} is ${ended.state}: ${JSON.stringify(ended.reason)}`);
  }

  await insist(() => client.call(clusterRelease, { idempotencyKey: key('release'), params: { clusterId } }));
  const gone = await rest(`release of ${clusterId}`, async () => {
    const view = await client.call(clusterGet, { params: { clusterId }, query: { wait: 10 } });
    return view.endedAt === undefined ? undefined : view;
  });
  if (gone.state !== 'TERMINATED')
    throw new Error(`the cluster ended as ${gone.state}: ${JSON.stringify(gone.stateReason)}`);

  await checkOnce(argosy, clusterId, runs[0]?.id ?? '');
}

/** One cluster for the request, each shell task once, and node time without gap or overlap. */
async function checkOnce({ client }: TestArgosy, clusterId: string, shellRunId: string): Promise<void> {
  const clusters = await insist(() => client.call(clusterList, { query: { all: 'true' } }));
  equal(clusters.items.length, 1, 'clusters made by one request');
  const logs = await insist(() => client.call(runLogs, { params: { runId: shellRunId } }));
  const outputs = logs.items.filter((each) => each.path.endsWith('stdout'));
  equal(outputs.length, 2, 'tasks of the shell run that have an output');
  equal(
    outputs.every((each) => each.sizeBytes === `${shellRunId} ran\n`.length),
    true,
    'each task has run once',
  );
  const nodes = await insist(() => client.call(nodeList, { params: { clusterId }, query: { all: 'true' } }));
  const used = (await insist(() => client.call(eventList, { query: { limit: 500 } }))).items.filter(
    (each) => each.type === 'clusters.node_used',
  );
  for (const node of nodes.items) {
    const slices = used
      .filter((each) => each.facts['nodeId'] === node.id)
      .map(({ facts }) => ({ from: String(facts['from']), to: String(facts['to']) }));
    if (node.readyAt !== undefined) equal(slices.length > 0, true, `usage of ${node.name} is published`);
    slices
      .slice(1)
      .forEach((slice, index) => equal(slice.from, slices[index]?.to, `usage of ${node.name} is without gap`));
  }
}

/** No process of a node, no folder of one. */
async function checkNothingIsLeft({ home }: TestArgosy): Promise<void> {
  const left = findBelonging({ folder: home.nodes, except: [] });
  if (left.length > 0) {
    const told = left.map(({ pid }) => `${pid} ${argumentsOf(pid).join(' ').slice(0, 120)}`);
    throw new Error(`processes are left:\n${told.join('\n')}`);
  }
  const folders = await readdir(home.nodes);
  for (const folder of folders)
    equal((await readdir(join(home.nodes, folder))).length, 0, `node folders left in ${folder}`);
}

/** Sends a request again while the server or its database is away; what the server refuses for good is thrown. */
async function insist<T>(request: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if ((error instanceof ApiError && !error.retryable) || performance.now() > deadline) throw error;
      await pauseOrEnd(200);
    }
  }
}

/** Looks until there is an answer; two minutes are far more than the story takes with all its faults. */
async function rest<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 120_000;
  while (performance.now() < deadline) {
    const seen = await insist(look);
    if (seen !== undefined) return seen;
  }
  throw new Error(`${what} does not come to rest`);
}

function equal(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)} instead of ${String(expected)}`);
}

function pauseOrEnd(ms: number, over?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    over?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
