// A job as somebody writes it: what a new one of each kind begins with, and what stays when its kind is changed.
import { stringify } from 'yaml';
import type { JobKind } from '@argosy/contract/workloads/vocabulary';
import type { Draft, Issue } from '../app/draft.ts';
import { pathOf } from '../app/draft.ts';

const begins = {
  shell: { command: 'echo "hello from $(hostname)"\n' },
  mapreduce: { jar: 'release:mapreduce-examples', arguments: ['pi', '2', '100'] },
  'spark-jar': { jar: 'release:spark-examples', mainClass: 'argosy.SparkPi', arguments: ['2', '100000'] },
  'spark-python': {},
  'spark-sql': { queries: [], answers: '/answers-${run.id}' },
} as const satisfies Record<JobKind, object>;

export const firstJob = (name: string): string => stringify({ name, kind: 'shell', ...begins.shell }, { lineWidth: 0 });

/** What jobs of all kinds have. */
const common = [
  'name',
  'description',
  'needs',
  'files',
  'environment',
  'python',
  'retries',
  'retryDelaySeconds',
  'timeoutSeconds',
];
const ofSpark = ['driver', 'executors', 'configuration'];

/** The same job as one of another kind. */
export function ofKind(job: Readonly<Record<string, unknown>>, kind: JobKind): object {
  const stays = isSpark(kind) && isSpark(job['kind']) ? [...common, ...ofSpark] : common;
  const kept = Object.entries(job).filter(([name]) => stays.includes(name));
  const { name, ...rest } = Object.fromEntries(kept);
  return { name, kind, ...begins[kind], ...rest };
}

export const isSpark = (kind: unknown): boolean => typeof kind === 'string' && kind.startsWith('spark-');

interface Checked {
  readonly problems: readonly { readonly path: string; readonly code: string; readonly message: string }[];
  readonly missingFiles: readonly { readonly path: string; readonly name: string }[];
}

/** What the server's check says, at the places of the draft. `isItself`: the name is taken by what is being changed. */
export function issuesOf(
  checked: Checked | undefined,
  { isItself, missing }: { readonly isItself: boolean; readonly missing: (name: string) => string },
): readonly Issue[] {
  if (checked === undefined) return [];
  return [
    ...checked.problems
      .filter(({ code }) => !(isItself && code === 'job_name_taken'))
      .map(({ path, message }) => ({ path: pathOf(path), message })),
    ...checked.missingFiles.map(({ path, name }) => ({ path: pathOf(path), message: missing(name) })),
  ];
}

/** task-1, or the next that none of these is. */
export function freeName(stem: string, taken: readonly string[]): string {
  let number = 1;
  while (taken.includes(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

export const namesIn = ({ value }: Pick<Draft, 'value'>): readonly string[] =>
  (Array.isArray(value['jobs']) ? (value['jobs'] as readonly unknown[]) : []).flatMap((job) => {
    const name = typeof job === 'object' && job !== null ? (job as { name?: unknown }).name : undefined;
    return typeof name === 'string' ? [name] : [];
  });
