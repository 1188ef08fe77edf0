// Carries out a plan run's copies, outside of its round's transaction: finds what its outputs are, asks the agent for transfers,
// looks at the files that were brought out. Everything here may be done twice.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ActionReport } from '@argosy/contract/agent/protocol';
import { because, Refusal } from '@argosy/kernel/errors';
import { SYSTEM } from '../platform/caller.ts';
import { requireLease, scheduleWork, type WorkItem } from '../platform/work.ts';
import type { PlanDecision } from './domain/next-plan-steps.ts';
import { idOfTry, nextTryAt } from './domain/further-tries.ts';
import {
  copyIn,
  type HdfsDoor,
  inputTransfer,
  outputId,
  outputTransfer,
  substitutePath,
} from './domain/plan-copies.ts';
import { type PlanReason, type PlanRun } from './domain/plan.ts';
import { findOutputFiles, type FoundFile } from './find-output-files.ts';
import type { PlanCluster, PlansDeps } from './plans-deps.ts';
import {
  endTransfer,
  failTransfer,
  insertOutputs,
  insertTransfers,
  lockTransfers,
  markOutputBroughtOut,
  outputsOf,
  type PlanOutput,
  type PlanTransfer,
} from './store/plan-transfers.ts';

/** Rounds that fail because HDFS does not list the outputs, within some 13 s, before that is believed. */
const mostListings = 6;

interface Copying {
  readonly planRun: PlanRun;
  readonly cluster: PlanCluster | undefined;
  readonly decision: PlanDecision;
}

/** Answers whether something was done that the planner has to see. */
export async function carryOutCopies(deps: PlansDeps, item: WorkItem, copying: Copying): Promise<boolean> {
  const { planRun, cluster, decision } = copying;
  const nodeId = cluster?.nodes.find(({ role, endedAt }) => role === 'master' && endedAt === undefined)?.id;
  const hdfs = cluster?.webHdfs === undefined ? undefined : { webHdfs: cluster.webHdfs, user: cluster.user };
  if (!hdfs || nodeId === undefined) return false;
  if (decision.steps.some(({ kind }) => kind === 'list_outputs')) {
    await listOutputs(deps, item, { planRun, hdfs, nodeId });
    return true;
  }
  const isCopying = decision.phases.some(
    ({ name, state }) => (name === 'inputs' || name === 'outputs') && state === 'running',
  );
  if (!isCopying) return false;
  const unwanted = new Set(decision.steps.flatMap((step) => (step.kind === 'kill_copy' ? [step.id] : [])));
  return copy(deps, item, { planRun, hdfs, unwanted });
}

/** Looks once at what lies at the outputs' places and records it, with the copies to be made. */
async function listOutputs(
  deps: PlansDeps,
  item: WorkItem,
  { planRun, hdfs, nodeId }: { readonly planRun: PlanRun; readonly hdfs: HdfsDoor; readonly nodeId: string },
): Promise<void> {
  const jobsFailed = planRun.phases.some(({ name, state }) => name === 'jobs' && state === 'failed');
  const found: {
    readonly name: string;
    readonly position: number;
    readonly files: readonly FoundFile[];
    readonly reason?: PlanReason;
  }[] = [];
  for (const [position, { name, from }] of planRun.spec.outputs.entries()) {
    const place = substitutePath(planRun, from, `output "${name}"`);
    const files = await findOutputFiles(deps.agents, { nodeId, hdfs, place, signal: item.signal }).catch(
      (error: unknown) => {
        // An agent that is not there now comes back, or the cluster ends: the round is done again, later and later. So it is
        // when HDFS does not answer well, some times: its NameNode may be starting again.
        const isFinal = item.failures >= mostListings && error instanceof Refusal && error.code === 'transfer_failed';
        if (isFinal) return error;
        throw error;
      },
    );
    if (files instanceof Refusal)
      found.push({ name, position, files: [], reason: { problem: files.code, facts: files.facts } });
    else if (files) found.push({ name, position, files });
    // What a job that failed was to write is missing for a reason that is told already.
    else if (!jobsFailed)
      found.push({
        name,
        position,
        files: [],
        reason: because('output_missing', { output: name, path: place }),
      });
  }
  await deps.transaction(SYSTEM, async (tx) => {
    await requireLease(tx, item);
    const wanted = found.filter(({ files, reason }) => files.length > 0 || reason);
    const transfers = wanted.map(
      ({ position }) => ({ id: outputId(planRun.id, position), direction: 'out', position }) as const,
    );
    await insertTransfers(tx, planRun.id, transfers);
    for (const { position, reason } of wanted)
      if (reason) await failTransfer(tx, outputId(planRun.id, position), { reason, againAt: undefined });
    const outputs = wanted.flatMap(({ name, position, files }) =>
      files.map(({ name: file, hdfsPath, sizeBytes }) => ({
        path: `${name}/${file}`,
        transferId: outputId(planRun.id, position),
        hdfsPath,
        sizeBytes,
      })),
    );
    await insertOutputs(tx, planRun.id, outputs);
  });
}

