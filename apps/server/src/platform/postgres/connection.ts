// How to reach a PostgreSQL server, embedded or an operator's own, and the one way to open a single connection to it. The pool
// that requests are served from is opened in platform/database.ts.
import { Client } from 'pg';
import { refusal } from '@argosy/kernel/errors';

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
 *  `?host=/run/postgresql` means a Unix socket. Refuses: database_url_invalid, which repeats nothing of it: a password with a
 *  bare # or / is the commonest mistake. */
export function connectionFromUrl(url: string): DatabaseConnection {
  try {
    return readUrl(new URL(url));
  } catch {
    throw refusal('database_url_invalid'); // no cause: Node's error holds the whole text
  }
}

function readUrl({
  protocol,
  hostname,
  port,
  username,
  password,
  pathname,
  hash,
  searchParams,
}: URL): DatabaseConnection {
  if (!/^postgres(ql)?:$/.test(protocol) || hash !== '') throw refusal('database_url_invalid');
  const user = decodeURIComponent(username) || (process.env['USER'] ?? 'postgres');
  const sslMode = searchParams.get('sslmode') ?? 'disable';
  const ssl =
    sslMode === 'disable' || sslMode === 'prefer' || sslMode === 'allow'
      ? undefined
      : { rejectUnauthorized: sslMode !== 'require' };
  return {
    host: searchParams.get('host') ?? (withoutBrackets(decodeURIComponent(hostname)) || 'localhost'),
    port: Number(port || (searchParams.get('port') ?? 5432)),
    user,
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)) || user,
    ...(ssl && { ssl }),
  };
}

/** An IPv6 address as sockets take it: in a URL, and by habit elsewhere, it stands in brackets. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** The same as a URL, for a child process's environment. Holds the password: never log it. */
export function connectionToUrl({ host, port, user, password, database, ssl }: DatabaseConnection): string {
  const name = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const sslMode = ssl ? `&sslmode=${ssl === true || ssl.rejectUnauthorized ? 'verify-full' : 'require'}` : '';
  return `postgres://${name}@localhost:${port}/${encodeURIComponent(database)}?host=${encodeURIComponent(host)}${sslMode}`;
}
