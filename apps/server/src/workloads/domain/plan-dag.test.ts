import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { requireDag, type DagJob } from './plan-dag.ts';

const problemOf = (jobs: Record<string, readonly string[]> | readonly DagJob[]): unknown => {
  try {
    requireDag(Array.isArray(jobs) ? jobs : Object.entries(jobs).map(([name, needs]) => ({ name, needs })));
    return undefined;
  } catch (error) {
    return (error as { facts: { problem: string } }).facts.problem;
  }
};

test('JOB-2 a plan whose jobs can be put in order is taken', () => {
  expect(problemOf({ a: [], b: ['a'], c: ['a'], d: ['b', 'c'] })).toBe(undefined);
});

test('JOB-2 a need that no job answers is named, with the jobs there are', () => {
  expect(problemOf({ a: [], b: ['c'] })).toBe('job "b" needs "c", which is none of a, b');
});

test('JOB-2 a circle is named with its path', () => {
  expect(problemOf({ a: [], b: ['a', 'd'], c: ['b'], d: ['c'] })).toBe(
    'jobs need one another in a circle: b → d → c → b',
  );
  expect(problemOf({ a: ['a'] })).toBe('jobs need one another in a circle: a → a');
});

test('JOB-2 two jobs of one name are refused', () => {
  expect(
    problemOf([
      { name: 'a', needs: [] },
      { name: 'a', needs: [] },
    ]),
  ).toBe('two jobs are named "a"');
});

test('jobs that only need earlier ones are always taken; one edge back makes a circle', () => {
  const forward = fc.array(fc.array(fc.nat(), { maxLength: 5 }), { minLength: 1, maxLength: 60 }).map((edges) =>
    edges.map((needs, index): DagJob => ({
      name: `j${index}`,
      needs: index === 0 ? [] : needs.map((need) => `j${need % index}`),
    })),
  );
  fc.assert(fc.property(forward, (jobs) => problemOf(jobs) === undefined));
  fc.assert(
    fc.property(forward, (jobs) => {
      const chained = jobs.map(({ name, needs }, index) => ({
        name,
        needs: index === 0 ? [`j${jobs.length - 1}`] : [...needs, `j${index - 1}`],
      }));
      expect(problemOf(chained)).toMatch(/circle/);
    }),
  );
});

test('five hundred jobs in a row are no problem', () => {
  expect(
    problemOf(
      Array.from({ length: 500 }, (_, index) => ({ name: `j${index}`, needs: index === 499 ? [] : [`j${index + 1}`] })),
    ),
  ).toBe(undefined);
});
