// A run as a person sees it, drawn from snapshots.
import type { ClusterView } from '@argosy/contract/clusters/operations';
import type { PlanRunView } from '@argosy/contract/workloads/operations';
import { expect, test } from 'vitest';
import { cutTo, duration, lookOf, tableOf, widthOf } from '../operations/table.ts';
import { sayIn } from '../texts.ts';
import { changesBetween } from './changes.ts';
import { drawSteps, drawTree } from './draw-tree.ts';
import type { Snapshot } from './watch-plan-run.ts';

const at = (second: number) => `2026-11-20T12:00:${String(second).padStart(2, '0')}Z`;

function aSnapshot(change: Partial<PlanRunView> = {}): Snapshot {
  const job = { kind: 'shell' as const, needs: [] };
  const planRun: PlanRunView = {
    id: 'prn-1',
    planId: 'pln-1',
    name: 'tpch',
    state: 'RUNNING',
    parameters: {},
    clusterId: 'c-1',
    phases: [
      { name: 'install', state: 'running', startedAt: at(0), bytesDone: 250e6, bytesTotal: 1e9, detail: 'hadoop' },
      { name: 'cluster', state: 'running', startedAt: at(1) },
      { name: 'inputs', state: 'waiting' },
      { name: 'jobs', state: 'running', startedAt: at(4) },
      { name: 'outputs', state: 'waiting' },
      { name: 'release', state: 'waiting' },
    ],
    jobs: [
      { ...job, name: 'generate', state: 'SUCCEEDED', startedAt: at(4), endedAt: at(8), exitCode: 0 },
      {
        ...job,
        name: 'queries',
        kind: 'spark-sql',
        state: 'RUNNING',
        runId: 'run-2',
        applicationId: 'application_1_2',
        startedAt: at(8),
      },
      { ...job, name: 'report', state: 'SKIPPED' },
    ],
    outputs: [],
    usage: { nodeSeconds: 0, vcoreSeconds: 0, memoryMbSeconds: 0 },
    createdAt: at(0),
    ...change,
  };
  const cluster = {
    state: 'STARTING',
    progress: [
      { name: 'hosts', state: 'done', startedAt: at(1), endedAt: at(2) },
      { name: 'namenode', state: 'running', startedAt: at(2), detail: 'safe mode' },
    ],
  } as unknown as ClusterView; // what the picture reads of it
  return { planRun, cluster, runs: new Map([['run-2', { progress: 0.4 } as never]]) };
}

const canvas = {
  width: 72,
  height: 40,
  colors: false,
  frame: 0,
  now: at(10),
  say: sayIn('en'),
  language: 'en',
} as const;

test('phases, the steps of what is under way, and the jobs', () => {
  expect(drawTree(aSnapshot(), canvas)).toEqual([
    '⠋ install           █████░░░░░░░░░░░░░░░ 250 MB / 1.0 GB, 30.0…  10.0 s',
    '⠋ cluster           9.0 s',
    '  ✓ hosts           1.0 s',
    '  ⠋ namenode        safe mode  8.0 s',
    '· inputs',
    '⠋ jobs              6.0 s',
    '  ✓ generate        shell  4.0 s',
    '  ⠋ queries         spark-sql  40 %  application_1_2  2.0 s',
    '  – report          shell  SKIPPED',
    '· outputs',
    '· release',
  ]);
});

test('phases and steps have Chinese names too; a step that is not known has its own', () => {
  const { cluster, ...snapshot } = aSnapshot();
  const progress = [...(cluster?.progress ?? []), { name: 'services', state: 'waiting' as const }];
  const lines = drawTree(
    { ...snapshot, cluster: { ...cluster, progress } as ClusterView },
    {
      ...canvas,
      say: sayIn('zh'),
      language: 'zh',
    },
  );
  expect(lines.map((line) => line.trim().split(/ +/)[1])).toEqual(expect.arrayContaining(['主机', 'namenode', '服务']));
});

test('steps that stand by themselves are drawn as those of a run, and a low window keeps what is under way', () => {
  const steps = [
    { name: 'fetch hadoop', state: 'done' as const, startedAt: at(1), endedAt: at(3) },
    { name: 'check hadoop', state: 'running' as const, startedAt: at(3), bytesDone: 1e6, bytesTotal: 4e6 },
  ];
  const waiting = Array.from({ length: 30 }, (_, index) => ({ name: `step-${index}`, state: 'waiting' as const }));
  expect(drawSteps(steps, canvas)).toEqual([
    '✓ fetch hadoop      2.0 s',
    '⠋ check hadoop      █████░░░░░░░░░░░░░░░ 1.0 MB / 4.0 MB, 21.0 …  7.0 s',
  ]);
  const low = drawSteps([...waiting, ...steps], { ...canvas, height: 10 });
  expect(low.length).toBeLessThanOrEqual(6);
  expect(low.some((line) => line.includes('⠋ check hadoop'))).toBe(true);
});

