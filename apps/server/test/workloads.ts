// Runs on a database and work loops of their own, with a cluster that is only described: its agents answer from here, and its
// YARN and HDFS are an HTTP server that speaks as much of their REST as runs use. Real YARN is in test/e2e/one-node/runs-jobs.ts.
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type {
  ActionReport,
  ActionSpec,
  Answer,
  ProblemReport,
  Request,
  TransferItem,
} from '@argosy/contract/agent/protocol';
import type { EventView } from '@argosy/contract/platform/operations';
import { jobSpec, type JobSpec } from '@argosy/contract/workloads/job-spec';
import { Instant, systemClock } from '@argosy/kernel/time';
import type { ClusterForRuns } from '../src/clusters/index.ts';
import { type Caller, SYSTEM } from '../src/platform/caller.ts';
import { listEvents } from '../src/platform/events.ts';
import type { PlatformDeps } from '../src/platform/deps.ts';
import type { Home } from '../src/platform/home.ts';
import { startWork, type WorkRunner } from '../src/platform/work.ts';
import type { WorkloadsDeps } from '../src/workloads/deps.ts';
import { hasEnded, type Run } from '../src/workloads/domain/run.ts';
import { recordActionReports } from '../src/workloads/reconcile/action-reports.ts';
import { runsReconciler } from '../src/workloads/reconcile/runs.ts';
import { createRunWithin } from '../src/workloads/run-job.ts';
import { findRunOf, type RunWithAttempts } from '../src/workloads/store/runs.ts';
import { startTestPlatform } from './platform.ts';
import { ownersAuthority } from './policies.ts';

export const aCaller: Caller = {
  organizationId: 'org-00000000000000000001',
  hasSecondFactor: false,
  authority: ownersAuthority,
  keyPermissions: ['*'],
  requestId: 'req-1',
  operation: 'job_run',
  address: '127.0.0.1',
  language: 'en',
};

/** What a test may set wrong, and see. */
export interface Yarn {
  /** Applications submitted, in order, also those submitted twice. */
  readonly submitted: string[];
  /** Files of the application submitted last, by the name each has in its working directory: what HDFS had of them just then. */
  files: Readonly<Record<string, { readonly path: string; readonly content: Buffer }>>;
  /** Paths of HDFS, in order. */
  readonly removed: string[];
  /** Breaks the connection after it has taken the next submission. */
  breaksNext: boolean;
  /** Applications fail, and this is what YARN says of it. */
  diagnostics: string | undefined;
  /** How often an application is listed before it is over; it is RUNNING from the first time on. */
  looksToEnd: number;
  forgetAll(): void;
}

