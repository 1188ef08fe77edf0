import { jobSpec, type JobSpec } from '@argosy/contract/workloads/job-spec';
import { Instant, plusMs } from '@argosy/kernel/time';
import { expect, test } from 'vitest';
import {
  mostUnderWay,
  planRuns,
  type RunStep,
  type RunUnderWay,
  type SeenCluster,
  type SeenNode,
} from './plan-runs.ts';
import type { Attempt, Run, RunAction } from './run.ts';
import type { YarnApplication } from './yarn-application.ts';

const now = Instant.from('2026-11-20T12:00:00Z');
const sha256 = 'a'.repeat(64);

const shell = (more: object = {}): JobSpec => jobSpec.parse({ kind: 'shell', name: 'hello', command: 'true', ...more });
const pi = (more: object = {}): JobSpec =>
  jobSpec.parse({ kind: 'spark-jar', name: 'pi', jar: { name: 'pi.jar', sha256 }, mainClass: 'Pi', ...more });
const wordCount = (more: object = {}): JobSpec =>
  jobSpec.parse({ kind: 'mapreduce', name: 'words', jar: 'release:mapreduce-examples', ...more });

const aRun = (id: string, spec: JobSpec, more: Partial<Run> = {}): Run => ({
  id: id as Run['id'],
  organizationId: 'org-1',
  jobId: undefined,
  planRunId: undefined,
  name: spec.name,
  clusterId: 'c-1',
  spec,
  jobVersion: undefined,
  parameters: {},
  rerunOf: undefined,
  state: 'SUBMITTED',
  reason: undefined,
  attempt: 0,
  notBefore: undefined,
  killAskedAt: undefined,
  submittedAt: now,
  startedAt: undefined,
  endedAt: undefined,
  logs: 'none',
  ...more,
});

const anAttempt = (more: Partial<Attempt> = {}): Attempt => ({
  number: 1,
  state: 'handed_over',
  applicationId: undefined,
  trackingUrl: undefined,
  progress: undefined,
  exitCode: undefined,
  reason: undefined,
  usage: undefined,
  beganAt: now,
  startedAt: undefined,
  endedAt: undefined,
  ...more,
});

const aTask = (runId: string, more: Partial<RunAction> = {}): RunAction => ({
  id: `${runId}-1-task-${more.number ?? 1}`,
  attempt: 1,
  nodeId: 'n-1',
  nodeName: 'core-1',
  purpose: 'task',
  number: 1,
  state: 'wanted',
  exitCode: undefined,
  problem: undefined,
  startedAt: undefined,
  endedAt: undefined,
  ...more,
});

const anApplication = (id: string, more: Partial<YarnApplication> = {}): YarnApplication => ({
  id,
  tags: [],
  isRunning: false,
  isOver: false,
  outcome: undefined,
  startedAt: now,
  progress: 0,
  trackingUrl: undefined,
  exitCode: undefined,
  lastLines: [],
  usage: { vcoreSeconds: 12, memoryMbSeconds: 3400 },
  ...more,
});

const alone: SeenNode = { id: 'n-1', name: 'master-1', role: 'both', vcores: 2, memoryMb: 2048 };
const cluster = (more: Partial<SeenCluster> = {}): SeenCluster => ({
  state: 'serving',
  nodes: [alone],
  applications: new Map(),
  ...more,
});
const waiting = (run: Run): RunUnderWay => ({ run, attempt: undefined, actions: [] });
const underWay = (run: Run, attempt: Attempt, ...actions: readonly RunAction[]): RunUnderWay => ({
  run: { ...run, attempt: attempt.number },
  attempt,
  actions,
});
const applications = (...all: readonly YarnApplication[]) => new Map(all.map((each) => [each.id, each]));

/** A step as a reviewer reads it. */
const printed = (steps: readonly RunStep[]): string =>
  `${steps.map((step) => JSON.stringify(step, (_, value: unknown) => value)).join('\n')}\n`;

test('JOB-1 runs wait while their cluster starts and begin when it serves', () => {
  const run = aRun('run-1', shell());
  expect(planRuns([waiting(run)], cluster({ state: 'waiting' }), now)).toEqual([]);
  expect(planRuns([waiting(run)], cluster(), now)).toMatchObject([
    { kind: 'begin_attempt', runId: 'run-1', number: 1 },
  ]);
});

