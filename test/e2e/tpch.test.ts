// The example that the first page of the README names, as a person runs it: one command, a cluster of real daemons, four jobs,
// the results in a folder, nothing left. With ARGOSY_TEST_SF1=1 at scale 1, where the answers are published.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { argumentsOf } from '@argosy/host/processes';
import { parseCsv } from '@argosy/kernel/csv';
import { differences } from '../tpch-answers.ts';
import { startArgosy } from './kit.ts';

const root = join(import.meta.dirname, '../..');
const example = join(root, 'examples/tpch');
const run = promisify(execFile);

const summary = z.object({
  ok: z.literal(true),
  jobs: z.array(z.object({ name: z.string(), state: z.string() })),
  phases: z.array(z.object({ name: z.string(), seconds: z.number() })),
  usage: z.object({ nodeSeconds: z.number(), vcoreSeconds: z.number(), memoryMbSeconds: z.number() }),
});

const isFull = process.env['ARGOSY_TEST_SF1'] === '1';

test(`JOB-1 JOB-2 CLU-3 the TPC-H plan at scale ${isFull ? '1' : '0.01'} brings its answers out and leaves no cluster`, async () => {
  await using argosy = await startArgosy();
  const out = await mkdtemp(join(tmpdir(), 'argosy-tpch-'));
  try {
    const { stdout } = await run(
      join(root, 'argosy'),
      ['run', join(example, 'plan.yaml'), '--set', `sf=${isFull ? 1 : 0.01}`, '--out', out, '--json'],
      { env: { ...process.env, ...argosy.environment }, maxBuffer: 64 * 2 ** 20 },
    );
    const told = summary.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
    expect(told.jobs.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'generate SUCCEEDED',
      'wordcount SUCCEEDED',
      'queries SUCCEEDED',
      'report SUCCEEDED',
    ]);
    expect(told.phases.map(({ name }) => name)).toEqual(['install', 'cluster', 'inputs', 'jobs', 'outputs', 'release']);
    expect(Math.min(...Object.values(told.usage))).toBeGreaterThan(0);

    expect((await readdir(join(out, 'answers'))).toSorted()).toEqual([
      'q1.csv',
      'q10.csv',
      'q3.csv',
      'q5.csv',
      'q6.csv',
    ]);
    if (isFull) await expectPublished(out);
    await expectConsistent(out);

    const left = argosy
      .processes()
      .filter(({ pid }) => argumentsOf(pid).some((each) => each.includes(argosy.home.nodes)));
    expect(left).toEqual([]);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
});

async function expectPublished(out: string): Promise<void> {
  for (const query of ['q1', 'q3', 'q5', 'q6', 'q10']) {
    const answer = await readFile(join(out, 'answers', `${query}.csv`), 'utf8');
    const published = await readFile(join(example, 'answers', `${query}.tbl`), 'utf8');
    expect({ query, differences: differences(query, answer, published) }).toEqual({ query, differences: [] });
  }
}

/** What must hold at every scale, between results that different jobs made of the same data. */
async function expectConsistent(out: string): Promise<void> {
  const table = async (file: string) => parseCsv(await readFile(join(out, file), 'utf8')).slice(1);
  const sum = (rows: readonly (readonly string[])[], column: number) =>
    rows.reduce((total, row) => total + Number(row[column]), 0);

  // Query 1 leaves out what was shipped in the last three months; the report holds everything.
  const byFlag = await table('answers/q1.csv');
  const byNation = await table('report/revenue.csv');
  expect(byFlag.map(([returned, status]) => `${returned}${status}`)).toEqual(['AF', 'NF', 'NO', 'RF']);
  expect(byNation).toHaveLength(25 * 7);
  const share = sum(byFlag, 4) / sum(byNation, 2);
  expect(share).toBeGreaterThan(0.95);
  expect(share).toBeLessThan(1);

  const best = (await table('answers/q3.csv')).map(([, revenue]) => Number(revenue));
  expect(best).toEqual(best.toSorted((one, other) => other - one));
  expect(best).toHaveLength(10);
  expect(await table('answers/q10.csv')).toHaveLength(20);

  const chart = await readFile(join(out, 'report/revenue.svg'), 'utf8');
  for (const nation of ['China', 'Germany', 'Brazil', 'Kenya', 'United States']) expect(chart).toContain(`>${nation}<`);

  // Comments are sentences of a fixed vocabulary: "carefully" is in a good part of them.
  const words = await readFile(join(out, 'wordcount/part-r-00000'), 'utf8');
  expect(Number(/^carefully\t(\d+)$/m.exec(words)?.[1])).toBeGreaterThan(100);
}
