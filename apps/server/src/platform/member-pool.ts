// The wall between organizations (RAM-2). Every query names the organization it is about; behind that stands PostgreSQL itself: on
// these connections it shows and takes only rows of one organization (row-level security, migration 0008), so that a forgotten
// `where` finds nothing. What serves the whole server goes the other road, `deps.pool`.
import type { ConnectionConfig, PoolClient } from 'pg';
import type { Logger } from 'pino';
import { openPool, type Tx } from './database.ts';

/** What these connections are in the database: neither owner nor superuser, or the wall would not hold for them. */
const memberRole = 'argosy_member';

export interface MemberPool {
  /** A connection that sees this organization; give it back with `release()`. */
  connect(organizationId: string): Promise<PoolClient>;
  end(): Promise<void>;
}

const members = new WeakSet<Tx>();

export function openMemberPool(connection: ConnectionConfig, log: Logger): MemberPool {
  const pool = openPool(connection, log, { role: memberRole });
  const seen = new WeakMap<PoolClient, string>();
  pool.on('connect', (client) => members.add(client));
  return {
    async connect(organizationId) {
      const client = await pool.connect();
      if (seen.get(client) === organizationId) return client;
      try {
        await client.query(`select set_config('argosy.organization', $1, false)`, [organizationId]);
      } catch (error) {
        client.release(true);
        throw error;
      }
      seen.set(client, organizationId);
      return client;
    },
    end: () => pool.end(),
  };
}

/** Looks past the wall for a moment, within a transaction: what is left of the machine, and which addresses are free, is counted
 *  over all organizations. What is found must not reach the caller. */
export async function acrossOrganizations<T>(tx: Tx, body: () => Promise<T>): Promise<T> {
  if (!members.has(tx)) return body();
  await tx.query('set local role none');
  const result = await body(); // one that fails ends the transaction, and the setting with it
  await tx.query(`set local role ${memberRole}`);
  return result;
}
