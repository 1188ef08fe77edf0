// The road to PostgreSQL. Times, int8 and numeric stay text until a row is turned into a value, so that nothing is rounded on
// the way; a `date` never becomes a machine's local midnight. What programs say is made such that a column can hold it.
import {
  type ClientBase,
  type ConnectionConfig,
  type CustomTypesConfig,
  DatabaseError,
  Pool,
  types as pgTypes,
} from 'pg';
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

/** The text without what no column can hold, U+0000 and halves of surrogate pairs: a program may print the one, and a line that
 *  is cut may end in the other. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** What is written into a jsonb column or read by jsonb_to_recordset, with every text of it `storable`. */
export function toJson(value: object): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'string' ? storable(each) : each));
}

/** Writes all rows at once; where the database refuses a value among them (SQLSTATE class 22), each by itself, and gives the one
 *  that it refuses to `leaveOut`: one row that can never be written does not keep the others from it. */
export async function writeTogether<Row>(
  rows: readonly Row[],
  write: (rows: readonly Row[]) => Promise<void>,
  leaveOut: (row: Row, error: DatabaseError) => void,
): Promise<void> {
  try {
    await write(rows);
  } catch (error) {
    if (!(error instanceof DatabaseError && error.code?.startsWith('22'))) throw error;
    const [first, ...others] = rows;
    if (first !== undefined && others.length === 0) return leaveOut(first, error);
    for (const row of rows) await writeTogether([row], write, leaveOut);
  }
}

/** A timestamptz column as an instant. */
export function toInstant(text: string): Instant {
  return Instant.from(text);
}

/** A nullable timestamptz column; SQL's null is our undefined. */
export function toInstantOrUndefined(text: string | null): Instant | undefined {
  return text === null ? undefined : Instant.from(text);
}
