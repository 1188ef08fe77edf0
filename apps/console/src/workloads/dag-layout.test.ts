import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { box, type DagJob, layOut } from './dag-layout.ts';

const job = (name: string, ...needs: string[]): DagJob => ({ name, needs });
const at = (jobs: readonly DagJob[]) => new Map(layOut(jobs).jobs.map(({ job: { name }, x, y }) => [name, { x, y }]));

test('JOB-2 a job stands after all that it needs, and jobs that need nothing begin', () => {
  const places = at([
    job('report', 'query'),
    job('query', 'make', 'load'),
    job('make'),
    job('load'),
    job('count', 'make'),
  ]);
  const x = (name: string) => places.get(name)?.x ?? NaN;
  expect(x('make')).toBe(x('load'));
  expect(x('query')).toBe(x('count'));
  expect(x('query')).toBe(x('make') + box.width + box.gapX);
  expect(x('report')).toBe(x('query') + box.width + box.gapX);
});

test('JOB-2 each need is a line; one that names no job, or the job itself, is none', () => {
  const { lines } = layOut([job('a'), job('b', 'a', 'a', 'nowhere', 'b')]);
  expect(lines.map(({ from, to }) => [from, to])).toEqual([['a', 'b']]);
});

test('JOB-2 jobs that need each other in a circle are drawn too, each once', () => {
  const { jobs, lines, width, height } = layOut([job('a', 'c'), job('b', 'a'), job('c', 'b')]);
  expect(jobs.map(({ job: { name } }) => name)).toEqual(['a', 'b', 'c']);
  expect(lines).toHaveLength(3);
  expect([width, height].every(Number.isFinite)).toBe(true);
});

test('JOB-2 whatever a plan is: no job lies on another, all lie inside, and none stands before what it needs', () => {
  const plans = fc.array(fc.array(fc.nat({ max: 29 }), { maxLength: 4 }), { maxLength: 30 });
  fc.assert(
    fc.property(plans, (needs) => {
      // each may need those before it: without a circle
      const jobs = needs.map((each, index) =>
        job(`j${index}`, ...each.filter((need) => need < index).map((need) => `j${need}`)),
      );
      const { jobs: placed, width, height } = layOut(jobs);
      const place = new Map(placed.map((each) => [each.job.name, each]));
      expect(placed).toHaveLength(jobs.length);
      expect(new Set(placed.map(({ x, y }) => `${x} ${y}`)).size).toBe(jobs.length);
      for (const { job: one, x, y } of placed) {
        expect(x + box.width).toBeLessThanOrEqual(width);
        expect(y + box.height).toBeLessThanOrEqual(height);
        for (const need of one.needs) expect(place.get(need)?.x).toBeLessThan(x);
      }
    }),
  );
});
