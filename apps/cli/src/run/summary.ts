// What a plan run was, in the end: for programs exactly as documented, for people in words.
import type { PlanRunView } from '@argosy/contract/workloads/operations';
import { relative } from 'node:path';
import { duration, padTo } from '../operations/table.ts';
import type { Context } from '../profile.ts';
import { secondsFrom } from './changes.ts';
import type { Fetched, Result } from './results.ts';

/** The last line of `argosy run --json`. Every field is always there; `null` where there is nothing. */
export interface Summary {
  /** The run succeeded and all its outputs are here. */
  readonly ok: boolean;
  readonly plan: string;
  readonly run: string;
  readonly cluster: string | null;
  readonly phases: readonly { readonly name: string; readonly seconds: number | null }[];
  readonly jobs: readonly {
    readonly name: string;
    readonly kind: string;
    readonly state: string;
    readonly applicationId: string | null;
    readonly exitCode: number | null;
    readonly seconds: number | null;
  }[];
  readonly outputs: readonly Result[];
  readonly usage: { readonly nodeSeconds: number; readonly vcoreSeconds: number; readonly memoryMbSeconds: number };
  /** Why not `ok`: the run's own reason, else what kept its outputs away. */
  readonly reason: string | null;
}

export function summaryOf(planRun: PlanRunView, { results, problem }: Fetched): Summary {
  return {
    ok: planRun.state === 'SUCCEEDED' && problem === undefined,
    plan: planRun.name,
    run: planRun.id,
    cluster: planRun.clusterId ?? null,
    phases: planRun.phases.map((phase) => ({ name: phase.name, seconds: secondsOf(phase) })),
    jobs: planRun.jobs.map((job) => ({
      name: job.name,
      kind: job.kind,
      state: job.state,
      applicationId: job.applicationId ?? null,
      exitCode: job.exitCode ?? null,
      seconds: secondsOf(job),
    })),
    outputs: results,
    usage: planRun.usage,
    reason: planRun.reason?.message ?? problem ?? null,
  };
}

/** The summary for people. */
export function showSummary(
  planRun: PlanRunView,
  { folder, context }: { readonly folder: string | undefined; readonly context: Context },
): string {
  const { say, command } = context;
  const took = planRun.endedAt ? duration(secondsFrom(planRun.createdAt, planRun.endedAt)) : '?';
  const head =
    planRun.state === 'SUCCEEDED'
      ? say('run.succeeded', { plan: planRun.name, time: took })
      : say('run.ended', { plan: planRun.name, state: planRun.state, time: took });
  const phases = planRun.phases.flatMap((phase) => {
    const seconds = secondsOf(phase);
    return seconds === null ? [] : [`${say(`phase.${phase.name}`)} ${duration(seconds)}`];
  });
  const { usage } = planRun;
  const used = say('run.usage.line', {
    nodeHours: (usage.nodeSeconds / 3600).toFixed(3),
    vcoreSeconds: Math.round(usage.vcoreSeconds),
    memory: Math.round(usage.memoryMbSeconds / 1024),
  });
  const rows: readonly (readonly [string, string])[] = [
    [say('run.phases'), phases.join(', ')],
    ...jobLines(planRun).map((line, at): readonly [string, string] => [at === 0 ? say('run.jobs') : '', line]),
    [say('run.usage'), used],
    ...(folder === undefined ? [] : [[say('run.results'), shortest(folder)] as const]),
    ...planRun.jobs.flatMap(({ runId, state }) =>
      runId && state !== 'SUCCEEDED' ? [[say('run.logs'), say('run.logs.line', { command, run: runId })] as const] : [],
    ),
    ...(planRun.state === 'SUCCEEDED'
      ? [[say('run.logs'), say('run.logs.line', { command, run: say('run.logs.any') })] as const]
      : []),
  ];
  return [head, ...rows.map(([name, text]) => `  ${padTo(name, 9)}${text}`)].join('\n');
}

/** One line per job, in columns. */
function jobLines({ jobs }: PlanRunView): readonly string[] {
  const rows = jobs.map(({ name, kind, state, runId = '', applicationId = '', startedAt, endedAt }) => [
    name,
    kind,
    state,
    startedAt && endedAt ? duration(secondsFrom(startedAt, endedAt)) : '',
    runId,
    applicationId,
  ]);
  const widths = rows.reduce((most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)), [0]);
  return rows.map((row) =>
    row
      .map((cell, at) => padTo(cell, (widths[at] ?? 0) + 2))
      .join('')
      .trimEnd(),
  );
}

/** The shorter way to say where something is: from here, if it lies below. */
function shortest(path: string): string {
  const fromHere = relative('.', path);
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
}

/** Why it did not go well: the run's own reason, then each job's, with the last lines of its log. */
export function showFailures(planRun: PlanRunView, { command, say }: Pick<Context, 'command' | 'say'>): string {
  const failed = planRun.jobs.filter(({ state }) => state === 'FAILED' || state === 'LOST' || state === 'KILLED');
  const parts = failed.map(({ name, state, reason, runId }) =>
    [
      `✗ ${name} ${state}${reason ? `: ${reason.message}` : ''}`,
      ...(reason?.lastLines ?? []).filter((line) => !reason?.message.includes(line)).map((line) => `    ${line}`),
      ...(runId ? [`  → ${say('run.logs.line', { command, run: runId })}`] : []),
    ].join('\n'),
  );
  const { reason } = planRun;
  if (reason) {
    const where = [reason.node, reason.daemon].filter(Boolean).join(', ');
    const lines = (reason.lastLines ?? [])
      .filter((line) => !reason.message.includes(line))
      .map((line) => `    ${line}`);
    parts.unshift([`✗ ${reason.message}${where ? ` (${where})` : ''}`, ...lines].join('\n'));
  }
  return parts.join('\n');
}

function secondsOf({
  startedAt,
  endedAt,
}: {
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
}): number | null {
  return startedAt && endedAt ? secondsFrom(startedAt, endedAt) : null;
}
