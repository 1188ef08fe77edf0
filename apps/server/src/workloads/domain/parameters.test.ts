import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { jobSpec, type JobSpec } from '@argosy/contract/workloads/job-spec';
import { Refusal } from '@argosy/kernel/errors';
import { Instant } from '@argosy/kernel/time';
import { substituteJob, substituteText, valuesOf, type ParameterContext } from './parameters.ts';

const context: ParameterContext = {
  runId: 'run-1',
  planName: 'nightly',
  at: Instant.from('2026-03-29T00:30:00Z'), // Sunday 08:30 in Shanghai
  timeZone: 'Asia/Shanghai',
};

const text = (source: string, values = {}, over: Partial<ParameterContext> = {}) =>
  substituteText(source, 'arguments[0]', values, { ...context, ...over });

const shellJob = (over: object) => jobSpec.parse({ kind: 'shell', name: 'one', command: 'true', ...over });
const commandOf = (command: string, values = {}) => {
  const job: JobSpec = substituteJob(shellJob({ command }), values, context);
  return job.kind === 'shell' ? job.command : undefined;
};
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
};

test('JOB-1 a job is configured once and run many times: its parameters get their values at each run', () => {
  const job = jobSpec.parse({
    kind: 'spark-sql',
    name: 'queries',
    arguments: ['${sf}', 'x${sf}y'],
    environment: { SCALE: '${sf}', DAY: '${yyyyMMdd-1d}' },
    configuration: { 'spark.sql.shuffle.partitions': '${parts}' },
    queries: [{ name: '${sf}.sql', sha256: 'a'.repeat(64) }],
    answers: '/answers/${run.id}',
  });
  expect(substituteJob(job, { sf: 0.1, parts: 4 }, context)).toMatchObject({
    arguments: ['0.1', 'x0.1y'],
    environment: { SCALE: '0.1', DAY: '20260328' },
    configuration: { 'spark.sql.shuffle.partitions': '4' },
    queries: [{ name: '${sf}.sql' }], // what the job is made of is never looked through
    answers: '/answers/run-1',
  });
});

test('the number of tasks may be a parameter, and must then be a number that can be', () => {
  const job = shellJob({ tasks: { count: '${parts}', on: 'workers' } });
  expect(substituteJob(job, { parts: '3' }, context)).toMatchObject({ tasks: { count: 3, on: 'workers' } });
  for (const parts of ['0', '1001', 'two', '1.5', '-1', '', '1e2']) {
    expect(codeOf(() => substituteJob(job, { parts }, context))).toBe('parameter_invalid');
  }
  expect(codeOf(() => substituteJob(job, {}, context))).toBe('parameter_missing');
});

test.each([
  ['${date}', '2026-03-29'],
  ['${yyyy-MM-dd}', '2026-03-29'],
  ['${yyyyMMdd-1d}', '20260328'],
  ['${yyyy-MM-dd HH:mm:ss+2h}', '2026-03-29 10:30:00'],
  ['year=${yyyy}/month=${MM}/day=${dd}', 'year=2026/month=03/day=29'],
  ['${HHmm-45m}', '0745'],
  ['${yyyyMM-1M}', '202602'],
  ['${yyyy-MM-dd-1M}', '2026-02-28'], // the 29th of February 2026 does not exist
  ['${yyyy-1y}', '2025'],
  ['${yyyyMMdd-1w-1d}', '20260321'],
  ['${yyyy/MM/dd}', '2026/03/29'],
])('%s of the time a run is for, in the zone of its plan, is %s', (source, expected) => {
  expect(text(source)).toBe(expected);
});

test('a day over a daylight-saving change keeps its hour, 24 hours do not', () => {
  const berlin = { at: Instant.from('2026-03-29T00:30:00Z'), timeZone: 'Europe/Berlin' }; // 01:30, half an hour before the jump
  expect(text('${yyyy-MM-dd HH:mm+1d}', {}, berlin)).toBe('2026-03-30 01:30');
  expect(text('${yyyy-MM-dd HH:mm+24h}', {}, berlin)).toBe('2026-03-30 02:30');
});

