// Carries plan runs out (JOB-2, CLU-3). A round reads everything, lets the planner decide, and does what it says: what is the
// database's in one transaction with what was seen, what is the agents' after it, under ids derived from the plan run. Nothing
// is remembered between rounds, so that another server goes on after a crash at any line.
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import type { PlanJob } from '@argosy/contract/workloads/plan-spec';
import { invariant, Refusal, unreachable } from '@argosy/kernel/errors';
import { type Instant, plusMs } from '@argosy/kernel/time';
import { SYSTEM } from '../../platform/caller.ts';
import type { Tx } from '../../platform/database.ts';
import { publish } from '../../platform/events.ts';
import { type Reconciler, requireLease, scheduleWork, type WorkItem } from '../../platform/work.ts';
import { nextPlanSteps, type PlanDecision, type PlanStep, type SeenPlanRun } from '../domain/next-plan-steps.ts';
import { substituteJob } from '../domain/parameters.ts';
import { inputId } from '../domain/plan-copies.ts';
import { planJobStates, type PlanReason, type PlanRun, startsNoMore, timeOf, zoneOf } from '../domain/plan.ts';
import { carryOutCopies } from '../plan-copying.ts';
import type { PlanCluster, PlansDeps } from '../plans-deps.ts';
import { prepareCluster } from '../run-plan.ts';
import { toSeenCluster, toSeenTransfer } from '../domain/seen-plan-run.ts';
import {
  insertStartedJob,
  lockPlanRun,
  openRunsOfPlan,
  readPlanRun,
  type OpenPlanRun,
  savePlanRun,
  seenJobs,
  startedJobs,
} from '../store/plan-runs.ts';
import {
  insertTransfers,
  markTransferRunning,
  outputsOf,
  repeatTransfer,
  transfersOf,
} from '../store/plan-transfers.ts';

/** Facts wake a round; this is how long one that was missed can hold it up. */
const lookAgainMs = 5000;
/** While packages are fetched, and while copies run, nobody publishes how far they are. */
const lookCloselyMs = 1000;

export function planRunsReconciler(deps: PlansDeps): Reconciler {
  return { kind: 'plan_run', concurrency: 8, round: (item) => round(deps, item) };
}

async function round(deps: PlansDeps, item: WorkItem): Promise<Instant | undefined> {
  for (;;) {
    const prepared = await prepare(deps, item);
    const looked = await deps.transaction(SYSTEM, (tx) => look(deps, tx, item, prepared));
    if (looked === 'ended') return undefined;
    if (looked === 'waits_for_another') return plusMs(deps.clock.now(), lookAgainMs);
    const copied = await carryOutCopies(deps, item, looked);
    if (!looked.hasMoved && !copied)
      return plusMs(deps.clock.now(), isBusy(looked.decision) ? lookCloselyMs : lookAgainMs);
    item.signal.throwIfAborted();
  }
}

const isBusy = ({ phases }: PlanDecision): boolean =>
  phases.some(({ name, state }) => state === 'running' && name !== 'jobs' && name !== 'release');

type Prepared = Awaited<ReturnType<typeof prepareCluster>>;

/** A plan run by schedule gets its cluster here; what that has to know of the machine is looked up before the transaction. */
async function prepare(deps: PlansDeps, item: WorkItem): Promise<Prepared | undefined> {
  const planRun = await deps.read(SYSTEM, (tx) => readPlanRun(tx, item.key));
  if (!planRun || planRun.clusterId !== undefined || startsNoMore(planRun)) return undefined;
  return prepareCluster(deps, planRun.spec);
}

/** What a look found and did, and what is left to do outside of the database. */
interface Looked {
  readonly planRun: PlanRun;
  readonly cluster: PlanCluster | undefined;
  readonly decision: PlanDecision;
  /** Something was done that the planner has to see. */
  readonly hasMoved: boolean;
}

