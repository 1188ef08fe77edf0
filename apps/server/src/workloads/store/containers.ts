import type { Instant } from '@argosy/kernel/time';
import { toInstant, toInstantOrUndefined, toJson, type Tx } from '../../platform/database.ts';
import type { SeenContainer } from '../domain/run-containers.ts';

/** Keeps what a look at an application's containers found: those that are new, and those that are there no more. A look that is
 *  recorded twice changes nothing. */
export async function recordContainers(
  tx: Tx,
  { runId, attempt }: { readonly runId: string; readonly attempt: number },
  containers: readonly Pick<SeenContainer, 'id' | 'nodeName' | 'vcores' | 'memoryMb' | 'startedAt'>[],
  now: Instant,
): Promise<void> {
  await tx.query(
    `insert into workloads.container (run_id, attempt, id, node_name, vcores, memory_mb, started_at)
     select $1, $2, id, "nodeName", vcores, "memoryMb", "startedAt"
       from jsonb_to_recordset($3) as seen (id text, "nodeName" text, vcores integer, "memoryMb" integer, "startedAt" timestamptz)
     on conflict (run_id, id) do nothing`,
    [runId, attempt, toJson(containers)],
  );
  await tx.query(
    `update workloads.container set gone_at = $4
      where run_id = $1 and attempt = $2 and gone_at is null and id <> all($3)`,
    [runId, attempt, containers.map(({ id }) => id), now.toString()],
  );
}

/** More are not shown: a run of so many containers is looked into by its logs. */
const mostShown = 2000;

/** In the order in which they began. */
export async function containersOfRun(tx: Tx, runId: string): Promise<readonly SeenContainer[]> {
  const { rows } = await tx.query<{
    readonly id: string;
    readonly attempt: number;
    readonly node_name: string | null;
    readonly vcores: number;
    readonly memory_mb: number;
    readonly started_at: string;
    readonly gone_at: string | null;
  }>('select * from workloads.container where run_id = $1 order by attempt, started_at, id limit $2', [
    runId,
    mostShown,
  ]);
  return rows.map((row) => ({
    id: row.id,
    attempt: row.attempt,
    nodeName: row.node_name ?? undefined,
    vcores: row.vcores,
    memoryMb: row.memory_mb,
    startedAt: toInstant(row.started_at),
    goneAt: toInstantOrUndefined(row.gone_at),
  }));
}
