// Searches by a part of a name or the beginning of an id. What matches is found in an index that holds both, and only those rows
// are read: a search that finds nothing has looked through all of it.
import { toInstant, type Tx } from '../../platform/database.ts';

interface Asked {
  readonly organizationId: string;
  /** In lower case. */
  readonly text: string;
  readonly limit: number;
}

interface Hit {
  readonly id: string;
  readonly name: string;
  readonly state?: string;
  readonly at: string;
}

export const searchRuns = (tx: Tx, asked: Asked): Promise<readonly Hit[]> =>
  search(tx, asked, { table: 'workloads.run', columns: 'state, submitted_at as at', only: 'true' });

export const searchPlanRuns = (tx: Tx, asked: Asked): Promise<readonly Hit[]> =>
  search(tx, asked, { table: 'workloads.plan_run', columns: 'state, created_at as at', only: 'true' });

export const searchJobs = (tx: Tx, asked: Asked): Promise<readonly Hit[]> =>
  search(tx, asked, { table: 'workloads.job', columns: 'created_at as at', only: 'deleted_at is null' });

export const searchPlans = (tx: Tx, asked: Asked): Promise<readonly Hit[]> =>
  search(tx, asked, {
    table: 'workloads.plan',
    columns: `nullif(schedule_state, 'none') as state, created_at as at`,
    only: 'deleted_at is null',
  });

/** Table, columns and condition are ours, never a caller's. */
async function search(
  tx: Tx,
  { organizationId, text, limit }: Asked,
  { table, columns, only }: { readonly table: string; readonly columns: string; readonly only: string },
): Promise<readonly Hit[]> {
  const { rows } = await tx.query<{ id: string; name: string; state?: string | null; at: string }>(
    `select id, name, ${columns} from ${table} where id in (
       select id from ${table}
        where organization_id = $1 and ${only} and (strpos(name, $2) > 0 or starts_with(id, $2))
        order by id desc limit $3)
      order by id desc`,
    [organizationId, text, limit],
  );
  return rows.map(({ state, at, ...row }) => ({ ...row, ...(state && { state }), at: toInstant(at).toString() }));
}

/** Fewer hexadecimal digits say nothing. */
const leastDigits = 4;

/** Files by the beginning of their hash, or by a name that a job or plan gives them. */
export async function searchFiles(tx: Tx, { organizationId, text, limit }: Asked): Promise<readonly Hit[]> {
  const { rows } = await tx.query<{ id: string; name: string; at: string }>(
    `with named (sha256, name) as (
       select file->>'sha256', file->>'name'
         from (select files from workloads.job where organization_id = $1 and deleted_at is null
               union all
               select files from workloads.plan where organization_id = $1 and deleted_at is null) spec,
              jsonb_array_elements(spec.files) as file
        where strpos(lower(spec.files::text), $2) > 0)
     select file.sha256 as id, coalesce(min(named.name), left(file.sha256, 12)) as name, file.created_at as at
       from workloads.file left join named using (sha256)
      where file.organization_id = $1
        and (strpos(lower(named.name), $2) > 0 or ($4 and starts_with(file.sha256, $2)))
      group by file.sha256, file.created_at order by file.created_at desc limit $3`,
    [organizationId, text, limit, new RegExp(`^[0-9a-f]{${leastDigits},64}$`).test(text)],
  );
  return rows.map(({ at, ...row }) => ({ ...row, at: toInstant(at).toString() }));
}