async function look(
  deps: PlansDeps,
  tx: Tx,
  item: WorkItem,
  prepared: Prepared | undefined,
): Promise<Looked | 'ended' | 'waits_for_another'> {
  await requireLease(tx, item);
  const open = await lockPlanRun(tx, item.key);
  if (!open || open.planRun.endedAt !== undefined) return 'ended';
  if (await waitsForAnother(tx, open.planRun)) return 'waits_for_another';
  const { seen, cluster } = await see(deps, tx, open);
  const now = deps.clock.now();
  const decision = nextPlanSteps(seen, now);
  let planRun: PlanRun = {
    ...open.planRun,
    state: 'RUNNING',
    phases: decision.phases,
    reason: decision.reason,
  };
  let hasMoved = false;
  for (const step of decision.steps) {
    const after = await carryOut(deps, tx, { step, planRun, cluster, prepared });
    hasMoved ||= after !== 'nothing_yet';
    if (typeof after === 'object') planRun = after;
  }
  const told = await tell(deps, tx, open, planRun);
  await savePlanRun(tx, planRun, told);
  if (planRun.endedAt === undefined) return { planRun, cluster, decision, hasMoved };
  await tellEnd(deps, tx, planRun);
  await wakeNext(deps, tx, planRun);
  return 'ended';
}

/** Whether the run before it has to end first: the overlap rule `queue`, for runs by schedule. */
async function waitsForAnother(tx: Tx, planRun: PlanRun): Promise<boolean> {
  if (planRun.spec.schedule?.overlap !== 'queue' || planRun.scheduledFor === undefined) return false;
  if (planRun.state !== 'SUBMITTED' || planRun.killRequestedAt !== undefined) return false;
  const [oldest] = await openRunsOfPlan(tx, planRun.planId, 1);
  return oldest !== planRun.id;
}

async function wakeNext(deps: PlansDeps, tx: Tx, planRun: PlanRun): Promise<void> {
  const [oldest] = await openRunsOfPlan(tx, planRun.planId, 1);
  if (oldest !== undefined) await scheduleWork(tx, 'plan_run', oldest, deps.clock.now());
}

async function see(
  deps: PlansDeps,
  tx: Tx,
  { planRun, outputsListed }: OpenPlanRun,
): Promise<{ readonly seen: SeenPlanRun; readonly cluster: PlanCluster | undefined }> {
  const { id, organizationId, clusterId, spec } = planRun;
  const inputs = spec.inputs.map((_, position) => ({ id: inputId(id, position), direction: 'in', position }) as const);
  if (inputs.length > 0) await insertTransfers(tx, id, inputs);
  const cluster = clusterId === undefined ? undefined : await deps.clusters.find(tx, organizationId, clusterId);
  const started = (await startedJobs(tx, [id])).get(id) ?? [];
  const transfers = await transfersOf(tx, id);
  const outputs = (await outputsOf(tx, [id])).get(id) ?? [];
  const seen = {
    planRun,
    cluster: cluster && toSeenCluster(cluster),
    jobs: seenJobs(spec, started),
    inputs: transfers.filter(({ direction }) => direction === 'in').map((each) => toSeenTransfer(each, [])),
    outputs: outputsListed
      ? transfers.filter(({ direction }) => direction === 'out').map((each) => toSeenTransfer(each, outputs))
      : undefined,
  };
  return { seen, cluster };
}

interface Doing {
  readonly step: PlanStep;
  readonly planRun: PlanRun;
  readonly cluster: PlanCluster | undefined;
  readonly prepared: Prepared | undefined;
}

/** Does the step's part in the database. Answers the plan run where the step changed it; `nothing_yet`: the step's work is
 *  outside and follows the commit. */
async function carryOut(deps: PlansDeps, tx: Tx, doing: Doing): Promise<PlanRun | 'done' | 'nothing_yet'> {
  const { step, planRun, cluster, prepared } = doing;
  const { organizationId } = planRun;
  switch (step.kind) {
    case 'choose_cluster': {
      if (prepared === undefined) return 'nothing_yet'; // asked for meanwhile; the next round has it
      const chosen = await refusable(tx, () => prepared(tx, planRun));
      return chosen instanceof Refusal ? withFailedInstall(deps, planRun, chosen) : { ...planRun, clusterId: chosen };
    }
    case 'start_job':
      await startJob(deps, tx, planRun, step.name);
      return 'done';
    case 'release_cluster':
      invariant(planRun.clusterId !== undefined, 'what is released was made');
      await deps.clusters.releaseWithin(tx, { organizationId, clusterId: planRun.clusterId });
      return 'nothing_yet'; // its own facts wake the next round
    case 'put_input':
    case 'fetch_output': {
      const node = cluster && copyingNode(cluster);
      // Who copies is recorded before it is asked: after a crash the same agent is asked again, under the same id.
      if (node !== undefined) await markTransferRunning(tx, step.id, node);
      return 'nothing_yet';
    }
    case 'repeat_copy':
      await repeatTransfer(tx, step.id);
      return 'done';
    case 'kill_copy':
    case 'list_outputs':
      return 'nothing_yet';
    case 'end':
      return { ...planRun, state: step.state, endedAt: deps.clock.now() };
    default:
      return unreachable(step);
  }
}

