import { expect, test } from 'vitest';
import { Instant } from '@argosy/kernel/time';
import { aPlan } from '../../../test/plans.ts';
import { asText } from './parameters.ts';
import {
  differencesSince,
  givenThen,
  haveSameOutputs,
  isChangedSince,
  overwrittenSince,
  type RunPlan,
  runsTheSame,
} from './plan-since.ts';

const at = (time: string) => Instant.from(`2026-05-01T${time}:00Z`);
const shell = (name: string, command: string, more: object = {}) => ({ kind: 'shell', name, command, ...more });

/** The plan as it was run at ten o'clock, with these values beside the declared ones. */
function run(over: object, given: Readonly<Record<string, string>> = {}): RunPlan {
  const spec = aPlan(over);
  const parameters = { ...asText(spec.parameters), ...given };
  return { spec, parameters, datesOf: undefined, scheduledFor: undefined, createdAt: at('10:00') };
}

const differences = (before: RunPlan, now: RunPlan) => Object.fromEntries(differencesSince(before, now));

test('JOB-2 a plan has changed since it was run when what it runs is another now, and became so later', () => {
  const then = run({ description: 'one', schedule: { cron: '0 2 * * *' } });
  const changed = (over: object, changedAt: Instant | undefined) =>
    isChangedSince({ spec: aPlan(over), changedAt }, { spec: then.spec, lineBeganAt: at('10:00') });
  const mended = { jobs: [shell('make', 'false')] };
  expect(changed(mended, at('11:00'))).toBe(true);
  expect(changed(mended, at('10:00'))).toBe(true); // in the same moment, and another: it came after
  expect(changed(mended, at('09:00'))).toBe(false); // what was run is newer: a file of its own
  expect(changed(mended, undefined)).toBe(false);
  expect(changed({ description: 'two', schedule: { cron: '0 3 * * *' } }, at('11:00'))).toBe(false);
});

test('JOB-2 all that a run goes by makes a plan another: jobs, cluster, inputs, outputs, parameters, and the zone of its dates', () => {
  const others = [
    { jobs: [shell('make', 'false')] },
    { cluster: { name: 'standing' } },
    { inputs: [{ from: [{ name: 'a', sha256: 'a'.repeat(64) }], to: '/in' }] },
    { outputs: [{ name: 'answers', from: '/out' }] },
    { parameters: { day: 1 } },
    { schedule: { cron: '0 2 * * *', timeZone: 'America/New_York' } },
    { maximumAgeSeconds: 60 },
  ];
  expect(others.filter((over) => runsTheSame(aPlan(), aPlan(over)))).toEqual([]);
});

test('JOB-2 what was given then is given again where the plan still has it, and what was declared is what is declared now', () => {
  const before = run({ parameters: { day: 'monday', parts: 2, gone: 'x' } }, { day: 'friday', gone: 'y' });
  expect(givenThen(before, { parameters: { day: 'sunday', parts: 8 } })).toEqual({ day: 'friday' });
});

test('JOB-2 a job is another when it would run otherwise: by its definition, what it needs, a value it names, a date', () => {
  const jobs = [
    shell('plain', 'true'),
    shell('valued', 'echo ${day}'),
    shell('dated', 'echo ${yyyyMMddHH}'),
    shell('needing', 'true', { needs: ['plain'] }),
  ];
  const before = run({ parameters: { day: 'monday' }, jobs });
  const now = (over: object, given = {}) =>
    differences(before, run({ parameters: { day: 'monday' }, jobs, ...over }, given));
  expect(now({})).toEqual({});
  expect(now({}, { day: 'friday' })).toEqual({ valued: 'changed' });
  expect(now({ parameters: { day: 'monday', more: 1 } })).toEqual({});
  expect(now({ schedule: { cron: '0 2 * * *', timeZone: 'America/New_York' } })).toEqual({ dated: 'changed' });
  expect(now({ jobs: [...jobs.slice(0, 3), shell('needing', 'true', { needs: ['plain', 'dated'] })] })).toEqual({
    needing: 'changed',
  });
  expect(now({ jobs: [...jobs.slice(1, 3), shell('plain', 'exit 0'), shell('more', 'true')] })).toEqual({
    plain: 'changed',
    more: 'added',
  });
  expect(now({ jobs: [shell('plain', 'true'), shell('valued', 'echo monday')] })).toEqual({}); // which comes to the same
});