test('JOB-1 tasks are spread over the workers in turn', () => {
  const nodes: readonly SeenNode[] = [
    { ...alone, id: 'n-0', name: 'master-1', role: 'master' },
    { ...alone, id: 'n-1', name: 'core-1', role: 'worker' },
    { ...alone, id: 'n-2', name: 'core-2', role: 'worker' },
  ];
  const [step] = planRuns(
    [waiting(aRun('run-1', shell({ tasks: { count: 5, on: 'workers' } })))],
    cluster({ nodes }),
    now,
  );
  expect(step?.kind === 'begin_attempt' && step.actions.map(({ nodeName }) => nodeName)).toEqual([
    'core-1',
    'core-2',
    'core-1',
    'core-2',
    'core-1',
  ]);
});

test('JOB-1 a run begins where most is free, and waits only when no node has room', () => {
  const nodes: readonly SeenNode[] = ['n-1', 'n-2', 'n-3'].map((id) => ({ ...alone, id, name: id, role: 'worker' }));
  const spec = shell({ tasks: { on: 'workers' }, resources: { vcores: 2 } });
  const busy = underWay(
    aRun('run-1', spec, { state: 'RUNNING' }),
    anAttempt({ state: 'running' }),
    aTask('run-1', { state: 'running', nodeId: 'n-1' }),
  );
  const queued = ['run-2', 'run-3', 'run-4'].map((id) => waiting(aRun(id, spec)));
  const steps = planRuns([busy, ...queued], cluster({ nodes }), now);
  expect(steps.map((step) => step.kind === 'begin_attempt' && [step.runId, step.actions[0]?.nodeId])).toEqual([
    ['run-2', 'n-2'],
    ['run-3', 'n-3'],
  ]);
});

test('JOB-1 no more runs begin than a round can see at once, whatever room there is', () => {
  const nodes: readonly SeenNode[] = [{ ...alone, vcores: 10_000, memoryMb: 10_000_000 }];
  const busy = Array.from({ length: mostUnderWay - 2 }, (_, index) =>
    underWay(aRun(`run-${index}`, shell(), { state: 'RUNNING' }), anAttempt({ state: 'running' }), {
      ...aTask(`run-${index}`),
      state: 'running',
    }),
  );
  const queued = ['run-a', 'run-b', 'run-c'].map((id) => waiting(aRun(id, shell())));
  const steps = planRuns([...busy, ...queued], cluster({ nodes }), now);
  expect(steps.map((step) => step.kind === 'begin_attempt' && step.runId)).toEqual(['run-a', 'run-b']);
});

test('a client of MapReduce takes its memory from the tasks of the master', () => {
  const client = aTask('run-1', { id: 'run-1-1-client', purpose: 'client', state: 'running' });
  const running = underWay(aRun('run-1', wordCount(), { state: 'RUNNING' }), anAttempt({ state: 'running' }), client);
  const whole = waiting(aRun('run-2', shell({ resources: { memoryMb: 2048 } })));
  const steps = planRuns([running, whole], cluster(), now);
  expect(steps.filter(({ kind }) => kind === 'begin_attempt')).toEqual([]);
});

test('a node is given no more tasks than it has cores for, those of other runs counted', () => {
  const busy = underWay(
    aRun('run-1', shell(), { state: 'RUNNING' }),
    anAttempt({ state: 'running' }),
    aTask('run-1', { state: 'running' }),
  );
  const two = underWay(
    aRun('run-2', shell({ tasks: { count: 2 } })),
    anAttempt(),
    aTask('run-2', { number: 1 }),
    aTask('run-2', { number: 2 }),
  );
  const steps = planRuns([busy, two, waiting(aRun('run-3', shell()))], cluster(), now);
  expect(steps).toEqual([{ kind: 'start_action', runId: 'run-2', actionId: 'run-2-1-task-1' }]);
});

