import { describe, expect, test } from 'vitest';
import { planSpec } from '@argosy/contract/workloads/plan-spec';
import type { RunState } from '@argosy/contract/workloads/vocabulary';
import type { Id } from '@argosy/kernel/ids';
import { Instant } from '@argosy/kernel/time';
import {
  nextPlanSteps,
  type PlanDecision,
  type SeenCluster,
  type SeenPlanRun,
  type SeenTransfer,
} from './next-plan-steps.ts';
import { noPhaseBegun, type PlanRun, type SeenJob } from './plan.ts';

const start = Instant.from('2026-03-01T00:00:00Z');
const transient = { nodeGroups: [{ role: 'master' }] };
const shell = (name: string, needs: readonly string[] = []) => ({ kind: 'shell', name, command: 'true', needs });

const aSpec = (over: object = {}) =>
  planSpec.parse({
    name: 'nightly',
    cluster: transient,
    jobs: [shell('make'), shell('count', ['make']), shell('report', ['make']), shell('tell', ['count', 'report'])],
    ...over,
  });

/** A plan run and its surroundings that a test moves on; the planner is asked after each move. */
function story(over: { readonly spec?: object; readonly planRun?: Partial<PlanRun> } = {}) {
  const spec = aSpec(over.spec);
  let now = start;
  let seen: SeenPlanRun = {
    planRun: {
      id: 'prn-1' as Id<'plan_run'>, // a brand only: nothing here parses it
      organizationId: 'org-1',
      planId: 'pln-1' as Id<'plan'>,
      name: spec.name,
      spec,
      parameters: {},
      state: 'SUBMITTED',
      reason: undefined,
      phases: noPhaseBegun,
      clusterId: undefined,
      keepCluster: false,
      killRequestedAt: undefined,
      scheduledFor: undefined,
      rerunOf: undefined,
      datesOf: undefined,
      anew: {},
      createdAt: start,
      endedAt: undefined,
      ...over.planRun,
    },
    cluster: undefined,
    jobs: spec.jobs.map(({ name, needs }): SeenJob => ({ name, needs, run: undefined, refused: undefined })),
    inputs: spec.inputs.map((_, index): SeenTransfer => ({ id: `in-${index}`, state: 'absent' })),
    outputs: undefined,
  };
  return {
    /** Asks for the next steps, as `verb` or `verb:what`, and takes over the phases and the reason as the reconciler does. */
    next(): readonly string[] {
      now = now.add({ seconds: 1 });
      const decision: PlanDecision = nextPlanSteps(seen, now);
      const { phases, reason } = decision;
      seen = { ...seen, planRun: { ...seen.planRun, phases, reason } };
      return decision.steps.map((step) => {
        if (step.kind === 'start_job') return `start_job:${step.name}`;
        if (step.kind === 'end') return `end:${step.state}`;
        return 'id' in step ? `${step.kind}:${step.id}` : step.kind;
      });
    },
    cluster(state: SeenCluster['state'], rest: Partial<SeenCluster> = {}) {
      seen = { ...seen, cluster: { state, installation: { state: 'done' }, ...rest } };
    },
    run(name: string, state: RunState) {
      seen = {
        ...seen,
        jobs: seen.jobs.map((job) => (job.name === name ? { ...job, run: { id: `run-${name}`, state } } : job)),
      };
    },
    refuse(name: string) {
      const refused = { problem: 'job_too_large', facts: {} };
      seen = { ...seen, jobs: seen.jobs.map((job) => (job.name === name ? { ...job, refused } : job)) };
    },
    inputs: (state: SeenTransfer['state'], againAt?: Instant) => {
      seen = { ...seen, inputs: seen.inputs.map(({ id }) => ({ id, state, againAt })) };
    },
    outputs: (...states: readonly SeenTransfer['state'][]) => {
      seen = { ...seen, outputs: states.map((state, index) => ({ id: `out-${index}`, state })) };
    },
    change: (over: Partial<PlanRun>) => {
      seen = { ...seen, planRun: { ...seen.planRun, ...over } };
    },
    phases: () => Object.fromEntries(seen.planRun.phases.map(({ name, state }) => [name, state])),
    reason: () => seen.planRun.reason,
    all: () => seen,
  };
}

