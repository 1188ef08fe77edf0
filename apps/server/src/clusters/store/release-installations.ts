// Rows of release installations: one per release that was ever asked for on this machine.
import type { ProgressStep } from '@argosy/contract/clusters/operations';
import type { Instant } from '@argosy/kernel/time';
import { toInstant, toInstantOrUndefined, toJson, type Tx } from '../../platform/database.ts';
import type { Reason } from '../domain/cluster.ts';

export interface ReleaseInstallation {
  readonly version: string;
  readonly state: 'installing' | 'installed' | 'failed';
  readonly progress: readonly ProgressStep[];
  readonly reason?: Reason | undefined;
  readonly askedAt: Instant;
  readonly installedAt?: Instant | undefined;
}

interface Row {
  readonly version: string;
  readonly state: ReleaseInstallation['state'];
  readonly progress: readonly ProgressStep[];
  readonly reason: Reason | null;
  readonly asked_at: string;
  readonly installed_at: string | null;
}

const fromRow = (row: Row): ReleaseInstallation => ({
  version: row.version,
  state: row.state,
  progress: row.progress,
  reason: row.reason ?? undefined,
  askedAt: toInstant(row.asked_at),
  installedAt: toInstantOrUndefined(row.installed_at),
});

/** Asks for an installation. One that is under way goes on; one that failed, or whose files are gone, begins anew. */
export async function askInstallation(tx: Tx, version: string, now: Instant): Promise<void> {
  await tx.query(
    `insert into clusters.release_installation as present (version, state, progress, asked_at)
     values ($1, 'installing', '[]', $2)
     on conflict (version) do update set state = 'installing', progress = '[]', reason = null, asked_at = $2
       where present.state <> 'installing'`,
    [version, now.toString()],
  );
}

export async function findInstallation(tx: Tx, version: string): Promise<ReleaseInstallation | undefined> {
  const { rows } = await tx.query<Row>('select * from clusters.release_installation where version = $1', [version]);
  return rows[0] && fromRow(rows[0]);
}

export async function listInstallations(tx: Tx): Promise<readonly ReleaseInstallation[]> {
  const { rows } = await tx.query<Row>('select * from clusters.release_installation order by version');
  return rows.map(fromRow);
}

export async function updateInstallation(tx: Tx, installation: ReleaseInstallation): Promise<void> {
  await tx.query(
    'update clusters.release_installation set state = $2, progress = $3, reason = $4, installed_at = $5 where version = $1',
    [
      installation.version,
      installation.state,
      toJson(installation.progress),
      installation.reason === undefined ? null : toJson(installation.reason),
      installation.installedAt?.toString() ?? null,
    ],
  );
}