test('what has no value is refused by name, with the names that have one', () => {
  expect(() => text('${scale}', { sf: 1 })).toThrow(
    expect.objectContaining({
      code: 'parameter_missing',
      facts: { parameter: 'scale', where: 'arguments[0]', known: ['sf'] },
    }),
  );
  expect(codeOf(() => text('${toString}'))).toBe('parameter_missing'); // not a property of every object
  expect(codeOf(() => text('${-}'))).toBe('parameter_missing');
  const { planName: _, ...outsideAnyPlan } = context;
  expect(codeOf(() => substituteText('${plan.name}', 'here', {}, outsideAnyPlan))).toBe('parameter_missing');
});

test.each([
  'echo $HOME ${HOME} ${HOME:-/root} $(date) `date`',
  '${#files} ${files[0]} ${path%/*} ${path##*/} ${name:?missing} ${name/a/b} ${!x} $? $$ $! ${1} ${@}',
  'for f in *.parquet; do echo "${f%.parquet}"; done',
  'MM=3; echo ${MM} ${dd} ${HH}',
  "awk '{print $1}' ${input_file}",
  'echo ${unclosed',
])('the shell keeps what is its own: %s', (command) => {
  expect(commandOf(command, { sf: 1 })).toBe(command);
});

test('in a command only known names, built-ins and dates are replaced, also inside the expansions of the shell', () => {
  expect(commandOf('gen -s ${sf} ${x:-${sf}} ${yyyyMMdd} ${run.id} ${plan.name} ${HOME}', { sf: 0.1 })).toBe(
    'gen -s 0.1 ${x:-0.1} 20260329 run-1 nightly ${HOME}',
  );
  expect(commandOf('echo $${sf} $${HOME}', { sf: 0.1 })).toBe('echo ${sf} ${HOME}');
});

test('a doubled dollar keeps any reference as it is written', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[^${}]*$/), (reference) => {
      expect(text(`$\${${reference}}`, { [reference]: 'replaced' })).toBe(`\${${reference}}`);
    }),
  );
});

test('text without a reference stays as it is, everywhere', () => {
  fc.assert(
    fc.property(
      fc.string().filter((each) => !each.includes('${')),
      (source) => {
        expect(text(source)).toBe(source);
        expect(commandOf(`:${source.slice(0, 1000)}`)).toBe(`:${source.slice(0, 1000)}`);
      },
    ),
  );
});

test('a value is pasted as it is, and never looked through again', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string().filter((each) => !/[$]/.test(each)),
      (value, around) => {
        const values = { name: value, other: 'never' };
        expect(text(`${around}\${name}${around}`, values)).toBe(`${around}${value}${around}`);
        expect(commandOf(`:${around.slice(0, 100)}\${name}`, values)).toBe(`:${around.slice(0, 100)}${value}`);
      },
    ),
  );
  expect(text('${name}', { name: '$& ${other} $1', other: 'never' })).toBe('$& ${other} $1');
});

test('a date read back is the day it was made of, for every zone and time', () => {
  const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'UTC'];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.constantFrom(...zones), (seconds, timeZone) => {
      const at = Instant.fromEpochMilliseconds(seconds * 1000);
      const local = at.toZonedDateTimeISO(timeZone);
      expect(text('${yyyy-MM-dd}', {}, { at, timeZone })).toBe(local.toPlainDate().toString());
      expect(text('${HH:mm:ss}', {}, { at, timeZone })).toBe(local.toPlainTime().toString({ smallestUnit: 'second' }));
    }),
  );
});

test('a run takes the declared values, those given in their place, and no strangers', () => {
  expect(valuesOf({ sf: 0.1, parts: 2 }, { sf: '1' })).toEqual({ sf: '1', parts: '2' });
  expect(() => valuesOf({ sf: 0.1 }, { scale: 1 })).toThrow(
    expect.objectContaining({ code: 'parameter_unknown', facts: { parameter: 'scale', known: ['sf'] } }),
  );
});

test('a Spark property gets its value before it is held against what it may be', () => {
  const job = jobSpec.parse({
    kind: 'spark-jar',
    name: 'pi',
    jar: 'release:spark-examples',
    mainClass: 'Pi',
    configuration: { 'spark.driver.memoryOverhead': '${beside}' },
  });
  expect(codeOf(() => substituteJob(job, { beside: '2g' }, context))).toBeUndefined();
  expect(codeOf(() => substituteJob(job, { beside: 'much' }, context))).toBe('parameter_invalid');
});