test('when a task fails the others are killed, those not heard of yet too, and only then the run ends with its exit code', () => {
  const failed = aTask('run-1', { number: 1, state: 'failed', exitCode: 3 });
  const running = aTask('run-1', { number: 2, state: 'running', startedAt: now });
  const sent = aTask('run-1', { number: 3 });
  const run = aRun('run-1', shell({ tasks: { count: 3 } }), { state: 'RUNNING' });
  const attempt = anAttempt({ state: 'running' });
  expect(planRuns([underWay(run, attempt, failed, running, sent)], cluster(), now)).toEqual([
    { kind: 'kill_action', nodeId: 'n-1', actionId: 'run-1-1-task-2' },
    { kind: 'kill_action', nodeId: 'n-1', actionId: 'run-1-1-task-3' },
  ]);
  const killed: RunAction = { ...running, state: 'killed' };
  expect(planRuns([underWay(run, attempt, failed, killed, sent)], cluster(), now)).toEqual([
    { kind: 'kill_action', nodeId: 'n-1', actionId: 'run-1-1-task-3' },
  ]);
  expect(
    planRuns([underWay(run, attempt, failed, killed, { ...sent, state: 'killed' })], cluster(), now),
  ).toMatchObject([{ kind: 'end_attempt', end: 'failed', exitCode: 3, next: { kind: 'end', state: 'FAILED' } }]);
});

test('a run whose second task failed ends with that, not with the first that was killed because of it', () => {
  const killed = aTask('run-1', { number: 1, state: 'killed' });
  const failed = aTask('run-1', { number: 2, state: 'failed', exitCode: 3 });
  const run = aRun('run-1', shell({ tasks: { count: 2 } }), { state: 'RUNNING' });
  expect(planRuns([underWay(run, anAttempt({ state: 'running' }), killed, failed)], cluster(), now)).toMatchObject([
    { kind: 'end_attempt', end: 'failed', exitCode: 3, next: { kind: 'end', state: 'FAILED' } },
  ]);
});

test('a failed attempt is followed by another while retries are left', () => {
  const failed = aTask('run-1', { state: 'failed', exitCode: 1 });
  const run = aRun('run-1', shell({ retries: 1, retryDelaySeconds: 30 }), { state: 'RUNNING' });
  expect(planRuns([underWay(run, anAttempt(), failed)], cluster(), now)).toMatchObject([
    { kind: 'end_attempt', next: { kind: 'retry', notBefore: plusMs(now, 30_000) } },
  ]);
  const again = { ...run, attempt: 1, state: 'SUBMITTED', notBefore: plusMs(now, 30_000) } as const;
  const ended = anAttempt({ state: 'failed', endedAt: now });
  expect(planRuns([{ run: again, attempt: ended, actions: [failed] }], cluster(), now)).toEqual([]);
  expect(planRuns([{ run: again, attempt: ended, actions: [failed] }], cluster(), plusMs(now, 30_000))).toMatchObject([
    { kind: 'begin_attempt', number: 2 },
  ]);
});

test('an application whose id was committed is looked up before it is submitted, and never twice', () => {
  const run = aRun('run-1', pi());
  const submitting = underWay(run, anAttempt({ state: 'submitting', applicationId: 'application_1_0001' }));
  expect(planRuns([submitting], cluster(), now)).toEqual([
    { kind: 'submit_application', runId: 'run-1', applicationId: 'application_1_0001' },
  ]);
  const known = cluster({ applications: applications(anApplication('application_1_0001')) });
  expect(planRuns([submitting], known, now)).toMatchObject([
    { kind: 'record_attempt', seen: { state: 'handed_over' } },
  ]);
});

test('while YARN does not answer nothing is decided about its applications', () => {
  const run = aRun('run-1', pi(), { state: 'RUNNING' });
  const running = underWay(run, anAttempt({ state: 'running', applicationId: 'application_1_0001', startedAt: now }));
  expect(planRuns([running], cluster({ applications: undefined }), plusMs(now, 3_600_000))).toEqual([]);
});

