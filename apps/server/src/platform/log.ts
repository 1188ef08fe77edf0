// The server's log: one JSON object a line. A secret never stands in it: fields by the names that secrets have are left out,
// and what has the form of an access key is struck out wherever it stands, also in the middle of an error's text.
import { type DestinationStream, type Level, type Logger, pino } from 'pino';

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
      hooks: { streamWrite: (line) => line.replaceAll(accessKeys, '$1[left out]') },
    },
    destination,
  );
}

const accessKeys = /(argosy_ak-[0-9a-z]+_)[A-Za-z0-9_-]{8,}/g;
