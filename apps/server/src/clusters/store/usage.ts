// How long an organization's nodes ran within a period, and what runs now: from their rows, so that the hour that is not published yet counts.
import type { usageGet } from '@argosy/contract/clusters/operations';
import type { ResultOf } from '@argosy/contract/operation';
import type { Instant } from '@argosy/kernel/time';
import type { Tx } from '../../platform/database.ts';

interface UsageRow {
  readonly node_seconds: string;
  readonly vcpu_seconds: string;
  readonly memory_mb_seconds: string;
  readonly clusters: number;
  readonly nodes: number;
  readonly vcpus: number;
  readonly memory_mb: number;
}

/** A node counts from when it first did its work to its end, as it is metered. `[from, to)`, and nothing after `now`. */
export async function sumUsage(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly from: Instant;
    readonly to: Instant;
    readonly now: Instant;
  },
): Promise<ResultOf<typeof usageGet>> {
  const { rows } = await tx.query<UsageRow>(
    `with ran as (
       select vcpus, memory_mb, ended_at,
              greatest(0, extract(epoch from least(coalesce(ended_at, $4), $3, $4) - greatest(ready_at, $2))) as seconds
         from clusters.node where organization_id = $1 and ready_at is not null)
     select coalesce(sum(seconds), 0) as node_seconds,
            coalesce(sum(seconds * vcpus), 0) as vcpu_seconds,
            coalesce(sum(seconds * memory_mb), 0) as memory_mb_seconds,
            (select count(*) from clusters.cluster where organization_id = $1 and state = 'RUNNING')::integer as clusters,
            count(*) filter (where ended_at is null)::integer as nodes,
            coalesce(sum(vcpus) filter (where ended_at is null), 0)::integer as vcpus,
            coalesce(sum(memory_mb) filter (where ended_at is null), 0)::integer as memory_mb
       from ran`,
    [asked.organizationId, asked.from.toString(), asked.to.toString(), asked.now.toString()],
  );
  const [row] = rows;
  return {
    nodeSeconds: Number(row?.node_seconds ?? 0),
    vcpuSeconds: Number(row?.vcpu_seconds ?? 0),
    memoryMbSeconds: Number(row?.memory_mb_seconds ?? 0),
    running: {
      clusters: row?.clusters ?? 0,
      nodes: row?.nodes ?? 0,
      vcpus: row?.vcpus ?? 0,
      memoryMb: row?.memory_mb ?? 0,
    },
  };
}