test('an application that YARN forgot is lost, tried again while retries are left, and else the run is LOST', () => {
  const attempt = anAttempt({ state: 'running', applicationId: 'application_1_0001', startedAt: now });
  const later = plusMs(now, 60_000);
  expect(
    planRuns([underWay(aRun('run-1', pi({ retries: 1 }), { state: 'RUNNING' }), attempt)], cluster(), later),
  ).toMatchObject([{ kind: 'end_attempt', end: 'lost', next: { kind: 'retry' } }]);
  expect(planRuns([underWay(aRun('run-1', pi(), { state: 'RUNNING' }), attempt)], cluster(), later)).toMatchObject([
    { kind: 'end_attempt', end: 'lost', next: { kind: 'end', state: 'LOST' } },
  ]);
});

test('a kill is asked of YARN, and the run is KILLED when YARN says so; one that was quicker has SUCCEEDED', () => {
  const run = aRun('run-1', pi(), { state: 'RUNNING', killAskedAt: now });
  const running = underWay(run, anAttempt({ state: 'running', applicationId: 'app' }));
  const seenAs = (more: Partial<YarnApplication>) =>
    cluster({ applications: applications(anApplication('app', more)) });
  expect(planRuns([running], seenAs({ isRunning: true }), now)).toEqual([
    { kind: 'kill_application', applicationId: 'app' },
  ]);
  expect(planRuns([running], seenAs({ isOver: true, outcome: 'killed' }), now)).toMatchObject([
    { kind: 'end_attempt', end: 'killed', next: { kind: 'end', state: 'KILLED' } },
  ]);
  expect(planRuns([running], seenAs({ isOver: true, outcome: 'succeeded' }), now)).toMatchObject([
    { kind: 'end_attempt', end: 'succeeded', next: { kind: 'end', state: 'SUCCEEDED' } },
  ]);
});

test('a kill waits while YARN may yet take the application, and asks for its end all the while', () => {
  const run = aRun('run-1', pi(), { killAskedAt: now });
  for (const state of ['submitting', 'handed_over'] as const) {
    const unlisted = underWay(run, anAttempt({ state, applicationId: 'app' }));
    expect(planRuns([unlisted], cluster(), plusMs(now, 4000))).toEqual([
      { kind: 'kill_application', applicationId: 'app' },
    ]);
    expect(planRuns([unlisted], cluster(), plusMs(now, 6000))).toMatchObject([
      { kind: 'end_attempt', end: 'killed', next: { kind: 'end', state: 'KILLED' } },
    ]);
  }
});

test('a run that is over its time is killed and FAILED with run_timed_out', () => {
  const run = aRun('run-1', pi({ timeoutSeconds: 60 }), { state: 'RUNNING' });
  const running = underWay(run, anAttempt({ state: 'running', applicationId: 'app', startedAt: now }));
  const seenAs = (more: Partial<YarnApplication>) =>
    cluster({ applications: applications(anApplication('app', more)) });
  expect(planRuns([running], seenAs({ isRunning: true }), plusMs(now, 61_000))).toEqual([
    { kind: 'kill_application', applicationId: 'app' },
  ]);
  expect(planRuns([running], seenAs({ isOver: true, outcome: 'killed' }), plusMs(now, 62_000))).toMatchObject([
    {
      kind: 'end_attempt',
      end: 'failed',
      reason: { problem: 'run_timed_out' },
      next: { kind: 'end', state: 'FAILED' },
    },
  ]);
});

test('a MapReduce client that went before its application takes that along', () => {
  const run = aRun('run-1', wordCount(), { state: 'RUNNING' });
  const client = aTask('run-1', { id: 'run-1-1-client', purpose: 'client', state: 'failed', exitCode: 1 });
  const tags = ['argosy-run-1-1'];
  const seenAs = (more: Partial<YarnApplication>) =>
    cluster({ applications: applications(anApplication('app', { tags, ...more })) });
  expect(planRuns([underWay(run, anAttempt(), client)], seenAs({ isRunning: true }), now)).toEqual([
    { kind: 'kill_application', applicationId: 'app' },
  ]);
  expect(
    planRuns([underWay(run, anAttempt(), client)], seenAs({ isOver: true, outcome: 'killed' }), now),
  ).toMatchObject([
    { kind: 'end_attempt', end: 'failed', exitCode: 1, applicationId: 'app', usage: { vcoreSeconds: 12 } },
  ]);
});

