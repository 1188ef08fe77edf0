// What the environment says about this server; read once, at its door.
import * as z from 'zod';
import { type Home, defaultHome } from './platform/home.ts';

export interface Settings {
  readonly home: Home;
  readonly host: string;
  /** 0: any free one; the one it had before is tried first, so that a restart stays where its agents and people know it. */
  readonly port: number;
  /** Names, beside loopback ones, by which a server on a loopback address may be asked (behind a proxy). */
  readonly hosts: readonly string[];
  /** An operator's own PostgreSQL; the embedded one, if left out. */
  readonly databaseUrl: string | undefined;
  /** How long logs of runs and outputs of plan runs are kept after these have ended; 0: for ever. */
  readonly keepDays: number;
  readonly logLevel: z.infer<typeof logLevel>;
}

const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);

const usualPort = 8440; // free in the registry of ports, and not one that Hadoop or Spark uses

/** `ARGOSY_HOME`, `ARGOSY_LISTEN` (host), `ARGOSY_PORT`, `ARGOSY_HOSTS` (with commas), `ARGOSY_LOG_LEVEL`,
 *  `ARGOSY_KEEP_DAYS`, `DATABASE_URL`. Throws where a mistake would cost what was to be kept. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  return {
    home: defaultHome(),
    host: environment['ARGOSY_LISTEN'] ?? '127.0.0.1',
    port: Number(environment['ARGOSY_PORT'] ?? usualPort),
    hosts: (environment['ARGOSY_HOSTS'] ?? '').split(',').filter((name) => name !== ''),
    databaseUrl: environment['DATABASE_URL'],
    keepDays: readDays(environment['ARGOSY_KEEP_DAYS'] ?? '90'),
    logLevel: logLevel.catch('info').parse(environment['ARGOSY_LOG_LEVEL']),
  };
}

function readDays(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new Error(`ARGOSY_KEEP_DAYS is a number of days, 0 for ever, and not "${text}"`);
  return Number(text);
}
