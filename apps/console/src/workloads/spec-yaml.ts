// What was configured, as a person would have written it: in the order in which one reads it, and without what the server has
// filled in because nobody said otherwise.
import { stringify } from 'yaml';

export const yamlOf = (spec: object): string => stringify(asWritten(spec), { lineWidth: 0 });

/** First these, in this order; then what is none of them, as it comes. */
const order = [
  'name',
  'kind',
  'description',
  'needs',
  'parameters',
  'cluster',
  'inputs',
  'command',
  'jar',
  'mainClass',
  'program',
  'queries',
  'answers',
  'arguments',
  'role',
  'machineType',
  'count',
  'jobs',
  'outputs',
  'schedule',
];

/** What holds where nothing is said (contract/workloads/job-spec.ts and plan-spec.ts); a test compares the two. */
const usual: Readonly<Record<string, unknown>> = {
  tasks: { count: 1, on: 'master' },
  resources: { vcores: 1, memoryMb: 512 },
  driver: { cores: 1, memoryMb: 640 },
  executors: { count: 2, cores: 1, memoryMb: 640 },
  retries: 0,
  retryDelaySeconds: 0,
  timeoutSeconds: 86_400,
  maximumAgeSeconds: 21_600,
  catchUp: 'none',
  overlap: 'skip',
  deletionProtection: false,
  keepFailed: false,
};

function asWritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asWritten);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).filter(([name, each]) => !isEmpty(each) && !isUsual(name, each));
  const place = ([name]: readonly [string, unknown]) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.fromEntries(
    entries.toSorted((one, other) => place(one) - place(other)).map(([name, each]) => [name, asWritten(each)]),
  );
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isEmpty = (value: unknown): boolean => isMap(value) && Object.keys(value).length === 0;

function isUsual(name: string, value: unknown): boolean {
  const expected = usual[name];
  if (!isMap(expected)) return expected !== undefined && expected === value;
  return (
    isMap(value) &&
    Object.keys(value).length === Object.keys(expected).length &&
    Object.entries(expected).every(([key, each]) => value[key] === each)
  );
}