test('no line is wider than the window, and a low window keeps what is under way', () => {
  const many = Array.from({ length: 60 }, (_, index) => ({
    name: `job-${index}`,
    kind: 'shell' as const,
    needs: [],
    state: index === 41 ? ('RUNNING' as const) : ('WAITING' as const),
  }));
  const lines = drawTree(aSnapshot({ jobs: many }), { ...canvas, width: 40, height: 24 });
  expect(lines.length).toBeLessThanOrEqual(22);
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(40);
  expect(lines.some((line) => line.includes('⠋ job-41'))).toBe(true);
  expect(lines.some((line) => line.includes('… and 51 more'))).toBe(true);
});

test('only what is new is told, and what waits is not', () => {
  const before = aSnapshot();
  expect(changesBetween(before, before)).toEqual([]);
  const first = changesBetween(undefined, before).map(({ type, name, state }) => `${type} ${name} ${state}`);
  expect(first).toContain('phase install running');
  expect(first).toContain('step hosts done');
  expect(first).not.toContain('phase inputs waiting');
  const jobs = before.planRun.jobs.map((job) =>
    job.name === 'queries' ? { ...job, state: 'FAILED' as const, endedAt: at(9) } : job,
  );
  expect(changesBetween(before, aSnapshot({ jobs }))).toEqual([
    { type: 'job', name: 'queries', state: 'FAILED', runId: 'run-2', applicationId: 'application_1_2', seconds: 1 },
  ]);
});

test('a phase that begins is told before its jobs, one that ended after them and before the next', () => {
  const before = aSnapshot();
  const ended = { state: 'done', endedAt: at(9) } as const;
  const phases = before.planRun.phases.map((each) => {
    if (each.name === 'outputs') return { ...each, state: 'running' as const, startedAt: at(9) };
    return each.name === 'jobs' ? { ...each, ...ended } : each;
  });
  const jobs = before.planRun.jobs.map((job) => ({ ...job, state: 'SUCCEEDED' as const }));
  const told = (from: Snapshot | undefined, to: Snapshot) =>
    changesBetween(from, to).map(({ type, name, state }) => `${type} ${name} ${state}`);
  expect(told(before, aSnapshot({ phases, jobs }))).toEqual([
    'job queries SUCCEEDED',
    'job report SUCCEEDED',
    'phase jobs done',
    'phase outputs running',
  ]);
  expect(told(undefined, before).slice(-4)).toEqual([
    'phase jobs running',
    'job generate SUCCEEDED',
    'job queries RUNNING',
    'job report SKIPPED',
  ]);
});

test('what is fetched is told by the tenth, and when something else of it is under way', () => {
  const before = aSnapshot();
  const after = (change: object) =>
    changesBetween(
      before,
      aSnapshot({ phases: before.planRun.phases.map((each) => ({ ...each, ...(each.name === 'install' && change) })) }),
    );
  expect(after({ bytesDone: 290e6 })).toEqual([]);
  expect(after({ bytesDone: 300e6 })).toEqual([
    { type: 'phase', name: 'install', state: 'running', detail: 'hadoop', bytesDone: 300e6, bytesTotal: 1e9 },
  ]);
  expect(after({ detail: 'hadoop-archive' })).toMatchObject([{ name: 'install', detail: 'hadoop-archive' }]);
});

test('tables count Chinese characters as two cells and give way to the window', () => {
  const table = tableOf(
    ['名称', 'N'],
    [
      ['集群一', '1'],
      ['c', '22'],
    ],
    { width: 80, colors: false },
  );
  expect(table.split('\n')).toEqual(['名称    N', '集群一  1', 'c       22']);
  expect(cutTo('集群状态', 5)).toBe('集群…');
  const narrow = tableOf(['NAME', 'ABOUT'], [['a', 'x'.repeat(100)]], { width: 30, colors: false });
  for (const line of narrow.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(30);
});

test('ids, numbers and times stay whole; words give way, and where that is not enough a row takes several lines', () => {
  const id = 'run-1m8an0000000000000ab';
  const application = 'application_1764000000000_0001';
  const head = ['ID', 'NAME', 'STATE', 'SUBMITTED'];
  const row = [id, 'a-rather-long-name-of-a-job', 'SUCCEEDED', '2026-11-20 19:26:01'];
  const fitting = tableOf(head, [row], { width: 72, colors: false }).split('\n');
  expect(fitting[1]).toBe(`${id}  a-rather-long…  SUCCEEDED  2026-11-20 19:26:01`);
  const wrapped = tableOf([...head, 'APPLICATION'], [[...row, application]], { width: 80, colors: false });
  expect(wrapped.split('\n')[1]).toBe([...row, application].join('  '));
  expect(tableOf(head, [row], { width: 1, colors: false })).toContain(id);
});

test('a terminal that does not know its size is taken for one of 80 columns', () => {
  const terminal = { isTTY: true, columns: 0, hasColors: () => false };
  expect(lookOf(terminal as unknown as NodeJS.WriteStream).width).toBe(80); // all that is looked at
});

test.each([
  [0.44, '0.4 s'],
  [99.96, '1 min 40 s'],
  [185, '3 min 05 s'],
  [7800, '2 h 10 min'],
])('%d seconds read as %s', (seconds, text) => expect(duration(seconds)).toBe(text));
