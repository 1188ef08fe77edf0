// Rows of plans. A plan is only ever found together with its organization.
import type { PlanSpec } from '@argosy/contract/workloads/plan-spec';
import type { Id } from '@argosy/kernel/ids';
import type { Instant } from '@argosy/kernel/time';
import { toInstant, toInstantOrUndefined, toJson, type Tx } from '../../platform/database.ts';
import type { Plan } from '../domain/plan.ts';

interface PlanRow {
  readonly id: Id<'plan'>;
  readonly organization_id: string;
  readonly name: string;
  readonly spec: PlanSpec;
  readonly schedule_state: Plan['scheduleState'];
  readonly scheduled_through: string | null;
  readonly version: number;
  readonly created_at: string;
  readonly changed_at: string | null;
}

const fromRow = (row: PlanRow): Plan => ({
  id: row.id,
  organizationId: row.organization_id,
  name: row.name,
  spec: row.spec,
  scheduleState: row.schedule_state,
  scheduledThrough: toInstantOrUndefined(row.scheduled_through),
  version: row.version,
  changedAt: toInstantOrUndefined(row.changed_at),
  createdAt: toInstant(row.created_at),
});

export async function insertPlan(
  tx: Tx,
  plan: Omit<Plan, 'version' | 'changedAt'>,
): Promise<'inserted' | 'name_taken'> {
  const { rowCount } = await tx.query(
    `insert into workloads.plan (id, organization_id, name, spec, schedule_state, scheduled_through, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (organization_id, name) where deleted_at is null do nothing`,
    [
      plan.id,
      plan.organizationId,
      plan.name,
      toJson(plan.spec),
      plan.scheduleState,
      plan.scheduledThrough?.toString() ?? null,
      plan.createdAt.toString(),
    ],
  );
  return rowCount === 1 ? 'inserted' : 'name_taken';
}

/** Puts what can change of a plan in the place of what was there; id, name and owner stay. */
export async function updatePlan(
  tx: Tx,
  plan: Pick<Plan, 'id' | 'spec' | 'scheduleState' | 'scheduledThrough' | 'version' | 'changedAt'>,
): Promise<void> {
  await tx.query(
    `update workloads.plan set spec = $2, schedule_state = $3, scheduled_through = $4, version = $5, changed_at = $6
      where id = $1`,
    [
      plan.id,
      toJson(plan.spec),
      plan.scheduleState,
      plan.scheduledThrough?.toString() ?? null,
      plan.version,
      plan.changedAt?.toString() ?? null,
    ],
  );
}

/** What its schedule would start is not started any more. */
export async function markPlanDeleted(tx: Tx, id: string, at: Instant): Promise<void> {
  await tx.query(
    `update workloads.plan set deleted_at = $2, schedule_state = 'none', scheduled_through = null where id = $1`,
    [id, at.toString()],
  );
}

/** By id, also when it was deleted. */
export async function readPlan(tx: Tx, organizationId: string, id: string): Promise<Plan | undefined> {
  const { rows } = await tx.query<PlanRow>('select * from workloads.plan where organization_id = $1 and id = $2', [
    organizationId,
    id,
  ]);
  return rows[0] && fromRow(rows[0]);
}

/** Whether it is there; if so, nobody deletes it until the transaction ends. */
export async function holdPlan(tx: Tx, id: string): Promise<boolean> {
  const { rowCount } = await tx.query('select 1 from workloads.plan where id = $1 and deleted_at is null for share', [
    id,
  ]);
  return rowCount === 1;
}

/** The plan by id or name, locked until the transaction ends: who changes it, and who runs it by its schedule, take turns. */
export async function lockPlan(tx: Tx, organizationId: string, idOrName: string): Promise<Plan | undefined> {
  return findWith(tx, organizationId, idOrName, 'for update');
}

export async function findPlan(tx: Tx, organizationId: string, idOrName: string): Promise<Plan | undefined> {
  return findWith(tx, organizationId, idOrName, '');
}

// An id holds more than a name can, so no name is ever taken for an id; the id goes first all the same.
async function findWith(
  tx: Tx,
  organizationId: string,
  idOrName: string,
  lock: 'for update' | '',
): Promise<Plan | undefined> {
  const { rows } = await tx.query<PlanRow>(
    `select * from workloads.plan where organization_id = $1 and (id = $2 or name = $2) and deleted_at is null
      order by (id = $2) desc limit 1 ${lock}`,
    [organizationId, idOrName],
  );
  return rows[0] && fromRow(rows[0]);
}

/** The plan that a schedule's work row names; locked. For reconcilers, who act for every organization. */
export async function lockPlanOfSchedule(tx: Tx, planId: string): Promise<Plan | undefined> {
  const { rows } = await tx.query<PlanRow>(
    'select * from workloads.plan where id = $1 and deleted_at is null for update',
    [planId],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Newest first: ids sort by age. */
export async function listPlans(
  tx: Tx,
  asked: { readonly organizationId: string; readonly before: string | undefined; readonly limit: number },
): Promise<readonly Plan[]> {
  const { rows } = await tx.query<PlanRow>(
    `select * from workloads.plan where organization_id = $1 and deleted_at is null and ($2::text is null or id < $2)
      order by id desc limit $3`,
    [asked.organizationId, asked.before ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

export async function markScheduledThrough(tx: Tx, planId: string, through: Instant): Promise<void> {
  await tx.query('update workloads.plan set scheduled_through = $2 where id = $1', [planId, through.toString()]);
}
