// Makes ready what a Spark application needs before YARN is told of it: the Python environment on every node, the job's files
// and the configuration archive in HDFS. Everything is named by its content, so that it is made once and doing it again after
// a crash finds it done.
import { readFile } from 'node:fs/promises';
import { because, invariant, refusal } from '@argosy/kernel/errors';
import { mapAtOnce, takeTurns, type Turns } from '../../platform/at-once.ts';
import { uploadedFile } from '../../platform/home.ts';
import type { WorkloadsDeps } from '../deps.ts';
import { copyAction, environmentAction } from '../domain/action-specs.ts';
import { filesOf } from '../domain/job-files.ts';
import { idOfTry } from '../domain/further-tries.ts';
import { isBad, latestTries, type NewAction, type RunUnderWay } from '../domain/plan-runs.ts';
import { actionIdOf, type RunAction, type RunReason, tagOf } from '../domain/run.ts';
import { type HdfsFile, masterOf, type WorkCluster, workersOf } from '../domain/work-cluster.ts';
import { filesThere } from '../store/files.ts';
import { type ClusterServices, readNodeFile } from './cluster-services.ts';
import type { YarnSubmission } from './resource-manager.ts';
import {
  archiveUri,
  isSpark,
  sparkArchive,
  type SparkSpec,
  sparkSubmission,
  type SparkSurroundings,
} from './spark-submission.ts';

/** What preparing came to: ready, actions that agents have to do first, or a reason why it cannot be done. */
export type Preparation =
  | { readonly kind: 'ready'; readonly submissionFor: (applicationId: string) => YarnSubmission }
  | { readonly kind: 'waits'; readonly actions: readonly NewAction[] }
  | { readonly kind: 'failed'; readonly reason: RunReason };

/** Up to this size content goes through the agent's HTTP in one piece, which takes five times as much memory here for a moment;
 *  larger content is copied by a transfer. */
const smallBytes = 1_048_576;
/** Side by side, because each is a handful of questions one after the other, and HDFS of a cluster just made takes its time for the
 *  first. */
const filesAtOnce = 4;
/** Uploaded files on their way at once in the whole process, 320 MB at most. A round has up to 32, and a cluster one round: one whose
 *  HDFS hangs leaves the others half. Who waits does so behind puts that have deadlines, or until its round is given up. */
const putsAtOnce = 64;

/** What this process knows to be there: forgetting it costs questions, nothing else. And what all its rounds share to put more. */
export interface Prepared {
  readonly files: Map<string, HdfsFile>;
  readonly pythons: Map<string, string>;
  readonly configurations: Map<string, Readonly<Record<string, string>>>;
  readonly puts: Turns;
}

export const nothingPrepared = (): Prepared => ({
  files: new Map(),
  pythons: new Map(),
  configurations: new Map(),
  puts: takeTurns(putsAtOnce),
});

const mostRemembered = 10_000;

function remember<Value>(into: Map<string, Value>, key: string, value: Value): Value {
  if (into.size >= mostRemembered) into.clear();
  into.set(key, value);
  return value;
}

export async function prepareApplication(
  deps: WorkloadsDeps,
  prepared: Prepared,
  services: ClusterServices,
  cluster: WorkCluster,
  { run, attempt, actions, signal }: RunUnderWay & { readonly signal: AbortSignal },
): Promise<Preparation> {
  const { spec } = run;
  const { release } = cluster;
  invariant(isSpark(spec) && attempt && release, 'only an attempt of a Spark run on a running cluster is prepared');
  const own = actions.filter((each) => each.attempt === attempt.number);
  const python = await preparePython(deps, prepared, cluster, run.id, attempt.number, spec, own);
  if (typeof python !== 'string') return python;
  const directory = hdfsDirectory(cluster);
  const files = await prepareFiles(deps, prepared, services, cluster, {
    run,
    attempt: attempt.number,
    spec,
    own,
    directory,
    signal,
  });
  if (!(files instanceof Map)) return files;
  const around: SparkSurroundings = {
    release,
    user: cluster.user,
    runId: run.id,
    hadoopConfiguration: await clientConfiguration(deps, prepared, cluster),
    files,
    python,
    eventLog: cluster.eventLog,
  };
  const { key, zip } = sparkArchive(spec, around, `${cluster.fileSystem}${directory}`);
  const path = archiveUri(directory, key);
  const archive = await knownFile(prepared, services, cluster, path, async () => services.hdfs.put(path, zip));
  return {
    kind: 'ready',
    submissionFor: (applicationId) =>
      sparkSubmission(spec, around, { applicationId, tag: tagOf(run.id, attempt.number), archive }),
  };
}

