// Binds the operations of plans and plan runs to their use cases.
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import {
  outputGet,
  outputPreview,
  planCheck,
  planCreate,
  planDelete,
  planGet,
  planList,
  planPause,
  planResume,
  planRun,
  planRunGet,
  planRunKill,
  planRunList,
  planRunRerun,
  planRuns,
  planUpdate,
  type PlanView,
  rerunPreview,
  schedulePreview,
} from '@argosy/contract/workloads/operations';
import { scheduleSpec } from '@argosy/contract/workloads/plan-spec';
import { refusal } from '@argosy/kernel/errors';
import { Instant } from '@argosy/kernel/time';
import type { Caller } from '../../platform/caller.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { sendDownload } from '../../platform/http/send-download.ts';
import { untilAtRest } from '../../platform/http/until-at-rest.ts';
import { checkPlan } from '../check-plan.ts';
import { createPlan } from '../create-plan.ts';
import { deletePlan } from '../delete-plan.ts';
import { updatePlan } from '../update-plan.ts';
import type { Plan } from '../domain/plan.ts';
import { nextTimes, requireUsable } from '../domain/schedule.ts';
import { killPlanRun } from '../kill-plan-run.ts';
import { pausePlan } from '../pause-plan.ts';
import type { PlansDeps } from '../plans-deps.ts';
import { findOutput, previewOutput } from '../preview-output.ts';
import { getAllPlanRuns, getPlan, getPlanRun, getPlanRuns } from '../read-plans.ts';
import { previewRerun, rerunPlanRun } from '../rerun-plan-run.ts';
import { resumePlan } from '../resume-plan.ts';
import { runPlan } from '../run-plan.ts';
import { lastRuns, lastScheduled } from '../store/plan-runs.ts';
import { listPlans, readPlan } from '../store/plans.ts';
import { pageOf } from './page-of.ts';
import { timesPreviewed, timesShown, toPlanRunView, toPlanView } from './plan-views.ts';

export function planRoutes(deps: PlansDeps): readonly Binding[] {
  const now = () => deps.clock.now();
  const viewsOf = async (plans: readonly Plan[]) => {
    const ids = plans.map(({ id }) => id);
    const organizationId = plans[0]?.organizationId;
    if (organizationId === undefined) return [];
    const { scheduled, latest } = await deps.read({ organizationId }, async (tx) => ({
      scheduled: await lastScheduled(tx, ids, timesShown),
      latest: await lastRuns(tx, ids),
    }));
    return plans.map((plan) =>
      toPlanView(plan, now(), { scheduled: scheduled.get(plan.id) ?? [], run: latest.get(plan.id) }),
    );
  };
  const viewOf = async (plan: Plan) => (await viewsOf([plan]))[0] as PlanView; // one in, one out
  const present = {
    plan: async (caller: Caller, planId: string) => viewOf(await getPlan(deps, caller, planId)),
    planRun: async (caller: Caller, planRunId: string) =>
      toPlanRunView(await getPlanRun(deps, caller, planRunId), now(), caller.language),
  };
  return [
    bind(planCreate, async ({ caller, body }) => viewOf(await createPlan(deps, caller, body)), {
      present: present.plan,
    }),
    bind(planCheck, ({ caller, body }) => checkPlan(deps, caller, body)),
    bind(planList, async ({ caller: { organizationId }, query: { limit, cursor } }) => {
      const plans = await deps.read({ organizationId }, (tx) =>
        listPlans(tx, { organizationId, before: cursor, limit: limit + 1 }),
      );
      return pageOf(await viewsOf(plans), limit);
    }),
    bind(
      planUpdate,
      async ({ caller, params, body }) => viewOf(await updatePlan(deps, caller, { ...params, ...body })),
      {
        present: present.plan,
      },
    ),
    bind(planDelete, async ({ caller, params }) => viewOf(await deletePlan(deps, caller, params)), {
      present: async (caller, planId) => {
        const plan = await deps.read(caller, (tx) => readPlan(tx, caller.organizationId, planId));
        if (plan === undefined) throw refusal('plan_not_found', { planId });
        return viewOf(plan);
      },
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
    bind(planRunList, async ({ caller, query: { limit, cursor, from, state, open } }) => {
      const since = from === undefined ? undefined : Instant.from(from);
      const runs = await getAllPlanRuns(deps, caller, { state, open, from: since, before: cursor, limit: limit + 1 });
      return pageOf(
        runs.map((each) => toPlanRunView(each, now(), caller.language)),
        limit,
      );
    }),
    bind(planPause, async ({ caller, params }) => viewOf(await pausePlan(deps, caller, params)), {
      present: present.plan,
    }),
    bind(planResume, async ({ caller, params }) => viewOf(await resumePlan(deps, caller, params)), {
      present: present.plan,
    }),
    bind(schedulePreview, async ({ body: { cron, timeZone } }) => {
      const schedule = scheduleSpec.parse({ cron, timeZone });
      requireUsable(schedule, now());
      return { timeZone, nextTimes: nextTimes(schedule, now(), timesPreviewed).map(String) };
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
    bind(rerunPreview, ({ caller, params, query }) => previewRerun(deps, caller, { ...params, ...query })),
    bind(outputGet, async ({ caller, params, query, reply }) => {
      const { file, sizeBytes, isPng } = await findOutput(deps, caller, { ...params, ...query });
      const type = isPng ? 'image/png' : 'application/octet-stream';
      await sendDownload(reply, { name: basename(query.path), type, sizeBytes, content: createReadStream(file) });
      return undefined;
    }),
    bind(outputPreview, async ({ caller, params, query }) => previewOutput(deps, caller, { ...params, ...query })),
  ];
}