test('a MapReduce client that has ended says nothing about its application while YARN does not answer', () => {
  const run = aRun('run-1', wordCount({ retries: 1 }), { state: 'RUNNING' });
  for (const state of ['succeeded', 'failed'] as const) {
    const client = aTask('run-1', { id: 'run-1-1-client', purpose: 'client', state });
    expect(planRuns([underWay(run, anAttempt(), client)], cluster({ applications: undefined }), now)).toEqual([]);
  }
});

test('JOB-1 an environment that could not be made is tried again as often as the job says, the others are not left behind', () => {
  const preparing = anAttempt({ state: 'preparing' });
  const problem = { code: 'environment_failed', facts: { node: 'core-1' } };
  const failed = aTask('run-1', { id: 'run-1-1-environment-n-1', purpose: 'environment', state: 'failed', problem });
  const other = aTask('run-1', {
    id: 'run-1-1-environment-n-2',
    purpose: 'environment',
    nodeId: 'n-2',
    state: 'running',
  });
  const run = aRun('run-1', pi({ retries: 1, python: { requirements: ['numpy==1.0'] } }));
  expect(planRuns([underWay(run, preparing, failed, other)], cluster(), now)).toEqual([
    { kind: 'kill_action', nodeId: 'n-2', actionId: other.id },
  ]);
  const killed: RunAction = { ...other, state: 'killed' };
  expect(planRuns([underWay(run, preparing, killed, failed)], cluster(), now)).toMatchObject([
    { kind: 'end_attempt', end: 'failed', reason: { problem: 'environment_failed' }, next: { kind: 'retry' } },
  ]);
  const asked = { ...run, killAskedAt: now };
  expect(planRuns([underWay(asked, preparing, other)], cluster(), now)).toEqual([
    { kind: 'kill_action', nodeId: 'n-2', actionId: other.id },
  ]);
});

test('JOB-1 a file that could not be copied into HDFS is copied again under another id, some times', () => {
  const run = aRun('run-1', pi());
  const failed = (number: number): RunAction =>
    aTask('run-1', {
      id: number === 1 ? 'run-1-1-file-aa' : `run-1-1-file-aa-${number}`,
      purpose: 'file',
      number,
      state: 'failed',
      endedAt: now,
    });
  const plan = (seconds: number, ...actions: readonly RunAction[]) =>
    planRuns([underWay(run, anAttempt({ state: 'preparing' }), ...actions)], cluster(), plusMs(now, seconds * 1000));
  expect(plan(1, failed(1))).toEqual([{ kind: 'prepare_application', runId: 'run-1' }]);
  expect(plan(2, failed(1))).toMatchObject([
    { kind: 'repeat_action', action: { id: 'run-1-1-file-aa-2', number: 2, purpose: 'file' } },
    { kind: 'prepare_application' },
  ]);
  expect(plan(11, failed(1), failed(2))).toMatchObject([
    { kind: 'repeat_action', action: { id: 'run-1-1-file-aa-3' } },
    { kind: 'prepare_application' },
  ]);
  expect(plan(60, failed(1), failed(2), failed(3), failed(4))).toMatchObject([
    { kind: 'end_attempt', end: 'failed', reason: { problem: 'transfer_failed' } },
  ]);
});

test('a cluster that is released kills what runs on it and ends what waits for it; one that is gone loses it', () => {
  const running = underWay(
    aRun('run-1', shell(), { state: 'RUNNING' }),
    anAttempt({ state: 'running' }),
    aTask('run-1', { state: 'running', startedAt: now }),
  );
  const queued = waiting(aRun('run-2', pi()));
  const leaving = cluster({ state: 'leaving' });
  expect(planRuns([running, queued], leaving, now)).toMatchObject([
    { kind: 'kill_action', actionId: 'run-1-1-task-1' },
    { kind: 'end_run', runId: 'run-2', state: 'KILLED' },
  ]);
  const gone = cluster({ state: 'gone', nodes: [], applications: undefined });
  expect(planRuns([running, queued], gone, now)).toMatchObject([
    { kind: 'end_attempt', runId: 'run-1', end: 'lost', next: { kind: 'end', state: 'LOST' } },
    { kind: 'end_run', runId: 'run-2', state: 'LOST' },
  ]);
});