/** The master's agent copies: it is the node that every cluster has. */
const copyingNode = ({ nodes }: PlanCluster): string | undefined =>
  nodes.find(({ role, endedAt }) => role === 'master' && endedAt === undefined)?.id;

/** One run for the job, in the transaction that keeps which; or why there can be none. */
async function startJob(deps: PlansDeps, tx: Tx, planRun: PlanRun, name: string): Promise<void> {
  const job = planRun.spec.jobs.find((each) => each.name === name);
  invariant(job && planRun.clusterId !== undefined, 'a job that is started stands in the plan, and has a cluster');
  const { clusterId } = planRun;
  const runId = deps.newId('run');
  const started = await refusable(tx, () =>
    deps.runs.createWithin(tx, planRun, {
      id: runId,
      spec: jobSpecOf(planRun, job, runId),
      clusterId,
      planRunId: planRun.id,
    }),
  );
  const made = started instanceof Refusal ? { refused: reasonOf(started) } : { runId: started.id };
  await insertStartedJob(tx, planRun.id, { name, ...made });
}

function jobSpecOf(planRun: PlanRun, job: PlanJob, runId: string): JobSpec {
  const { needs: _, ...spec } = job;
  const context = { runId, planName: planRun.name, at: timeOf(planRun), timeZone: zoneOf(planRun.spec) };
  return substituteJob(spec, planRun.parameters, context);
}

/** What another module refuses inside this transaction is an answer here: what it had written by then is undone. */
async function refusable<T>(tx: Tx, work: () => Promise<T>): Promise<T | Refusal> {
  await tx.query('savepoint refusable');
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await tx.query('rollback to savepoint refusable');
    return error;
  }
}

const reasonOf = ({ code, facts }: Refusal): PlanReason => ({ problem: code, facts });

function withFailedInstall(deps: PlansDeps, planRun: PlanRun, refused: Refusal): PlanRun {
  const endedAt = deps.clock.now().toString();
  const phases = planRun.phases.map((phase) =>
    phase.name === 'install' ? { ...phase, state: 'failed' as const, endedAt } : phase,
  );
  return { ...planRun, phases, reason: planRun.reason ?? reasonOf(refused) };
}

/** The last fact about it. */
async function tellEnd(
  deps: PlansDeps,
  tx: Tx,
  { id, organizationId, planId, name, state, reason }: PlanRun,
): Promise<void> {
  await publish(tx, deps.clock, {
    type: 'workloads.plan_run_ended',
    organizationId,
    subject: id,
    facts: { name, planId, state, ...(reason && { problem: reason.problem }) },
    key: `${id}/ended`,
  });
}

/** Publishes what has changed of phases and jobs since it was last told: who follows the feed sees the plan run go on. */
async function tell(deps: PlansDeps, tx: Tx, before: OpenPlanRun, planRun: PlanRun): Promise<OpenPlanRun['told']> {
  const { organizationId, id: subject } = planRun;
  for (const phase of planRun.phases) {
    const earlier = before.planRun.phases.find(({ name }) => name === phase.name);
    if (earlier?.state === phase.state && earlier.detail === phase.detail) continue;
    const { name, ...facts } = phase;
    await publish(tx, deps.clock, {
      type: 'workloads.plan_run_phase_changed',
      organizationId,
      subject,
      facts: { phase: name, ...facts },
    });
  }
  const started = (await startedJobs(tx, [subject])).get(subject) ?? [];
  const states = planJobStates(seenJobs(planRun.spec, started), startsNoMore(planRun));
  for (const [job, state] of states) {
    if (before.told[job] === state || (state === 'WAITING' && before.told[job] === undefined)) continue;
    const run = started.find(({ name }) => name === job)?.run;
    const facts = {
      job,
      state,
      ...(run && { runId: run.id }),
      ...(run?.applicationId && { applicationId: run.applicationId }),
    };
    await publish(tx, deps.clock, { type: 'workloads.plan_run_job_changed', organizationId, subject, facts });
  }
  return Object.fromEntries(states);
}
