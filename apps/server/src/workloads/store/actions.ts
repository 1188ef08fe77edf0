import type { ActionReport } from '@argosy/contract/agent/protocol';
import { toJson, type Tx } from '../../platform/database.ts';
import type { NewAction } from '../domain/plan-runs.ts';
import type { RunAction } from '../domain/run.ts';
import { type ActionRow, fromActionRow } from './rows.ts';

/** Records what agents are to be asked; one that is there already stays as it is. */
export async function insertActions(
  tx: Tx,
  actions: readonly (NewAction & { readonly runId: string; readonly attempt: number })[],
): Promise<void> {
  if (actions.length === 0) return;
  await tx.query(
    `insert into workloads.action (id, run_id, attempt, node_id, node_name, purpose, number, state)
     select id, "runId", attempt, "nodeId", "nodeName", purpose, number, 'wanted'
       from jsonb_to_recordset($1) as action (id text, "runId" text, attempt integer, "nodeId" text, "nodeName" text,
         purpose text, number integer)
     on conflict (id) do nothing`,
    [toJson(actions)],
  );
}

/** Records what agents reported, all in one statement; answers the clusters whose runs it is about. A report is only taken
 *  from the node that was asked, and one that comes late does not open what has ended. */
export async function recordReports(
  tx: Tx,
  reports: readonly { readonly nodeId: string; readonly report: ActionReport }[],
): Promise<readonly string[]> {
  const { rows } = await tx.query<{ cluster_id: string }>(
    `update workloads.action as action set
       state = report.state, exit_code = report."exitCode", problem = report.problem,
       started_at = coalesce(action.started_at, report."startedAt"), ended_at = report."endedAt"
     from jsonb_to_recordset($1) as report (id text, "nodeId" text, state text, "exitCode" integer, problem jsonb,
            "startedAt" timestamptz, "endedAt" timestamptz),
          workloads.run
     where action.id = report.id and action.node_id = report."nodeId" and action.ended_at is null and run.id = action.run_id
       and (action.state, report.state) <> ('running', 'running')
     returning run.cluster_id`,
    [toJson(reports.map(({ nodeId, report }) => ({ ...report, nodeId })))],
  );
  return [...new Set(rows.map((row) => row.cluster_id))];
}

export async function actionsOfRun(tx: Tx, runId: string): Promise<readonly RunAction[]> {
  const { rows } = await tx.query<ActionRow>(
    'select * from workloads.action where run_id = $1 order by attempt, number, id',
    [runId],
  );
  return rows.map(fromActionRow);
}