/** The python of the job, once every node that may carry a container has it. */
async function preparePython(
  deps: WorkloadsDeps,
  prepared: Prepared,
  cluster: WorkCluster,
  runId: string,
  attempt: number,
  spec: SparkSpec,
  actions: readonly RunAction[],
): Promise<string | Exclude<Preparation, { kind: 'ready' }>> {
  if (spec.python === undefined) return cluster.release?.python ?? 'python3';
  const { requirements } = spec.python;
  const nodes = workersOf(cluster);
  const key = `${nodes.map(({ id }) => id).join()}:${requirements.toSorted().join()}`;
  const known = prepared.pythons.get(key);
  if (known !== undefined) return known;
  const made = actions.filter(({ purpose }) => purpose === 'environment');
  if (made.length > 0 && made.every(({ state }) => state === 'succeeded')) {
    const first = made[0];
    const said = first && (await readNodeFile(deps.agents, first.nodeId, `actions/${first.id}/stdout`));
    const python = said?.content.toString('utf8').trim();
    if (python) return remember(prepared.pythons, key, python);
  }
  for (const node of nodes) {
    const action = made.find(({ nodeId }) => nodeId === node.id);
    if (action?.state === 'wanted') deps.agents.act(node.id, environmentAction(action.id, node, requirements));
  }
  const missing = nodes.filter(({ id }) => !made.some(({ nodeId }) => nodeId === id));
  return {
    kind: 'waits',
    actions: missing.map((node) => ({
      id: actionIdOf(runId, attempt, `environment-${node.id}`),
      nodeId: node.id,
      nodeName: node.name,
      purpose: 'environment',
      number: 1,
    })),
  };
}

/** The job's files in HDFS, by the name each has in the working directory. */
async function prepareFiles(
  deps: WorkloadsDeps,
  prepared: Prepared,
  services: ClusterServices,
  cluster: WorkCluster,
  wanted: {
    readonly run: RunUnderWay['run'];
    readonly attempt: number;
    readonly spec: SparkSpec;
    readonly own: readonly RunAction[];
    readonly directory: string;
    readonly signal: AbortSignal;
  },
): Promise<Map<string, HdfsFile> | Exclude<Preparation, { kind: 'ready' }>> {
  const { run, attempt, spec, own, directory, signal } = wanted;
  const named = filesOf(spec);
  const there = await deps.read(run, (tx) =>
    filesThere(
      tx,
      run.organizationId,
      named.map(({ sha256 }) => sha256),
    ),
  );
  const missing = named.find(({ sha256 }) => !there.has(sha256));
  if (missing)
    return { kind: 'failed', reason: because('file_not_found', { name: missing.name, sha256: missing.sha256 }) };
  const master = masterOf(cluster);
  const placed = await mapAtOnce(named, filesAtOnce, async ({ name, sha256 }): Promise<PlacedFile> => {
    const path = hdfsFile(directory, sha256);
    const isSmall = (there.get(sha256)?.sizeBytes ?? 0) <= smallBytes;
    const placeIt = () =>
      knownFile(prepared, services, cluster, path, async () =>
        isSmall ? services.hdfs.put(path, await readFile(uploadedFile(deps.home, sha256))) : undefined,
      );
    // Looked for within the turn: another run that shares the file may have had the one before.
    const file = isSmall ? await prepared.puts(signal, placeIt) : await placeIt();
    const inFolder = isAppJar(spec, name) ? '__app__.jar' : name;
    if (file !== undefined) return { kind: 'there', name: inFolder, file };
    // Large content: an agent copies it beside its place, then it is renamed.
    const id = fileActionId(run.id, attempt, sha256);
    const copy = latestTries(own).find((each) => each.id === idOfTry(id, each.number));
    if (copy === undefined && master)
      return { kind: 'waits', actions: [{ id, nodeId: master.id, nodeName: master.name, purpose: 'file', number: 1 }] };
    if (copy?.state === 'wanted') {
      const to = { url: services.hdfs.createUrl(copyPath(path, copy.id)), twoStep: true };
      deps.agents.act(copy.nodeId, copyAction(copy.id, [{ from: { file: sha256 }, to }]));
    }
    // One that failed is tried again, or ends the attempt: the plan says which.
    if (copy?.state !== 'succeeded') return { kind: 'waits', actions: [] };
    await services.hdfs.rename(copyPath(path, copy.id), path);
    const renamed = await knownFile(prepared, services, cluster, path, async () => undefined);
    if (renamed === undefined) return transferFailed(name, 'it is not in HDFS though it was copied');
    return { kind: 'there', name: inFolder, file: renamed };
  });
  const failed = placed.find((each) => each.kind === 'failed');
  if (failed) return failed;
  const waits = placed.filter((each) => each.kind === 'waits');
  if (waits.length > 0) return { kind: 'waits', actions: waits.flatMap(({ actions }) => actions) };
  return new Map(placed.flatMap((each) => (each.kind === 'there' ? [[each.name, each.file] as const] : [])));
}