/** Asks for the copies under way, or for their end, again and again: an agent does none twice, and tells how each stands. It does
 *  one again that it was told to forget, over what jobs may be reading by then: no end is recorded while it is being asked. */
async function copy(
  deps: PlansDeps,
  item: WorkItem,
  {
    planRun,
    hdfs,
    unwanted,
  }: { readonly planRun: PlanRun; readonly hdfs: HdfsDoor; readonly unwanted: ReadonlySet<string> },
): Promise<boolean> {
  const copies = await deps.transaction(SYSTEM, async (tx) => {
    const transfers = await lockTransfers(tx, planRun.id);
    const outputs = (await outputsOf(tx, [planRun.id])).get(planRun.id) ?? [];
    const found = transfers.map((transfer) => ({
      transfer,
      files: outputs.filter(({ transferId }) => transferId === transfer.id),
    }));
    for (const { transfer, files } of found) {
      if (transfer.state !== 'running' || transfer.nodeId === undefined) continue;
      if (unwanted.has(transfer.id)) deps.agents.kill(transfer.nodeId, idOfTry(transfer.id, transfer.try), 0);
      else deps.agents.act(transfer.nodeId, actionOf(planRun, transfer, files, hdfs));
    }
    return found;
  });
  let hasMoved = false;
  for (const { transfer, files } of copies) {
    if (transfer.state === 'succeeded' && files.some(({ sha256 }) => sha256 === undefined)) {
      await takeIn(deps, item, { planRun, transfer, files });
      hasMoved = true;
    }
  }
  return hasMoved;
}

const actionOf = (planRun: PlanRun, transfer: PlanTransfer, files: readonly PlanOutput[], hdfs: HdfsDoor) =>
  transfer.direction === 'in'
    ? inputTransfer(planRun, transfer, hdfs)
    : outputTransfer(planRun.id, { ...transfer, files }, hdfs);

/** Looks at the files that arrived: each must be as long as it was in HDFS; its hash is what people can check theirs by. */
async function takeIn(
  deps: PlansDeps,
  item: WorkItem,
  {
    planRun,
    transfer,
    files,
  }: { readonly planRun: PlanRun; readonly transfer: PlanTransfer; readonly files: readonly PlanOutput[] },
): Promise<void> {
  const hashes: { readonly path: string; readonly sha256: string }[] = [];
  for (const { path, hdfsPath, sizeBytes } of files) {
    const arrived = await hashOf(outputFile(deps, planRun.id, path));
    if (arrived?.sizeBytes === sizeBytes) {
      hashes.push({ path, sha256: arrived.sha256 });
      continue;
    }
    const problem = arrived ? `${arrived.sizeBytes} of ${sizeBytes} bytes arrived` : 'it did not arrive';
    const reason = because('transfer_failed', { what: hdfsPath, problem });
    return deps.transaction(SYSTEM, async (tx) => {
      await requireLease(tx, item);
      await failTransfer(tx, transfer.id, { reason, againAt: nextTryAt(transfer.try, deps.clock.now()) });
    });
  }
  await deps.transaction(SYSTEM, async (tx) => {
    await requireLease(tx, item);
    for (const each of hashes) await markOutputBroughtOut(tx, planRun.id, each);
  });
}

/** Where a file that was brought out is kept; `path` is one that stands in the database. */
export const outputFile = ({ home }: Pick<PlansDeps, 'home'>, planRunId: string, path: string): string =>
  join(home.outputs, planRunId, path);

async function hashOf(file: string): Promise<{ readonly sizeBytes: number; readonly sha256: string } | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { sizeBytes: found.size, sha256: hash.digest('hex') };
}

/** Hears how actions stand; those that are no transfer of a plan run are somebody else's. Must not throw. */
export function transferReports(deps: PlansDeps): (nodeId: string, report: ActionReport) => void {
  return (nodeId, action) => {
    const copied = copyIn(action.id);
    if (action.state === 'running' || copied === undefined) return;
    recordEnd(deps, nodeId, action, copied).catch((error: unknown) =>
      // Asked for again by the next round, the agent tells it again.
      deps.log.warn({ err: error, action: action.id }, 'the end of a copy could not be recorded yet'),
    );
  };
}

async function recordEnd(
  deps: PlansDeps,
  nodeId: string,
  action: ActionReport,
  copied: { readonly id: string; readonly try: number },
): Promise<void> {
  const { id, state, problem } = action;
  const failed: PlanReason = problem
    ? { problem: problem.code, facts: problem.facts, node: nodeId, lastLines: problem.lastLines }
    : { ...because('transfer_failed', { what: id, problem: state }), node: nodeId };
  await deps.transaction(SYSTEM, async (tx) => {
    const now = deps.clock.now();
    // One that took all its time would take it again.
    const againAt = state === 'failed' ? nextTryAt(copied.try, now) : undefined;
    const end = state === 'succeeded' ? ({ state } as const) : ({ state: 'failed', reason: failed, againAt } as const);
    const ended = await endTransfer(tx, copied, end);
    if (ended) await scheduleWork(tx, 'plan_run', ended.planRunId, now);
  });
  deps.agents.forget(nodeId, [id]);
}