export interface TestWorkloads {
  readonly deps: WorkloadsDeps;
  readonly yarn: Yarn;
  /** Ids of the actions that agents were told, in order, each once. */
  readonly acted: readonly string[];
  /** Ends actions by themselves with this exit code; `undefined`: they run until they are killed. */
  exitCode: number | undefined;
  /** Nodes cannot list their files just now. */
  cannotList: boolean;
  /** Files of the node by path, beside which it has none. */
  readonly files: Map<string, string>;
  start(spec: JobSpec): Promise<Run>;
  /** An agent says that the action has ended so. */
  endAction(id: string, exitCode: number, problem?: ProblemReport): void;
  atItsEnd(runId: string): Promise<RunWithAttempts>;
  /** The facts about a run, once one of `type` is among them. */
  factsUpTo(runId: string, type: string): Promise<readonly EventView[]>;
  /** Stops the loops and begins them anew, with nothing remembered, as another process would. */
  restart(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export const aShellJob = (more: object = {}): JobSpec =>
  jobSpec.parse({ kind: 'shell', name: 'hello', command: 'true', ...more });

export const aSparkJob = (more: object = {}): JobSpec =>
  jobSpec.parse({
    kind: 'spark-jar',
    name: 'pi',
    jar: 'release:spark-examples',
    mainClass: 'argosy.SparkPi',
    driver: { memoryMb: 512 },
    executors: { memoryMb: 512 },
    ...more,
  });

export async function startTestWorkloads(): Promise<TestWorkloads> {
  const platform = await startTestPlatform({ clock: systemClock });
  const hadoop = await startHadoop();
  const acted: string[] = [];
  const kit = { exitCode: 0 as number | undefined, cannotList: false, files: new Map<string, string>() };
  const report = (nodeId: string, report: Omit<ActionReport, 'startedAt'>) =>
    reports.hear(nodeId, { startedAt: systemClock.now().toString(), ...report });
  const end = (nodeId: string, id: string, state: ActionReport['state'], exitCode?: number, problem?: ProblemReport) =>
    report(nodeId, {
      id,
      state,
      endedAt: systemClock.now().toString(),
      ...(exitCode !== undefined && { exitCode }),
      ...(problem && { problem }),
    });
  const deps: WorkloadsDeps = {
    ...platform.deps,
    keepDays: 90,
    clusters: {
      clusterForRuns: async (_tx, _organization, id) => (id === 'c-1' ? describedCluster(hadoop.url) : undefined),
    },
    agents: {
      act(nodeId: string, action: ActionSpec) {
        const { id } = action;
        if (acted.includes(id)) return 'sent'; // an agent does not do again what it knows
        acted.push(id);
        if (action.kind === 'transfer') bringLogs(deps.home, action.items, kit.files);
        report(nodeId, { id, state: 'running' });
        const { exitCode } = kit;
        if (exitCode !== undefined)
          queueMicrotask(() => end(nodeId, id, exitCode === 0 ? 'succeeded' : 'failed', exitCode));
        return 'sent';
      },
      kill(nodeId, id) {
        end(nodeId, id, 'killed');
        return 'sent';
      },
      forget: () => 'sent',
      request: (_nodeId, request) => answer(request, kit),
    },
  };
  let reports = recordActionReports(deps);
  let work: WorkRunner = startWork(deps, platform.signals, [runsReconciler(deps)]);
  return Object.assign(kit, {
    deps,
    yarn: hadoop.yarn,
    acted,
    start: (spec: JobSpec) =>
      deps.transaction(aCaller, (tx) =>
        createRunWithin(deps, tx, aCaller, { id: deps.newId('run'), spec, clusterId: 'c-1' }),
      ),
    endAction: (id: string, exitCode: number, problem?: ProblemReport) =>
      end('n-1', id, exitCode === 0 ? 'succeeded' : 'failed', exitCode, problem),
    atItsEnd: (runId: string) => atItsEnd(deps, runId),
    factsUpTo: (runId: string, type: string) => factsUpTo(deps, runId, type),
    async restart() {
      await work.stop();
      await reports.stop();
      reports = recordActionReports(deps);
      work = startWork(deps, platform.signals, [runsReconciler(deps)]);
    },
    async [Symbol.asyncDispose]() {
      await work.stop();
      await reports.stop();
      await hadoop.stop();
      await platform[Symbol.asyncDispose]();
    },
  });
}

async function atItsEnd(deps: PlatformDeps, runId: string): Promise<RunWithAttempts> {
  return until(deps, runId, 'end', async () => {
    const found = await deps.read(SYSTEM, (tx) => findRunOf(tx, aCaller.organizationId, runId));
    return found && hasEnded(found.run.state) ? found : undefined;
  });
}

async function factsUpTo(deps: PlatformDeps, runId: string, type: string): Promise<readonly EventView[]> {
  const { organizationId } = aCaller;
  return until(deps, runId, `a fact ${type}`, async () => {
    const facts = await deps.read(SYSTEM, (tx) => listEvents(tx, { organizationId, subject: runId, limit: 100 }));
    return facts.some((each) => each.type === type) ? facts : undefined;
  });
}

/** What `look` finds, looked for at each fact about `subject`. */
async function until<T>(
  deps: PlatformDeps,
  subject: string,
  what: string,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + 25_000;
  while (performance.now() < deadline) {
    const heard = deps.nextEvent(subject, 500); // first listen, then look
    const found = await look();
    if (found !== undefined) return found;
    await heard;
  }
  throw new Error(`${subject}: no ${what} in time`);
}

const fileSystem = 'hdfs://127.0.0.1:8020';

function describedCluster(url: string): ClusterForRuns {
  const release = '/release';
  return {
    id: 'c-1',
    organizationId: aCaller.organizationId,
    name: 'one',
    state: 'RUNNING',
    generation: 1,
    components: ['hdfs', 'yarn', 'mapreduce', 'spark'],
    user: 'hadoop',
    nodes: [
      {
        id: 'n-1',
        name: 'master-1',
        role: 'master',
        address: '127.0.0.1',
        offeredVcores: 8,
        offeredMb: 8192,
        environment: {},
      },
    ],
    installed: {
      version: '6.0.0',
      directory: release,
      java: { home: '/jdk', build: '17' },
      hadoop: { jars: [`${release}/a.jar`], nameDirectoryTemplate: '', examplesJar: `${release}/examples.jar` },
      spark: {
        home: `${release}/spark`,
        jars: `${release}/spark/jars/*`,
        pythonLibraries: [],
        pythonExamples: '',
        programsJar: `${release}/programs.jar`,
      },
    },
    resourceManager: url,
    webHdfs: url,
    fileSystem,
    eventLog: undefined,
    sparkModuleOptions: [],
    sparkJvmOptions: [],
    sparkArchiveOptions: [],
  };
}

/** What comes of the copies of a node's files to the server, as an agent asks it by HTTP. */
function bringLogs(home: Home, items: readonly TransferItem[], files: ReadonlyMap<string, string>): void {
  for (const { from, to } of items) {
    if (!('path' in from) || !('server' in to)) continue;
    const { pathname } = new URL(to.server, 'http://server/v1/agent/');
    const path = join(home.runLogs, decodeURIComponent(pathname.slice('/v1/agent/logs/'.length)));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, gzipSync(files.get(from.path) ?? ''));
  }
}

/** What an agent answers; HTTP is asked for real. */
async function answer(
  request: Request,
  { cannotList, files }: Pick<TestWorkloads, 'cannotList' | 'files'>,
): Promise<Answer> {
  if (request.kind === 'list' && cannotList) {
    return { kind: 'problem', problem: { code: 'setup_failed', facts: { node: 'n-1', step: 'list' } } };
  }
  if (request.kind === 'list') {
    const below = [...files].filter(([path]) => path.startsWith(`${request.path}/`));
    return {
      kind: 'list',
      files: below.map(([path, text]) => ({
        path: path.slice(request.path.length + 1),
        sizeBytes: Buffer.byteLength(text),
        modifiedMs: 0,
      })),
    };
  }
  if (request.kind === 'read') {
    const content = Buffer.from(files.get(request.path) ?? '');
    const piece = content.subarray(request.offset, request.offset + request.limit);
    if (files.has(request.path)) return { kind: 'read', base64: piece.toString('base64'), sizeBytes: content.length };
    return { kind: 'problem', problem: { code: 'log_not_found', facts: { log: request.path, available: [] } } };
  }
  if (request.kind !== 'http') throw new Error(`nothing here asks for ${request.kind}`);
  const { url, method, headers, body, bodyEncoding } = request;
  const given = await fetch(url, {
    method,
    ...(headers && { headers }),
    ...(body !== undefined && { body: Buffer.from(body, bodyEncoding ?? 'utf8') }),
  });
  const base64 = Buffer.from(await given.arrayBuffer()).toString('base64');
  return { kind: 'http', status: given.status, headers: Object.fromEntries(given.headers), base64 };
}

async function startHadoop(): Promise<{ readonly url: string; readonly yarn: Yarn; stop(): Promise<void> }> {
  const applications = new Map<string, { looks: number; startedTime: number; killed: boolean }>();
  const files = new Map<string, Buffer>(); // of HDFS, by path
  let ids = 0;
  const yarn: Yarn = {
    submitted: [],
    files: {},
    removed: [],
    breaksNext: false,
    diagnostics: undefined,
    looksToEnd: 2,
    forgetAll: () => applications.clear(),
  };
  const shown = ([id, each]: [string, { looks: number; startedTime: number; killed: boolean }]) => {
    each.looks += 1;
    const isOver = each.killed || each.looks > yarn.looksToEnd;
    const state = each.killed ? 'KILLED' : isOver ? 'FINISHED' : 'RUNNING';
    return {
      id,
      state,
      finalStatus: each.killed ? 'KILLED' : !isOver ? 'UNDEFINED' : yarn.diagnostics ? 'FAILED' : 'SUCCEEDED',
      ...(yarn.diagnostics !== undefined && { diagnostics: yarn.diagnostics }),
      startedTime: each.startedTime,
      finishedTime: 0,
      memorySeconds: 1000,
      vcoreSeconds: 2,
    };
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://yarn');
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(Buffer.from(piece));
    const body = Buffer.concat(pieces);
    const say = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (pathname === '/ws/v1/cluster/apps/new-application') {
      ids += 1;
      return void say(200, { 'application-id': `application_1_${String(ids).padStart(6, '0')}` });
    }
    if (pathname === '/ws/v1/cluster/apps' && request.method === 'POST') {
      const { 'application-id': id, 'am-container-spec': container } = JSON.parse(body.toString('utf8')) as {
        readonly 'application-id': string;
        readonly 'am-container-spec': {
          readonly 'local-resources': {
            readonly entry: readonly { readonly key: string; readonly value: { readonly resource: string } }[];
          };
        };
      };
      const resources = container['local-resources'].entry.map(({ key, value }) => {
        const path = value.resource.replace(fileSystem, '');
        return { name: key, path, content: files.get(path) };
      });
      // YARN itself would take it, and fail the application when a node fetches the file.
      const missing = resources.find(({ content }) => content === undefined);
      if (missing) return void say(400, { RemoteException: { message: `HDFS has no ${missing.path}` } });
      yarn.submitted.push(id);
      yarn.files = Object.fromEntries(
        resources.map(({ name, path, content = Buffer.of() }) => [name, { path, content }]),
      );
      applications.set(id, {
        looks: 0,
        startedTime: Instant.fromEpochMilliseconds(Date.now()).epochMilliseconds,
        killed: false,
      });
      if (!yarn.breaksNext) return void say(202, {});
      yarn.breaksNext = false;
      return void response.destroy();
    }
    if (pathname === '/ws/v1/cluster/apps') return void say(200, { apps: { app: [...applications].map(shown) } });
    if (pathname.endsWith('/appattempts')) {
      return void say(200, { appAttempts: { appAttempt: [{ id: 1, appAttemptId: 'appattempt_1_000001_000001' }] } });
    }
    if (pathname.endsWith('/containers')) {
      const row = { allocatedMB: 896, allocatedVCores: 1, assignedNodeId: '127.0.0.1:8041', startedTime: Date.now() };
      const containers = [1, 2].map((number) => ({ ...row, containerId: `container_1_000001_01_00000${number}` }));
      return void say(200, { container: containers });
    }
    if (pathname.endsWith('/state')) {
      const known = applications.get(pathname.split('/').at(-2) ?? '');
      if (known) known.killed = true;
      return void say(202, {});
    }
    if (pathname.startsWith('/webhdfs/v1')) {
      const path = decodeURIComponent(pathname.slice('/webhdfs/v1'.length));
      const content = files.get(path);
      const operation = searchParams.get('op');
      if (operation === 'GETFILESTATUS') {
        if (content === undefined) return void say(404, {});
        return void say(200, { FileStatus: { type: 'FILE', length: content.length, modificationTime: 1 } });
      }
      if (operation === 'DELETE') {
        yarn.removed.push(path);
        return void say(200, { boolean: files.delete(path) });
      }
      if (operation === 'RENAME') {
        const to = searchParams.get('destination') ?? '';
        if (content === undefined || files.has(to)) return void say(200, { boolean: false });
        files.set(to, content);
        return void say(200, { boolean: files.delete(path) });
      }
      if (searchParams.has('noredirect')) {
        return void say(200, { Location: `http://${request.headers.host}${pathname}?op=CREATE` });
      }
      files.set(path, body);
      return void response.writeHead(201).end();
    }
    say(404, {});
  };
  const server = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a TCP server's address is an object
    yarn,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
