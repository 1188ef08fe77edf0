import { expect, test } from 'vitest';
import { hasLogsOfAll } from './run-logs.ts';
import type { Attempt } from './run.ts';

const anAttempt = (number: number, more: Partial<Attempt> = {}) => ({
  number,
  state: 'failed' as const,
  applicationId: `application_1_${number}`,
  startedAt: undefined,
  exitCode: undefined,
  ...more,
});

test('JOB-3 of each attempt whose application ran there are logs, or some are lost', () => {
  const attempts = [anAttempt(1, { exitCode: 13 }), anAttempt(2, { state: 'succeeded' })];
  expect(hasLogsOfAll('spark-jar', attempts, ['driver/stderr', 'attempt-2/driver/stderr'])).toBe(true);
  expect(hasLogsOfAll('spark-jar', attempts, ['attempt-2/driver/stderr'])).toBe(false);
  expect(hasLogsOfAll('spark-jar', attempts, ['driver/stderr'])).toBe(false);
  const neverRan = [anAttempt(1, { exitCode: -1000 }), anAttempt(2, { state: 'killed' })];
  expect(hasLogsOfAll('spark-jar', neverRan, [])).toBe(true);
});

test('JOB-3 what the client of a MapReduce run has printed is no log of its application', () => {
  const attempts = [anAttempt(1, { state: 'succeeded' })];
  expect(hasLogsOfAll('mapreduce', attempts, ['driver/stdout'])).toBe(false);
  expect(hasLogsOfAll('mapreduce', attempts, ['driver/stdout', 'container_1_000001/syslog'])).toBe(true);
  const refusedByClient = [anAttempt(1, { applicationId: undefined, exitCode: 255 })];
  expect(hasLogsOfAll('mapreduce', refusedByClient, ['driver/stderr'])).toBe(true);
});
