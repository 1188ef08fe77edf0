// Binds the operations of plans and plan runs to their use cases.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  outputGet,
  planCreate,
  planGet,
  planList,
  planPause,
  planResume,
  planRun,
  planRunGet,
  planRunKill,
  planRunRerun,
  planRuns,
} from '@argosy/contract/workloads/operations';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../../platform/caller.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { untilAtRest } from '../../platform/http/until-at-rest.ts';
import { createPlan } from '../create-plan.ts';
import { killPlanRun } from '../kill-plan-run.ts';
import { pausePlan } from '../pause-plan.ts';
import { outputFile } from '../plan-copying.ts';
import type { PlansDeps } from '../plans-deps.ts';
import { getPlan, getPlanRun, getPlanRuns } from '../read-plans.ts';
import { rerunPlanRun } from '../rerun-plan-run.ts';
import { resumePlan } from '../resume-plan.ts';
import { runPlan } from '../run-plan.ts';
import { listPlans } from '../store/plans.ts';
import { pageOf } from './page-of.ts';
import { toPlanRunView, toPlanView } from './plan-views.ts';

export function planRoutes(deps: PlansDeps): readonly Binding[] {
  const now = () => deps.clock.now();
  const present = {
    plan: async (caller: Caller, planId: string) => toPlanView(await getPlan(deps, caller, planId), now()),
    planRun: async (caller: Caller, planRunId: string) =>
      toPlanRunView(await getPlanRun(deps, caller, planRunId), now(), caller.language),
  };
  return [
    bind(planCreate, async ({ caller, body }) => toPlanView(await createPlan(deps, caller, body), now()), {
      present: present.plan,
    }),
    bind(planList, async ({ caller: { organizationId }, query: { limit, cursor } }) => {
      const plans = await deps.read((tx) => listPlans(tx, { organizationId, before: cursor, limit: limit + 1 }));
      return pageOf(
        plans.map((plan) => toPlanView(plan, now())),
        limit,
      );
    }),
    bind(planGet, async ({ caller, params }) => present.plan(caller, params.planId)),
    bind(
      planRun,
      async ({ caller, params, body }) => {
        const { id } = await runPlan(deps, caller, { ...body, ...params });
        return present.planRun(caller, id);
      },
      { present: present.planRun },
    ),
    bind(planRuns, async ({ caller, params, query: { limit, cursor } }) => {
      const runs = await getPlanRuns(deps, caller, { ...params, before: cursor, limit: limit + 1 });
      return pageOf(
        runs.map((each) => toPlanRunView(each, now(), caller.language)),
        limit,
      );
    }),
    bind(planPause, async ({ caller, params }) => toPlanView(await pausePlan(deps, caller, params), now()), {
      present: present.plan,
    }),
    bind(planResume, async ({ caller, params }) => toPlanView(await resumePlan(deps, caller, params), now()), {
      present: present.plan,
    }),
    bind(planRunGet, async ({ caller, params: { planRunId }, query, signal }) =>
      untilAtRest(deps, {
        subject: planRunId,
        waitSeconds: query.wait,
        signal,
        read: () => present.planRun(caller, planRunId),
        isAtRest: ({ endedAt }) => endedAt !== undefined,
      }),
    ),
    bind(
      planRunKill,
      async ({ caller, params, body }) => {
        const { id } = await killPlanRun(deps, caller, { ...body, ...params });
        return present.planRun(caller, id);
      },
      { present: present.planRun },
    ),
    bind(
      planRunRerun,
      async ({ caller, params, body }) => {
        const { id } = await rerunPlanRun(deps, caller, { ...body, ...params });
        return present.planRun(caller, id);
      },
      { present: present.planRun },
    ),
    bind(outputGet, async ({ caller, params: { planRunId }, query: { path }, reply }) => {
      const { outputs } = await getPlanRun(deps, caller, planRunId);
      // Only what was recorded as brought out is given out: a path that leads elsewhere is none of these.
      if (!outputs.some((output) => output.path === path)) throw refusal('output_not_found', { planRunId, path });
      const file = outputFile(deps, planRunId, path);
      const found = await stat(file).catch(() => undefined);
      if (!found) throw refusal('output_not_found', { planRunId, path });
      const name = encodeURIComponent(basename(path));
      await reply
        .type('application/octet-stream')
        .header('content-length', found.size)
        .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
        .send(createReadStream(file));
      return undefined;
    }),
  ];
}
