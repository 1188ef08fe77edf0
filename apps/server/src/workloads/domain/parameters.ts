// What `${…}` stands for in a job (JOB-1) and in the paths of a plan (JOB-2). Pure. A value is pasted as it is and not looked
// through again. Three things have values: the parameters of the plan or of the request, `${run.id}`, `${plan.name}`,
// `${date}`, and dates such as `${yyyyMMdd-1d}`: of the time the run is for, not of the time it happens to start.
//
// A shell job's `command` is the exception to "unknown is refused": there `${name}` is first of all the shell's own, and so are
// `$name`, `$(…)`, `${x:-y}` and the like. Only what is known here is replaced, and `$${name}` keeps even that.
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import { problemOfSparkProperty } from '@argosy/contract/workloads/spark-properties';
import { refusal, unreachable } from '@argosy/kernel/errors';
import { civilTimeAt, dayAt } from '@argosy/kernel/civil-time';
import type { Instant } from '@argosy/kernel/time';

export type ParameterValue = string | number | boolean;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** What the built-in names stand for. */
export interface ParameterContext {
  readonly runId: string;
  /** Absent for a run outside any plan: `${plan.name}` is then refused. */
  readonly planName?: string;
  /** What the run is for: the scheduled time of its plan, else when it was asked for. */
  readonly at: Instant;
  /** IANA zone in which dates are written. */
  readonly timeZone: string;
}

/** The values of a run: the declared defaults, with those given in their place, as text.
 *  Refuses: parameter_unknown. */
export function valuesOf(declared: ParameterValues, given: ParameterValues): Record<string, string> {
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(declared, name));
  if (stranger !== undefined) throw refusal('parameter_unknown', { parameter: stranger, known: Object.keys(declared) });
  return asText({ ...declared, ...given });
}

export const asText = (values: ParameterValues): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

/** A job outside of a plan declares no parameters: it has those that it names. A value for any other is a mistake in spelling.
 *  Refuses: parameter_unknown. */
export function requireKnownParameters(job: JobSpec, given: ParameterValues): void {
  const known = parametersOf(job);
  const stranger = Object.keys(given).find((name) => !known.includes(name));
  if (stranger !== undefined) throw refusal('parameter_unknown', { parameter: stranger, known, job: job.name });
}

/** The names that stand in `${…}` where a value is put in their place, in the order in which they come. In a command the shell's
 *  own variables are among them: nobody but the shell can tell. So is `date`, for which a value may be given too. */
export function parametersOf(job: JobSpec): readonly string[] {
  const names = new Set<string>();
  const look = (source: string) =>
    replaceReferences(source, (reference) => {
      if (/^[a-z][A-Za-z0-9_]*$/.test(reference)) names.add(reference);
      return undefined;
    });
  eachText(job, look);
  return [...names];
}

/** Every text of the job in which values are put in place. */
function eachText(job: JobSpec, look: (source: string) => unknown): void {
  for (const each of [...job.arguments, ...Object.values(job.environment)]) look(each);
  switch (job.kind) {
    case 'shell':
      look(job.command);
      if (typeof job.tasks.count === 'string') look(job.tasks.count);
      return;
    case 'mapreduce':
    case 'spark-jar':
    case 'spark-python':
      for (const each of Object.values(job.configuration)) look(each);
      return;
    case 'spark-sql':
      for (const each of [...Object.values(job.configuration), job.answers]) look(each);
      return;
    default:
      unreachable(job);
  }
}

/** The job as it is run: arguments, environment, command, configuration, task count and answers with their values in place.
 *  Names, files and programs are never looked through: they decide what the job is.
 *  Refuses: parameter_missing, parameter_invalid (a task count that is no number from 1 to 1000, a Spark property). */
export function substituteJob<Job extends JobSpec>(job: Job, values: ParameterValues, context: ParameterContext): Job {
  const text = (source: string, where: string) =>
    substituteText(source, `${where} of job "${job.name}"`, values, context);
  const each = <Key extends string>(record: Readonly<Record<Key, string>>, where: string) =>
    Object.fromEntries(Object.entries<string>(record).map(([key, value]) => [key, text(value, `${where}.${key}`)]));
  const common = {
    arguments: job.arguments.map((argument, index) => text(argument, `arguments[${index}]`)),
    environment: each(job.environment, 'environment'),
  };
  return { ...job, ...common, ...ofKind(job, text, each, values, context) };
}

