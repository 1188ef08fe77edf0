// Searches by a part of a name or the beginning of an id, the newest first. None of them looks through all that has run: runs are
// found by the names they have.
import { toInstant, type Tx } from '../../platform/database.ts';
import type { Found, Searching } from '../../platform/search.ts';
import { runNamesWith } from './runs.ts';

/** Runs by their names, which are few, and by their ids, which sort by age. */
export async function searchRuns(tx: Tx, asked: Searching): Promise<readonly Found[]> {
  const names = await runNamesWith(tx, asked.organizationId, asked.text);
  return newest(tx, asked, { table: 'workloads.run', at: 'submitted_at', names });
}

/** Plan runs are called as their plans are. */
export async function searchPlanRuns(tx: Tx, asked: Searching): Promise<readonly Found[]> {
  const { rows } = await tx.query<{ name: string }>(
    'select distinct name from workloads.plan where organization_id = $1 and strpos(name, $2) > 0 limit 200',
    [asked.organizationId, asked.text],
  );
  return newest(tx, asked, { table: 'workloads.plan_run', at: 'created_at', names: rows.map(({ name }) => name) });
}

/** Table and column are ours, never a caller's. */
async function newest(
  tx: Tx,
  { organizationId, text, limit }: Searching,
  { table, at, names }: { readonly table: string; readonly at: string; readonly names: readonly string[] | 'many' },
): Promise<readonly Found[]> {
  const isPart = names === 'many';
  const byName = isPart ? 'strpos(name, $2) > 0' : 'name = any($2)';
  const byId = /^[a-z]+-/.test(text) ? 'starts_with(id, $3)' : 'id = $3';
  const one = (condition: string) =>
    `(select id, name, state, ${at} as at from ${table} where organization_id = $1 and ${condition} order by id desc limit $4)`;
  const { rows } = await tx.query<HitRow>(`${one(byName)} union ${one(byId)} order by id desc limit $4`, [
    organizationId,
    isPart ? text : names,
    text,
    limit,
  ]);
  return rows.map(fromRow);
}

export const searchJobs = (tx: Tx, asked: Searching): Promise<readonly Found[]> =>
  search(tx, asked, { table: 'workloads.job', state: 'null' });

export const searchPlans = (tx: Tx, asked: Searching): Promise<readonly Found[]> =>
  search(tx, asked, { table: 'workloads.plan', state: `nullif(schedule_state, 'none')` });

/** What is configured is a thousandth of what has run, and looked through in an index that holds id and name. */
async function search(
  tx: Tx,
  { organizationId, text, limit }: Searching,
  { table, state }: { readonly table: string; readonly state: string },
): Promise<readonly Found[]> {
  const { rows } = await tx.query<HitRow>(
    `select id, name, ${state} as state, created_at as at from ${table} where id in (
       select id from ${table}
        where organization_id = $1 and deleted_at is null and (strpos(name, $2) > 0 or starts_with(id, $2))
        order by id desc limit $3)
      order by id desc`,
    [organizationId, text, limit],
  );
  return rows.map(fromRow);
}

interface HitRow {
  readonly id: string;
  readonly name: string;
  readonly state: string | null;
  readonly at: string;
}

const fromRow = ({ state, at, ...row }: HitRow): Found => ({
  ...row,
  ...(state !== null && { state }),
  at: toInstant(at).toString(),
});

/** Fewer hexadecimal digits say nothing. */
const leastDigits = 4;

/** Files by the beginning of their hash, or by a name that a job or plan gives them. */
export async function searchFiles(tx: Tx, { organizationId, text, limit }: Searching): Promise<readonly Found[]> {
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
