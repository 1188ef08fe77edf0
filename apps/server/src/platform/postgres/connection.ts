// How to reach a PostgreSQL server, embedded or an operator's own, and the one way to open a single connection to it. The pool
// that requests are served from is opened in platform/database.ts.
import { Client } from 'pg';

/** `host` is a folder when it begins with a slash: that of the server's Unix socket. */
export interface DatabaseConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Passed to pg as it is; absent for a Unix socket. */
  readonly ssl?: boolean | { readonly rejectUnauthorized: boolean };
}

// COPY's text must not depend on the server's own settings.
const session = '-c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601';

/** One connection of its own, for what holds a session: locks, LISTEN, COPY. Close it with `end()`. */
export async function openClient(connection: DatabaseConnection): Promise<Client> {
  const client = new Client({ ...connection, options: session, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // the query that is under way, or the next, is refused with the same error
  await client.connect();
  return client;
}

/** Reads a DATABASE_URL: `postgres://user:password@host:port/database?sslmode=require`. A host of `%2Frun%2Fpostgresql` or
 *  `?host=/run/postgresql` means a Unix socket. Throws a TypeError when it is no URL. */
export function connectionFromUrl(url: string): DatabaseConnection {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const user = decodeURIComponent(username) || (process.env['USER'] ?? 'postgres');
  const sslMode = searchParams.get('sslmode') ?? 'disable';
  const ssl =
    sslMode === 'disable' || sslMode === 'prefer' || sslMode === 'allow'
      ? undefined
      : { rejectUnauthorized: sslMode !== 'require' };
  return {
    host: searchParams.get('host') ?? (decodeURIComponent(hostname) || 'localhost'),
    port: Number(port || (searchParams.get('port') ?? 5432)),
    user,
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)) || user,
    ...(ssl && { ssl }),
  };
}

/** The same as a URL, for a child process's environment. Holds the password: never log it. */
export function connectionToUrl({ host, port, user, password, database, ssl }: DatabaseConnection): string {
  const name = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const sslMode = ssl ? `&sslmode=${ssl === true || ssl.rejectUnauthorized ? 'verify-full' : 'require'}` : '';
  return `postgres://${name}@localhost:${port}/${encodeURIComponent(database)}?host=${encodeURIComponent(host)}${sslMode}`;
}