test('JOB-2 a plan run makes its cluster, runs its jobs in their order, as many at once as it allows, and releases it', () => {
  const run = story({
    spec: {
      inputs: [{ from: [{ name: 'a', sha256: 'a'.repeat(64) }], to: '/in' }],
      outputs: [{ name: 'out', from: '/out' }],
    },
  });
  expect(run.next()).toEqual(['choose_cluster']);
  run.cluster('starting', { installation: { state: 'running', bytesDone: 10, bytesTotal: 20 } });
  expect(run.next()).toEqual([]);
  expect(run.phases()).toMatchObject({ install: 'running', cluster: 'waiting' });
  run.cluster('starting');
  expect(run.next()).toEqual([]);
  expect(run.phases()).toMatchObject({ install: 'done', cluster: 'running' });
  run.cluster('serving');
  expect(run.next()).toEqual(['put_input:in-0']);
  run.inputs('running');
  expect(run.next()).toEqual([]);
  run.inputs('succeeded');
  expect(run.next()).toEqual(['start_job:make']);
  run.run('make', 'RUNNING');
  expect(run.next()).toEqual([]);
  run.run('make', 'SUCCEEDED');
  expect(run.next()).toEqual(['start_job:count', 'start_job:report']);
  run.run('count', 'SUCCEEDED');
  run.run('report', 'RUNNING');
  expect(run.next()).toEqual([]);
  run.run('report', 'SUCCEEDED');
  expect(run.next()).toEqual(['start_job:tell']);
  run.run('tell', 'SUCCEEDED');
  expect(run.next()).toEqual(['list_outputs']);
  run.outputs('absent', 'absent');
  expect(run.next()).toEqual(['fetch_output:out-0', 'fetch_output:out-1']);
  run.outputs('succeeded', 'running');
  expect(run.next()).toEqual([]);
  run.outputs('succeeded', 'succeeded');
  expect(run.next()).toEqual(['release_cluster']);
  run.cluster('leaving');
  expect(run.next()).toEqual([]);
  run.cluster('gone');
  expect(run.next()).toEqual(['end:SUCCEEDED']);
  expect(run.all().planRun.phases.every((phase) => phase.startedAt && phase.endedAt)).toBe(true);
});

test('equal inputs give equal steps: a server killed before it took them takes the same ones', () => {
  const run = story();
  run.cluster('serving');
  const seen = run.all();
  expect(nextPlanSteps(seen, start)).toEqual(nextPlanSteps(seen, start));
  expect(run.next()).toEqual(['start_job:make']);
  expect(run.next()).toEqual(['start_job:make']);
});

describe('JOB-2 what a failed job means for the others', () => {
  test('those that need it are skipped, the others run on, what they made is brought out, the cluster is released', () => {
    const run = story({ spec: { outputs: [{ name: 'out', from: '/out' }] } });
    run.cluster('serving');
    run.run('make', 'SUCCEEDED');
    run.run('count', 'FAILED');
    expect(run.next()).toEqual(['start_job:report']);
    run.run('report', 'SUCCEEDED');
    expect(run.next()).toEqual(['list_outputs']);
    expect(run.reason()).toEqual({ problem: 'plan_jobs_failed', facts: { jobs: ['count', 'tell'] } });
    run.outputs('succeeded');
    expect(run.next()).toEqual(['release_cluster']);
    run.cluster('gone');
    expect(run.next()).toEqual(['end:FAILED']);
  });

  test.each(['FAILED', 'KILLED', 'LOST'] as const)('a run that ended %s starts nothing further', (state) => {
    const run = story();
    run.cluster('serving');
    run.run('make', state);
    expect(run.next()).toEqual(['release_cluster']);
  });

  test('a job of which no run could be made has failed', () => {
    const run = story();
    run.cluster('serving');
    run.refuse('make');
    expect(run.next()).toEqual(['release_cluster']);
    expect(run.phases()).toMatchObject({ jobs: 'failed' });
  });
});

test('JOB-2 of outputs of which one is not there, the others are brought before the plan run has failed', () => {
  const run = story({ spec: { outputs: [{ name: 'out', from: '/out' }] } });
  run.cluster('serving');
  for (const name of ['make', 'count', 'report', 'tell']) run.run(name, 'SUCCEEDED');
  run.next();
  run.outputs('failed', 'absent');
  expect(run.next()).toEqual(['fetch_output:out-1']);
  run.outputs('failed', 'running');
  expect(run.next()).toEqual([]);
  run.outputs('failed', 'succeeded');
  expect(run.next()).toEqual(['release_cluster']);
  expect(run.phases()).toMatchObject({ outputs: 'failed' });
});

