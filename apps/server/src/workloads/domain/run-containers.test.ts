import { expect, test } from 'vitest';
import { jobSpec } from '@argosy/contract/workloads/job-spec';
import { Instant } from '@argosy/kernel/time';
import { containersOf, type SeenContainer } from './run-containers.ts';
import { timelineOf } from './run-timeline.ts';
import type { Attempt, Run, RunAction } from './run.ts';

const at = (second: number) => Instant.from(`2026-03-01T00:00:${String(second).padStart(2, '0')}Z`);

const aRun = (kind: 'shell' | 'mapreduce' | 'spark-sql'): Run =>
  ({
    state: 'SUCCEEDED',
    submittedAt: at(0),
    killAskedAt: at(8),
    endedAt: at(9),
    spec: jobSpec.parse(
      kind === 'shell'
        ? { kind, name: 'a', command: 'true' }
        : kind === 'mapreduce'
          ? { kind, name: 'a', jar: 'release:mapreduce-examples' }
          : { kind, name: 'a', queries: [{ name: 'q.sql', sha256: 'a'.repeat(64) }], answers: '/a' },
    ),
  }) as unknown as Run; // what is not looked at here is left out

const anAttempt = (number: number): Attempt =>
  ({ number, state: 'failed', exitCode: 3, beganAt: at(number), endedAt: at(number + 5) }) as unknown as Attempt; // as above

const seen = (id: string, attempt: number, goneAt?: Instant): SeenContainer => ({
  id,
  attempt,
  nodeName: 'core-1',
  vcores: 1,
  memoryMb: 896,
  startedAt: at(attempt),
  goneAt,
});

const log = (path: string) => ({ path, nodeName: 'core-2' });

test("JOB-3 an application's containers are told with their logs, also those that only logs are left of", () => {
  const containers = containersOf(aRun('spark-sql'), {
    attempts: [anAttempt(1), anAttempt(2)],
    actions: [],
    seen: [seen('container_1_01_000001', 1), seen('container_1_01_000002', 1, at(4)), seen('container_2_01_000002', 2)],
    logs: [
      log('driver/stderr'),
      log('container_1_01_000002/stdout'),
      log('container_1_01_000003/stdout'),
      log('attempt-2/driver/stdout'),
      log('attempt-2/container_2_01_000002/stdout'),
    ],
  });
  expect(
    containers.map(({ id, attempt, kind, nodeName, endedAt, exitCode, logs }) => ({
      told: `${attempt} ${kind} ${id} ${nodeName}`,
      endedAt: endedAt?.toString(),
      exitCode,
      logs,
    })),
  ).toEqual([
    { told: '1 driver container_1_01_000001 core-1', endedAt: at(6).toString(), exitCode: 3, logs: ['driver/stderr'] },
    {
      told: '1 container container_1_01_000002 core-1',
      endedAt: at(4).toString(),
      logs: ['container_1_01_000002/stdout'],
    },
    { told: '1 container container_1_01_000003 core-2', logs: ['container_1_01_000003/stdout'] },
    {
      told: '2 container container_2_01_000002 core-1',
      endedAt: at(7).toString(),
      logs: ['attempt-2/container_2_01_000002/stdout'],
    },
    { told: '2 driver driver core-2', exitCode: 3, logs: ['attempt-2/driver/stdout'] },
  ]);
});

test('JOB-3 the tasks of a shell run and the client of a MapReduce run are told as their agents tell them', () => {
  const action = (more: Partial<RunAction>) =>
    ({
      id: 'a-1',
      attempt: 1,
      nodeName: 'master-1',
      number: 1,
      exitCode: 0,
      startedAt: at(1),
      endedAt: at(2),
      ...more,
    }) as RunAction;
  const of = (kind: 'shell' | 'mapreduce', purpose: RunAction['purpose'], logs: readonly string[]) =>
    containersOf(aRun(kind), {
      attempts: [anAttempt(1)],
      actions: [action({ purpose }), action({ id: 'l', purpose: 'logs' })],
      seen: [],
      logs: logs.map(log),
    });
  expect(of('shell', 'task', ['task-1/stdout', 'task-1/stderr'])).toMatchObject([
    { id: 'a-1', kind: 'task', vcores: 1, memoryMb: 512, exitCode: 0, logs: ['task-1/stdout', 'task-1/stderr'] },
  ]);
  expect(of('mapreduce', 'client', ['driver/stdout'])).toMatchObject([{ kind: 'client', logs: ['driver/stdout'] }]);
});

test('JOB-3 the timeline of a run tells every attempt, its end and where its logs went, in order', () => {
  expect(
    timelineOf(aRun('shell'), [anAttempt(1), anAttempt(2)], at(20)).map(({ what, attempt }) =>
      [what, attempt].join(' '),
    ),
  ).toEqual([
    'submitted ',
    'attempt_began 1',
    'attempt_began 2',
    'attempt_ended 1',
    'attempt_ended 2',
    'kill_asked ',
    'ended ',
    'logs_kept ',
  ]);
});
