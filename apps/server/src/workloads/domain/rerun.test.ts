import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideRerun, type Difference, type JobBefore, type RerunJob } from './rerun.ts';

/** `make ← a, b @c-1`: needs a and b, and succeeded on c-1. */
function jobs(...lines: readonly string[]): readonly JobBefore[] {
  return lines.map((line) => {
    const [, name = '', needs, clusterId] = /^(\S+)(?: ← ([^@]+?))?(?: @(\S+))?$/.exec(line) ?? [];
    return {
      name,
      needs: needs?.split(', ') ?? [],
      succeeded: clusterId === undefined ? undefined : { planRunId: 'prn-1', runId: `run-${name}`, clusterId },
    };
  });
}

const told = (job: RerunJob): string =>
  job.kind === 'taken_over' ? `${job.name} taken` : [job.name, job.because, job.job].filter(Boolean).join(' ');

const decide = (
  before: readonly JobBefore[],
  over: { clusterId?: string; hasOutputs?: boolean; fromJob?: string } = {},
) => decideRerun(before, { clusterId: 'c-1', hasOutputs: false, fromJob: undefined, ...over }).map(told);

const failedAtQuery = jobs('make @c-1', 'query ← make', 'report ← query', 'other ← make @c-1');

test('JOB-2 on the same cluster what has succeeded is taken over, and the failed step runs with what follows it', () => {
  expect(decide(failedAtQuery, { hasOutputs: true })).toEqual([
    'make taken',
    'query did_not_succeed',
    'report did_not_succeed',
    'other taken',
  ]);
});

test('JOB-2 on another cluster what the failed step needs runs again, and what nobody asks for does not', () => {
  const before = jobs('make @c-1', 'clean ← make @c-1', 'query ← clean', 'other ← make @c-1');
  expect(decide(before, { clusterId: 'c-2' })).toEqual([
    'make results_gone clean',
    'clean results_gone query',
    'query did_not_succeed',
    'other taken',
  ]);
});

test('JOB-2 on another cluster every result may be among the outputs, so that all runs again where there are any', () => {
  expect(decide(failedAtQuery, { clusterId: 'c-2', hasOutputs: true })).toEqual([
    'make outputs_gone',
    'query did_not_succeed',
    'report did_not_succeed',
    'other outputs_gone',
  ]);
});

test('JOB-2 begun at a chosen job, that job and all that follow it run, whatever came of them', () => {
  const before = jobs('make @c-1', 'clean ← make @c-1', 'query ← clean @c-1', 'other ← make @c-1');
  expect(decide(before, { fromJob: 'clean' })).toEqual([
    'make taken',
    'clean chosen',
    'query follows clean',
    'other taken',
  ]);
  expect(decide(before, { fromJob: 'clean', clusterId: 'c-2' })).toEqual([
    'make results_gone clean',
    'clean chosen',
    'query follows clean',
    'other taken',
  ]);
});

test('JOB-2 results lie where their run took place, also after one rerun has taken it over and another begins', () => {
  // `make` ran on c-1, `query` in a rerun on c-2 that took `make` over without needing it
  const before = jobs('make @c-1', 'query @c-2', 'report ← make, query');
  expect(decide(before, { clusterId: 'c-2' })).toEqual([
    'make results_gone report',
    'query taken',
    'report did_not_succeed',
  ]);
});

test('JOB-2 by the plan as it is now what is another job there runs anew with all that follows it, whatever came of it before', () => {
  const before = jobs('make @c-1', 'other @c-1', 'query ← make @c-1', 'load', 'report ← query', 'more ← other');
  const differences: ReadonlyMap<string, Difference> = new Map([
    ['make', 'changed'],
    ['load', 'changed'],
    ['more', 'added'],
  ]);
  const differing = before.map((job) => ({ ...job, differs: differences.get(job.name) }));
  expect(decide(differing)).toEqual([
    'make changed',
    'other taken',
    'query follows make',
    'load changed',
    'report did_not_succeed',
    'more added',
  ]);
  expect(decide(differing, { fromJob: 'make' })[0]).toBe('make chosen');
});

test('JOB-2 where the inputs of the plan are others nothing is taken over, and what failed has failed', () => {
  const before = failedAtQuery.map((job) => ({ ...job, differs: 'inputs_changed' as const }));
  expect(decide(before)).toEqual([
    'make inputs_changed',
    'query did_not_succeed',
    'report did_not_succeed',
    'other inputs_changed',
  ]);
});

test('JOB-2 results that may be others by now are made again, with all that follows; what says more goes first', () => {
  const before = jobs('make @c-1', 'query ← make @c-1', 'other @c-1', 'report ← query').map((job) => ({
    ...job,
    isOverwritten: job.name !== 'query' && job.name !== 'other',
  }));
  expect(decide(before)).toEqual(['make overwritten', 'query follows make', 'other taken', 'report did_not_succeed']);
  expect(decide(before.map((job) => ({ ...job, differs: 'inputs_changed' as const })))[0]).toBe('make inputs_changed');
});

/** Any DAG of ten jobs, of which any have succeeded after those they need, on either of two clusters. */
const anyPlan = fc
  .array(
    fc.record({
      needs: fc.array(fc.nat(9), { maxLength: 3 }),
      ok: fc.boolean(),
      cluster: fc.boolean(),
      differs: fc.constantFrom(undefined, undefined, 'changed' as const),
      overwritten: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 10,
    },
  )
  .map((drawn) => {
    const made: JobBefore[] = [];
    for (const [index, { needs, ok, cluster, differs, overwritten }] of drawn.entries()) {
      const names = [...new Set(needs.filter((need) => need < index))].map((need) => `j${need}`);
      const all = names.every((name) => made.find((job) => job.name === name)?.succeeded);
      const succeeded = { planRunId: 'prn-1', runId: `run-${index}`, clusterId: cluster ? 'c-1' : 'c-2' };
      const isOverwritten = overwritten && cluster;
      made.push({
        name: `j${index}`,
        needs: names,
        succeeded: ok && all ? succeeded : undefined,
        differs,
        isOverwritten,
      });
    }
    return made;
  });

test('JOB-2 whatever was there: nothing that failed, is another now or was overwritten is taken over, nor what works with its results, and nothing runs without the results it needs', () => {
  fc.assert(
    fc.property(anyPlan, fc.boolean(), fc.option(fc.nat(9)), (before, hasOutputs, from) => {
      const decided = decideRerun(before, {
        clusterId: 'c-1',
        hasOutputs,
        fromJob: from === null ? undefined : `j${from}`,
      });
      const runs = new Set(decided.filter(({ kind }) => kind === 'anew').map(({ name }) => name));
      const isThere = (name: string) => before.find((job) => job.name === name)?.succeeded?.clusterId === 'c-1';
      const mayUse = (name: string) => runs.has(name) || isThere(name);
      const isAnother = (name: string) =>
        before.some((job) => job.name === name && (job.differs !== undefined || job.isOverwritten));
      const wrong = before.filter(
        ({ name, needs, succeeded }) =>
          ((!succeeded || isAnother(name)) && !runs.has(name)) ||
          (needs.some((need) => isAnother(need)) && !runs.has(name)) ||
          (runs.has(name) && !needs.every(mayUse)) ||
          (hasOutputs && !mayUse(name)),
      );
      expect(wrong).toEqual([]);
    }),
  );
});