function ofKind(
  job: JobSpec,
  text: (source: string, where: string) => string,
  each: (record: Readonly<Record<string, string>>, where: string) => Record<string, string>,
  values: ParameterValues,
  context: ParameterContext,
): object {
  switch (job.kind) {
    case 'shell': {
      const count =
        typeof job.tasks.count === 'number' ? job.tasks.count : taskCount(text(job.tasks.count, 'tasks.count'));
      return { command: substituteCommand(job.command, values, context), tasks: { ...job.tasks, count } };
    }
    case 'mapreduce':
      return { configuration: each(job.configuration, 'configuration') };
    case 'spark-jar':
    case 'spark-python':
      return { configuration: usable(each(job.configuration, 'configuration')) };
    case 'spark-sql':
      return { configuration: usable(each(job.configuration, 'configuration')), answers: text(job.answers, 'answers') };
    default:
      return unreachable(job);
  }
}

function usable(properties: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(properties)) {
    const problem = problemOfSparkProperty(name, value);
    if (problem !== undefined) throw refusal('parameter_invalid', { value, where: `configuration.${name}`, problem });
  }
  return properties;
}

/** `source` with every `${…}` replaced and every `$${…}` made `${…}`. `where` is named in the refusal: parameter_missing. */
export function substituteText(
  source: string,
  where: string,
  values: ParameterValues,
  context: ParameterContext,
): string {
  return replaceReferences(source, (reference) => {
    const value = parameterOf(reference, values) ?? builtInOf(reference, context) ?? dateOf(reference, context);
    if (value === undefined)
      throw refusal('parameter_missing', { parameter: reference, where, known: Object.keys(values) });
    return value;
  });
}

/** The same for the text of a shell command: what is not known here is the shell's, and stays. A date must begin with `yyyy`
 *  there: `MM`, `dd` or `HH` alone are names a script may well use for itself. */
function substituteCommand(source: string, values: ParameterValues, context: ParameterContext): string {
  return replaceReferences(source, (reference) => {
    const date = reference.startsWith('yyyy') ? dateOf(reference, context) : undefined;
    return parameterOf(reference, values) ?? builtInOf(reference, context) ?? date;
  });
}

/** Replaces references by what `valueOf` says of them; `undefined` leaves one as it stands. A reference holds no `$`, `{` or
 *  `}`: in the shell's `${x:-${y}}` only the inner one is a reference. */
function replaceReferences(source: string, valueOf: (reference: string) => string | undefined): string {
  return source.replace(/\$(\$?)\{([^${}]*)\}/g, (whole, escaped: string, reference: string) =>
    escaped ? `\${${reference}}` : (valueOf(reference) ?? whole),
  );
}

function parameterOf(reference: string, values: ParameterValues): string | undefined {
  return Object.hasOwn(values, reference) ? String(values[reference]) : undefined;
}

function builtInOf(reference: string, context: ParameterContext): string | undefined {
  switch (reference) {
    case 'run.id':
      return context.runId;
    case 'plan.name':
      return context.planName;
    case 'date':
      return dayAt(context.at, context.timeZone).toString();
    default:
      return undefined;
  }
}

const datePattern = /^((?:yyyy|MM|dd|HH|mm|ss|[-/_.:T ])+?)((?:[+-]\d{1,5}[yMwdhm])*)$/;

const dateUnits = {
  y: 'years',
  M: 'months',
  w: 'weeks',
  d: 'days',
  h: 'hours',
  m: 'minutes',
} as const;

/** `yyyy-MM-dd HH:mm:ss+2h`: fields of the context's time in its zone, moved by the offsets in their order. Years to days move
 *  the calendar (a day over a daylight-saving change keeps its hour, the 31st moved by a month is the month's last day),
 *  hours and minutes move time itself. `undefined`: not a date. */
function dateOf(reference: string, context: ParameterContext): string | undefined {
  const match = datePattern.exec(reference);
  const [, format = '', offsets = ''] = match ?? [];
  if (!/[a-zA-Z]{2}/.test(format)) return undefined; // separators alone say nothing
  let moment = civilTimeAt(context.at, context.timeZone);
  for (const [, sign, count, unit] of offsets.matchAll(/([+-])(\d+)([yMwdhm])/g)) {
    const amount = Number(count) * (sign === '-' ? -1 : 1);
    moment = moment.add({ [dateUnits[unit as keyof typeof dateUnits]]: amount }); // the pattern lets no other unit through
  }
  const fields: Record<string, string> = {
    yyyy: digits(moment.year, 4),
    MM: digits(moment.month, 2),
    dd: digits(moment.day, 2),
    HH: digits(moment.hour, 2),
    mm: digits(moment.minute, 2),
    ss: digits(moment.second, 2),
  };
  return format.replace(/yyyy|MM|dd|HH|mm|ss/g, (field) => fields[field] ?? field);
}

const digits = (value: number, width: number): string => String(value).padStart(width, '0');

function taskCount(value: string): number {
  const count = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > 1000) {
    throw refusal('parameter_invalid', {
      value,
      where: 'tasks.count',
      problem: 'a whole number from 1 to 1000 is needed',
    });
  }
  return count;
}