/** A file of the job: where it lies in HDFS by the name it has in the working directory, or why it does not lie there yet. */
type PlacedFile =
  | { readonly kind: 'there'; readonly name: string; readonly file: HdfsFile }
  | Exclude<Preparation, { kind: 'ready' }>;

/** Removes what copies of the attempt that failed have written of the job's files: each wrote beside the place, under its name. */
export async function removeFailedCopies(
  { log }: Pick<WorkloadsDeps, 'log'>,
  { hdfs }: ClusterServices,
  cluster: WorkCluster,
  { run, attempt, actions }: RunUnderWay,
): Promise<void> {
  const failed = actions.filter((each) => each.purpose === 'file' && each.attempt === attempt?.number && isBad(each));
  for (const { sha256 } of failed.length > 0 ? filesOf(run.spec) : []) {
    const id = fileActionId(run.id, run.attempt, sha256);
    for (const copy of failed.filter((each) => each.id === idOfTry(id, each.number))) {
      const path = copyPath(hdfsFile(hdfsDirectory(cluster), sha256), copy.id);
      await hdfs.remove(path).catch((error: unknown) => log.info({ err: error, path }, 'part of a file stays in HDFS'));
    }
  }
}

const hdfsDirectory = ({ user }: WorkCluster): string => `/user/${user}/.argosy`;
const hdfsFile = (directory: string, sha256: string): string => `${directory}/files/${sha256}`;
const copyPath = (path: string, actionId: string): string => `${path}.${actionId}`;
const fileActionId = (runId: string, attempt: number, sha256: string): string =>
  actionIdOf(runId, attempt, `file-${sha256.slice(0, 16)}`);

const transferFailed = (what: string, problem: string): Preparation & { kind: 'failed' } => ({
  kind: 'failed',
  reason: because('transfer_failed', { what, problem }),
});

const isAppJar = (spec: SparkSpec, name: string): boolean =>
  spec.kind === 'spark-jar' && typeof spec.jar !== 'string' && spec.jar.name === name;

/** The file at `path` of the cluster's HDFS: remembered, found there, or made. */
async function knownFile<Made extends HdfsFile | undefined>(
  prepared: Prepared,
  services: ClusterServices,
  cluster: WorkCluster,
  path: string,
  make: () => Promise<Made>,
): Promise<HdfsFile | Made> {
  const key = `${cluster.id}:${path}`;
  const known = prepared.files.get(key);
  if (known !== undefined) return known;
  const file = (await services.hdfs.find(path)) ?? (await make());
  return file === undefined ? file : remember(prepared.files, key, file);
}

/** Forgets what was thought to lie in the cluster's HDFS: somebody may have removed it there. */
export function forgetFiles(prepared: Prepared, clusterId: string): void {
  for (const key of prepared.files.keys()) if (key.startsWith(`${clusterId}:`)) prepared.files.delete(key);
}

const configurationFiles = ['core-site.xml', 'hdfs-site.xml', 'yarn-site.xml', 'mapred-site.xml'];

/** How a client of the cluster's Hadoop is configured: as its master is. */
export async function clientConfiguration(
  deps: WorkloadsDeps,
  prepared: Prepared,
  cluster: WorkCluster,
): Promise<Readonly<Record<string, string>>> {
  const key = `${cluster.id}:${cluster.generation}`;
  const known = prepared.configurations.get(key);
  if (known !== undefined) return known;
  const master = masterOf(cluster);
  if (master === undefined) throw refusal('cluster_not_running', { clusterId: cluster.id, state: cluster.state });
  const read = await Promise.all(
    configurationFiles.map(async (name) => [name, await readNodeFile(deps.agents, master.id, `conf/${name}`)] as const),
  );
  const texts = read.flatMap(([name, file]) =>
    file === undefined ? [] : [[name, file.content.toString('utf8')] as const],
  );
  return remember(prepared.configurations, key, Object.fromEntries(texts));
}