test('JOB-2 where inputs are others every job may have read them: files of another content, or put elsewhere', () => {
  const file = (letter: string) => ({ name: 'a', sha256: letter.repeat(64) });
  const inputs = [{ from: [file('a')], to: '/in/${day}' }];
  const before = run({ parameters: { day: 'monday' }, inputs });
  const now = (over: object, given = {}) =>
    differences(before, run({ parameters: { day: 'monday' }, inputs, ...over }, given));
  expect(now({})).toEqual({});
  for (const changed of [
    now({ inputs: [{ from: [file('b')], to: '/in/${day}' }] }),
    now({ inputs: [] }),
    now({}, { day: 'friday' }),
  ])
    expect(changed).toEqual({ make: 'inputs_changed' });
});

/** What may be overwritten of a plan run by a run of `name` by this plan. */
const overwritten = (before: RunPlan, name: string, { spec, parameters }: RunPlan, isHalfDone = false) => [
  ...overwrittenSince(before, [{ spec, parameters, jobs: [name], halfDone: isHalfDone ? [name] : [] }]),
];

test('JOB-2 results are others when their job ran since by another definition, value or input, or left half of them', () => {
  const jobs = [shell('make', 'echo ${day}'), shell('query', 'echo ${date}')];
  const declared = { parameters: { day: 'monday', more: 1 } };
  const before = run({ ...declared, jobs });
  const again = (over: object, given = {}) => run({ ...declared, jobs, ...over }, given);
  const changed = again({ jobs: [shell('make', 'true'), jobs[1]] });
  const inputs = [{ from: [{ name: 'a', sha256: 'a'.repeat(64) }], to: '/in' }];
  expect(overwritten(before, 'make', again({}))).toEqual([]);
  expect(overwritten(before, 'make', again({}, { more: '2' }))).toEqual([]);
  expect(overwritten(before, 'query', { ...again({}), datesOf: at('23:00').add({ hours: 24 }) })).toEqual([]);
  expect(overwritten(before, 'make', changed)).toEqual(['make']);
  expect(overwritten(before, 'query', changed)).toEqual([]); // which `make` has overwritten says a run of that
  expect(overwritten(before, 'make', again({}, { day: 'friday' }))).toEqual(['make']);
  expect(overwritten(before, 'make', again({ inputs }))).toEqual(['make']);
  expect(overwritten(before, 'make', again({}), true)).toEqual(['make']);
});

test('JOB-2 a job that was not in the plan may be another by a new name, and is beside those that are there still', () => {
  const before = run({ jobs: [shell('make', 'true'), shell('query', 'true')] });
  const added = run({ jobs: [shell('make', 'true'), shell('query', 'true'), shell('more', 'true')] });
  const renamed = run({ jobs: [shell('build', 'true'), shell('query', 'true')] });
  expect(overwritten(before, 'more', added)).toEqual([]);
  expect(overwritten(before, 'build', renamed)).toEqual(['make']);
});

test('JOB-2 outputs are the same when they come from the same places by the same names', () => {
  const outputs = [{ name: 'answers', from: '/out/${day}' }];
  const before = run({ parameters: { day: 'monday' }, outputs });
  const isSame = (over: object, given = {}) =>
    haveSameOutputs(before, run({ parameters: { day: 'monday' }, outputs, ...over }, given));
  expect(isSame({ outputs: [{ name: 'answers', from: '/out/monday' }] })).toBe(true);
  expect(isSame({}, { day: 'friday' })).toBe(false);
  expect(isSame({ outputs: [{ name: 'other', from: '/out/monday' }] })).toBe(false);
  expect(isSame({ outputs: [] })).toBe(false);
});
