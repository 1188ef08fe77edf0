// Jobs, plans and what was run of them, for tests of their pages: asked for over the API on a cluster that serves; how runs ended
// is written as their agents would have reported it, and the server makes of it what it makes of reports.
import type { PlanRunView } from '@argosy/contract/workloads/operations';
import { expect, vi } from 'vitest';
import { type TestConsole, waiting } from './kit.ts';

export interface SomeWork {
  readonly job: string;
  /** Of the job; it waits for a node. */
  readonly run: string;
  readonly plan: string;
  /** One job of four has failed, one was not begun. */
  readonly planRun: string;
  /** The one that failed. */
  readonly failedRun: string;
}

const resources = { memoryMb: 64 }; // what the smallest node offers
const shell = (name: string, needs: readonly string[] = []) => ({
  kind: 'shell',
  name,
  command: 'true',
  needs,
  resources,
});

export const fourJobs = [
  shell('make'),
  shell('load'),
  shell('query', ['make', 'load']),
  shell('report', ['query']),
] as const;

export async function makeSomeWork(at: TestConsole, clusterName: string): Promise<SomeWork> {
  const post = async (path: string, body: object) => {
    const { status, body: answer } = await at.ask(path, { method: 'POST', body });
    expect(status).toBe(200);
    return answer;
  };
  const job = await post('/v1/jobs', {
    kind: 'shell',
    name: 'hello',
    description: 'Says hello',
    command: 'echo "hello ${who}"\n',
    resources,
  });
  const run = await post(`/v1/jobs/${job.id}/run`, { clusterId: clusterName, parameters: { who: 'you' } });
  const plan = await post('/v1/plans', {
    spec: {
      name: 'nightly',
      parameters: { day: 'monday' },
      cluster: { name: clusterName },
      jobs: fourJobs,
      schedule: { cron: '30 2 1 1 *', timeZone: 'Asia/Shanghai' },
    },
  });
  const { id: planRun } = await post(`/v1/plans/${plan.id}/run`, {});
  await at.letEnd(planRun, 'make', { state: 'SUCCEEDED', exitCode: 0 });
  await at.letEnd(planRun, 'load', { state: 'FAILED', exitCode: 3 });
  const view = async () => (await at.ask(`/v1/plan-runs/${planRun}`)).body;
  await vi.waitFor(async () => expect((await view()).state).toBe('FAILED'), waiting);
  await setTimes(at, await view());
  await at.bringOut(planRun, 'answers/sales.csv', 'month,orders,revenue\n2026-01,41,1200.5\n2026-02,66,1733.25\n');
  const { runId } = (await view()).jobs.find((each: { readonly name: string }) => each.name === 'load');
  return { job: job.id, run: run.id, plan: plan.id, planRun, failedRun: runId };
}

/** Of a plan run that has ended: each phase has two seconds of its own. How long they really took is the machine's matter, and the
 *  page draws it. */
async function setTimes(at: TestConsole, { id, createdAt, phases }: PlanRunView): Promise<void> {
  const after = (seconds: number) => Temporal.Instant.from(createdAt).add({ seconds }).toString();
  const timed = phases.map((phase, index) =>
    phase.startedAt === undefined ? phase : { ...phase, startedAt: after(2 * index), endedAt: after(2 * index + 2) },
  );
  await at.database.pool.query('update workloads.plan_run set phases = $2, ended_at = $3 where id = $1', [
    id,
    JSON.stringify(timed),
    after(2 * phases.length),
  ]);
}
