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
  readonly logLevel: z.infer<typeof logLevel>;
}

const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);

const usualPort = 8440; // free in the registry of ports, and not one that Hadoop or Spark uses

/** `ARGOSY_HOME`, `ARGOSY_LISTEN` (host), `ARGOSY_PORT`, `ARGOSY_HOSTS` (with commas), `ARGOSY_LOG_LEVEL`, `DATABASE_URL`. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  return {
    home: defaultHome(),
    host: environment['ARGOSY_LISTEN'] ?? '127.0.0.1',
    port: Number(environment['ARGOSY_PORT'] ?? usualPort),
    hosts: (environment['ARGOSY_HOSTS'] ?? '').split(',').filter((name) => name !== ''),
    databaseUrl: environment['DATABASE_URL'],
    logLevel: logLevel.catch('info').parse(environment['ARGOSY_LOG_LEVEL']),
  };
}
