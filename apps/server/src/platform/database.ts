// The road to PostgreSQL. Times, int8 and numeric stay text until a row is turned into a value, so that nothing is rounded on
// the way; a `date` never becomes a machine's local midnight.
import { type ClientBase, type ConnectionConfig, type CustomTypesConfig, Pool, types as pgTypes } from 'pg';
import type { Logger } from 'pino';
import { Instant } from '@argosy/kernel/time';

/** What store functions take first: one connection, inside a transaction or reading by itself. */
export type Tx = Pick<ClientBase, 'query'>;

const asText = (text: string) => text;
const textOids = new Set<number>([
  pgTypes.builtins.DATE,
  pgTypes.builtins.TIMESTAMP,
  pgTypes.builtins.TIMESTAMPTZ,
  pgTypes.builtins.INT8,
  pgTypes.builtins.NUMERIC,
]);

const types: CustomTypesConfig = {
  // `getTypeParser` is overloaded by format; only text is ever asked for here
  getTypeParser: ((oid: number, format?: 'text') =>
    textOids.has(oid) ? asText : pgTypes.getTypeParser(oid, format)) as CustomTypesConfig['getTypeParser'],
};

const mostConnections = 20; // two pools of a server, its listener and a backup stay below the 60 of the embedded database

/** Opens a pool on the server that `connection` names, in a role if one is given. A lost idle connection is logged and replaced,
 *  not fatal. */
export function openPool(connection: ConnectionConfig, log: Logger, { max = mostConnections, role = '' } = {}): Pool {
  const pool = new Pool({
    ...connection,
    types,
    max,
    options: `-c timezone=UTC -c datestyle=ISO -c idle_in_transaction_session_timeout=60000${role && ` -c role=${role}`}`,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    application_name: 'argosy',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  // One that breaks between two statements of a transaction says so by an event, which ends the process where nobody hears
  // it. The next statement fails, and that is where it is dealt with.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** A timestamptz column as an instant. */
export function toInstant(text: string): Instant {
  return Instant.from(text);
}

/** A nullable timestamptz column; SQL's null is our undefined. */
export function toInstantOrUndefined(text: string | null): Instant | undefined {
  return text === null ? undefined : Instant.from(text);
}
