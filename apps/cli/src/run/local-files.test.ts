// The files of a plan: found beside it, named by content, sent once, and each missing one told with its place.
import type { Client } from '@argosy/client';
import { ApiError } from '@argosy/client';
import { planFile } from '@argosy/contract/workloads/plan-spec';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readYaml } from '../read-yaml.ts';
import { sayIn } from '../texts.ts';
import { resolvePlan, uploadMissing } from './local-files.ts';

const say = sayIn('en');
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

async function folderWith(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'argosy plan '));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const plan = join(folder, 'plan.yaml');
  return {
    folder,
    resolve: async () => resolvePlan(plan, await readYaml(plan, planFile, say), say),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

const plan = (lines: string) => `name: p
cluster: { name: standing }
${lines}`;

test('JOB-2 files, patterns and folders become contents', async () => {
  await using at = await folderWith({
    'plan.yaml': plan(`inputs:
  - { from: [data/*.csv, more], to: /in }
jobs:
  - { name: sql, kind: spark-sql, queries: ['queries/q[12].sql'], answers: /out }
  - { name: pi, kind: mapreduce, jar: release:mapreduce-examples }
  - { name: py, kind: spark-python, program: ./report.py, files: [data/a.csv] }`),
    'data/b.csv': 'b',
    'data/a.csv': 'a',
    'data/a.txt': 'not wanted',
    'more/c.csv': 'c',
    'more/.hidden': 'not wanted',
    'more/deeper/d.csv': 'not wanted',
    'queries/q2.sql': 'two',
    'queries/q1.sql': 'one',
    'queries/q3.sql': 'not wanted',
    'report.py': 'print()',
  });
  const { spec, files } = await at.resolve();
  const named = (name: string, text: string) => ({ name, sha256: hash(text) });
  expect(spec.inputs).toEqual([{ from: [named('a.csv', 'a'), named('b.csv', 'b'), named('c.csv', 'c')], to: '/in' }]);
  expect(spec.jobs).toMatchObject([
    { queries: [named('q1.sql', 'one'), named('q2.sql', 'two')] },
    { jar: 'release:mapreduce-examples' },
    { program: named('report.py', 'print()'), files: [named('a.csv', 'a')] },
  ]);
  expect(files).toHaveLength(6); // a.csv is used twice
});

test('what is missing, not one, or named twice is told with its place, all at once', async () => {
  await using at = await folderWith({
    'plan.yaml': plan(`inputs:
  - from: [no/*.csv]
    to: /in
jobs:
  - name: py
    kind: spark-python
    program: '*.py'
    files:
      - a/x.txt
      - b/x.txt
      - gone.txt`),
    'one.py': '1',
    'two.py': '2',
    'a/x.txt': 'a',
    'b/x.txt': 'b',
  });
  const message = await at.resolve().then(
    () => '',
    (error: unknown) => (error as Error).message.replaceAll(at.folder, '.'),
  );
  expect(message.split('\n')).toEqual([
    './plan.yaml has 4 problems:',
    '  ./plan.yaml:4:12 inputs[0].from[0]: no file matches "no/*.csv" in .',
    '  ./plan.yaml:12:9 jobs[0].files[1]: two files are named "x.txt"; give one another name',
    '  ./plan.yaml:13:9 jobs[0].files[2]: no file matches "gone.txt" in .',
    '  ./plan.yaml:9:5 jobs[0].program: "*.py" must be one file',
  ]);
});

test('only what the server lacks is sent, each content once', async () => {
  const there = new Set([hash('known')]);
  const sent: string[] = [];
  const problem = {
    code: 'file_not_found',
    status: 422,
    detail: '',
    facts: {},
    retryable: false,
    instance: '',
    type: '',
    title: '',
  };
  const client = {
    call: async (_: unknown, { params }: { params: { sha256: string } }) => {
      if (!there.has(params.sha256)) throw new ApiError(problem);
    },
    upload: async (_: unknown, { file }: { file: string }) => void sent.push(file),
  } as unknown as Client; // the two functions that are used, in memory
  const file = (path: string, text: string) => ({ path, name: path, sha256: hash(text), sizeBytes: text.length });
  const answer = await uploadMissing(client, [file('a', 'known'), file('b', 'new'), file('c', 'new')]);
  expect(sent).toEqual(['c']);
  expect(answer).toEqual({ files: 1, bytes: 3 });
});