test('JOB-2 a cluster that does not start ends the plan run with its reason, and is released', () => {
  const run = story();
  run.next();
  const reason = { problem: 'daemon_died', facts: { daemon: 'namenode' } };
  run.cluster('gone', { reason });
  expect(run.next()).toEqual(['end:FAILED']);
  expect(run.reason()).toEqual(reason);
  expect(run.phases()).toMatchObject({ cluster: 'failed', jobs: 'waiting', release: 'done' });
});

test('JOB-2 a cluster that goes away under its jobs: their runs are waited for, nothing is started', () => {
  const run = story();
  run.cluster('serving');
  run.next();
  run.run('make', 'RUNNING');
  run.cluster('gone');
  expect(run.next()).toEqual([]);
  run.run('make', 'LOST');
  expect(run.next()).toEqual(['end:FAILED']);
});

describe('JOB-2 a plan run that is killed', () => {
  const killed = { killRequestedAt: start };

  test('waits for its runs to end, brings nothing out, and releases its cluster', () => {
    const run = story({ spec: { outputs: [{ name: 'out', from: '/out' }] } });
    run.cluster('serving');
    run.next();
    run.run('make', 'RUNNING');
    run.next();
    run.change(killed);
    expect(run.next()).toEqual([]);
    run.run('make', 'KILLED');
    expect(run.next()).toEqual(['release_cluster']);
    run.cluster('gone');
    expect(run.next()).toEqual(['end:KILLED']);
    expect(run.phases()).toMatchObject({ jobs: 'failed', outputs: 'waiting', release: 'done' });
  });

  test('releases a cluster that is still starting', () => {
    const run = story();
    run.next();
    run.cluster('starting');
    run.next();
    run.change(killed);
    expect(run.next()).toEqual(['release_cluster']);
  });

  test('ends at once when nothing was begun', () => {
    const run = story({ planRun: killed });
    expect(run.next()).toEqual(['end:KILLED']);
  });
});

describe('JOB-2 whose cluster is released', () => {
  test('a standing one never', () => {
    const run = story({ spec: { cluster: { name: 'standing' } } });
    run.cluster('serving');
    for (const name of ['make', 'count', 'report', 'tell']) run.run(name, 'SUCCEEDED');
    expect(run.next()).toEqual(['end:SUCCEEDED']);
  });

  test('one made for the run stays when that was asked for', () => {
    const run = story({ planRun: { keepCluster: true } });
    run.cluster('serving');
    run.run('make', 'FAILED');
    expect(run.next()).toEqual(['end:FAILED']);
  });

  test('one that cannot be removed makes the run a failed one, with the reason', () => {
    const run = story();
    run.cluster('serving');
    for (const name of ['make', 'count', 'report', 'tell']) run.run(name, 'SUCCEEDED');
    run.next();
    const reason = { problem: 'host_not_removed', facts: {} };
    run.cluster('stuck', { reason });
    expect(run.next()).toEqual(['end:FAILED']);
    expect(run.reason()).toEqual(reason);
  });
});

test('JOB-2 an input that cannot be copied starts no job', () => {
  const run = story({ spec: { inputs: [{ from: [{ name: 'a', sha256: 'a'.repeat(64) }], to: '/in' }] } });
  run.cluster('serving');
  run.inputs('failed');
  expect(run.next()).toEqual(['release_cluster']);
  expect(run.phases()).toMatchObject({ inputs: 'failed', jobs: 'waiting' });
});

test('JOB-2 a copy that failed is made again once its time has come, while the cluster serves', () => {
  const run = story({ spec: { inputs: [{ from: [{ name: 'a', sha256: 'a'.repeat(64) }], to: '/in' }] } });
  run.next();
  run.cluster('serving');
  expect(run.next()).toEqual(['put_input:in-0']);
  run.inputs('failed', start.add({ seconds: 4 }));
  expect(run.next()).toEqual([]); // the third second
  expect(run.phases()).toMatchObject({ inputs: 'running', jobs: 'waiting' });
  expect(run.next()).toEqual(['repeat_copy:in-0']);
  run.cluster('leaving');
  expect(run.next()).toEqual([]);
  expect(run.phases()).toMatchObject({ inputs: 'failed', release: 'running' });
});
