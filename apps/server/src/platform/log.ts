// The server's log: one JSON object a line. A secret never stands in it: fields by the names that secrets have are left out,
// what has the form of an access key is struck out wherever it stands, also in the middle of an error's text, and of an error
// only what is known to be meant for people is written: other programs put what they were given into fields of theirs.
import { join } from 'node:path';
import { type DestinationStream, type Level, type Logger, pino, stdSerializers } from 'pino';
import { boundLog } from '@argosy/host/files';
import type { Refusal } from '@argosy/kernel/errors';
import type { Home } from './home.ts';

const named = ['authorization', 'secret', 'password', 'token', 'key'];

/** Opens a log that writes to `destination`. */
export function openLog({
  level,
  destination,
}: {
  readonly level: Level;
  readonly destination: DestinationStream;
}): Logger {
  return pino(
    {
      level,
      redact: { paths: named.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[left out]' },
      serializers: { err: toLogged },
      hooks: { streamWrite: (line) => line.replaceAll(accessKeys, '$1[left out]') },
    },
    destination,
  );
}

/** `code` and `facts` are a refusal's; of others `code` is a word (`ECONNREFUSED`, an SQL state). */
function toLogged(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack, code, facts } = stdSerializers.err(error) as ReturnType<typeof stdSerializers.err> &
    Partial<Refusal>;
  return { type, message, stack, code, facts };
}

/** Weeks of a server that little is asked of; with the file before it each log is never much more than twice that. */
const mostLogBytes = 10 * 1024 * 1024;

/** Puts aside what has grown large of the logs in the home: the server's own, when it was started in the background, and the
 *  embedded PostgreSQL's. Between the copy and the cut this process writes nothing; of PostgreSQL a line may be lost. */
export function boundLogs(home: Pick<Home, 'log'>): void {
  for (const name of ['server.log', 'postgres.log']) boundLog(join(home.log, name), mostLogBytes);
}

const accessKeys = /(argosy_ak-[0-9a-z]+_)[A-Za-z0-9_-]{8,}/g;