test('JOB-3 the logs of an ended run are listed, copied by one action a node, and then kept', () => {
  const run = aRun('run-1', shell(), { state: 'SUCCEEDED', attempt: 1, logs: 'collecting', endedAt: now });
  const task = aTask('run-1', { state: 'succeeded' });
  const attempt = anAttempt({ state: 'succeeded', endedAt: now });
  const copy = aTask('run-1', { id: 'run-1-1-logs-n-1', purpose: 'logs' });
  expect(planRuns([underWay(run, attempt, task)], cluster(), now)).toEqual([{ kind: 'collect_logs', runId: 'run-1' }]);
  expect(planRuns([underWay(run, attempt, task, copy)], cluster(), now)).toEqual([
    { kind: 'start_action', runId: 'run-1', actionId: copy.id },
  ]);
  expect(planRuns([underWay(run, attempt, task, { ...copy, state: 'succeeded' })], cluster(), now)).toEqual([
    { kind: 'finish_logs', runId: 'run-1', logs: 'kept' },
  ]);
});

test('JOB-3 logs whose copy failed are copied again, and are lost only when that failed too often', () => {
  const run = aRun('run-1', shell(), { state: 'SUCCEEDED', attempt: 1, logs: 'collecting', endedAt: now });
  const attempt = anAttempt({ state: 'succeeded', endedAt: now });
  const copy = (number: number, state: RunAction['state']): RunAction =>
    aTask('run-1', {
      id: number === 1 ? 'run-1-1-logs-n-1' : `run-1-1-logs-n-1-${number}`,
      purpose: 'logs',
      number,
      state,
      endedAt: now,
    });
  const plan = (seconds: number, ...copies: readonly RunAction[]) =>
    planRuns([underWay(run, attempt, ...copies)], cluster(), plusMs(now, seconds * 1000));
  expect(plan(0, copy(1, 'failed'))).toEqual([]);
  expect(plan(2, copy(1, 'failed'))).toMatchObject([{ kind: 'repeat_action', action: { id: 'run-1-1-logs-n-1-2' } }]);
  expect(plan(2, copy(1, 'failed'), copy(2, 'wanted'))).toEqual([
    { kind: 'start_action', runId: 'run-1', actionId: 'run-1-1-logs-n-1-2' },
  ]);
  expect(plan(2, copy(1, 'failed'), copy(2, 'succeeded'))).toMatchObject([{ kind: 'finish_logs', logs: 'kept' }]);
  const all = [1, 2, 3, 4].map((number) => copy(number, 'failed'));
  expect(plan(60, ...all)).toMatchObject([{ kind: 'finish_logs', logs: 'lost' }]);
});

test('the plan of a busy cluster, as a reviewer reads it', async () => {
  const runs = [
    underWay(
      aRun('run-1', shell(), { state: 'RUNNING' }),
      anAttempt({ state: 'running' }),
      aTask('run-1', { state: 'running', startedAt: now }),
    ),
    underWay(aRun('run-2', pi()), anAttempt({ state: 'preparing' })),
    underWay(aRun('run-3', pi()), anAttempt({ state: 'handed_over', applicationId: 'application_1_0003' })),
    underWay(aRun('run-4', wordCount()), anAttempt(), aTask('run-4', { id: 'run-4-1-client', purpose: 'client' })),
    waiting(aRun('run-5', shell({ tasks: { count: 3 } }))),
    waiting(aRun('run-6', pi())),
    waiting(aRun('run-7', shell())),
  ];
  const seen = cluster({
    applications: applications(
      anApplication('application_1_0003', { isRunning: true, progress: 0.5, trackingUrl: 'http://m/proxy' }),
    ),
  });
  await expect(printed(planRuns(runs, seen, now))).toMatchFileSnapshot('plan-runs.golden/busy-cluster.jsonl');
});

test('at most forty applications are given to YARN, whatever waits', () => {
  const runs = Array.from({ length: 1000 }, (_, index) => waiting(aRun(`run-${index}`, pi())));
  expect(planRuns(runs, cluster(), now)).toHaveLength(40);
});
