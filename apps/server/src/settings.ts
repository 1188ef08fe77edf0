// What the environment says about this server; read once, at its door.
import ipaddr from 'ipaddr.js';
import * as z from 'zod';
import { refusal } from '@argosy/kernel/errors';
import { type Home, defaultHome } from './platform/home.ts';
import { isNamed, type Proxies } from './platform/http/proxies.ts';
import { withoutBrackets } from './platform/postgres/connection.ts';

export interface Settings {
  readonly home: Home;
  readonly host: string;
  /** 0: any free one; the one it had before is tried first, so that a restart stays where its agents and people know it. */
  readonly port: number;
  /** Of the listener of native pages; when it is not said, the one after `port`, or any free one. */
  readonly webPort: { readonly port: number; readonly isWanted: boolean };
  /** By which address people reach that listener, when it is behind a proxy. */
  readonly webUrl: string | undefined;
  /** Names, beside loopback ones, by which a server on a loopback address may be asked (behind a proxy). */
  readonly hosts: readonly string[];
  /** Proxies whose word is taken for where a request came from, and whether by TLS. */
  readonly proxies: Proxies;
  /** Clusters of organizations that trust one another may stand side by side, though nothing separates their nodes. */
  readonly sharesMachine: boolean;
  /** An operator's own PostgreSQL; the embedded one, if left out. */
  readonly databaseUrl: string | undefined;
  /** How long logs of runs and outputs of plan runs are kept after these have ended; 0: for ever. */
  readonly keepDays: number;
  readonly logLevel: (typeof levels)[number];
}

const usualPort = 8440; // free in the registry of ports, and not one that Hadoop or Spark uses
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

const variables = z.object({
  ARGOSY_LISTEN: z.string().transform(withoutBrackets).default('127.0.0.1'),
  ARGOSY_PORT: z.coerce.number().int().min(0).max(65_535).default(usualPort),
  ARGOSY_WEB_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  ARGOSY_WEB_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => new URL(url).pathname === '/')
    .transform((url) => new URL(url).origin)
    .optional(),
  ARGOSY_HOSTS: z.string().default(''),
  ARGOSY_PROXIES: z.string().default('').transform(listed).refine(areNetworks),
  ARGOSY_PROXY_SECRET: z.string().min(16).optional(),
  ARGOSY_SHARED_MACHINE: z.enum(['yes', 'no']).default('no'),
  ARGOSY_LOG_LEVEL: z.enum(levels).default('info'),
  ARGOSY_KEEP_DAYS: z.coerce.number().int().min(0).max(99_999).default(90),
  DATABASE_URL: z.string().optional(),
});
/** What stands between commas. */
function listed(text: string): readonly string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function areNetworks(texts: readonly string[]): boolean {
  return texts.every((text) => ipaddr.isValid(text) || ipaddr.isValidCIDR(text));
}

const allowed: Readonly<Record<string, string>> = {
  ARGOSY_PORT: '0–65535',
  ARGOSY_WEB_PORT: '0–65535',
  ARGOSY_WEB_URL: 'https://pages.example.com',
  ARGOSY_PROXIES: 'addresses and networks, such as 127.0.0.1,10.0.0.0/8',
  ARGOSY_PROXY_SECRET: '16 characters and more; needed where ARGOSY_PROXIES has addresses of this machine',
  ARGOSY_SHARED_MACHINE: 'yes, no',
  ARGOSY_LOG_LEVEL: levels.join(', '),
  ARGOSY_KEEP_DAYS: '0–99999',
};

/** `ARGOSY_HOME`, `ARGOSY_LISTEN` (host), `ARGOSY_PORT`, `ARGOSY_WEB_PORT`, `ARGOSY_WEB_URL`, `ARGOSY_HOSTS` and `ARGOSY_PROXIES` (with commas),
 *  `ARGOSY_PROXY_SECRET`, `ARGOSY_SHARED_MACHINE`, `ARGOSY_LOG_LEVEL`, `ARGOSY_KEEP_DAYS`, `DATABASE_URL`. An empty one is not set.
 *  Refuses: setting_invalid, which does not repeat the value. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const read = variables.safeParse(Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')));
  if (!read.success) {
    const name = String(read.error.issues[0]?.path[0]);
    throw refusal('setting_invalid', { name, allowed: allowed[name] ?? '' });
  }
  const { data } = read;
  return {
    home: defaultHome(),
    host: data.ARGOSY_LISTEN,
    port: data.ARGOSY_PORT,
    webPort: webPortOf(data),
    webUrl: data.ARGOSY_WEB_URL,
    hosts: data.ARGOSY_HOSTS.split(',').filter((name) => name !== ''),
    proxies: proxiesOf(data),
    sharesMachine: data.ARGOSY_SHARED_MACHINE === 'yes',
    databaseUrl: data.DATABASE_URL,
    keepDays: data.ARGOSY_KEEP_DAYS,
    logLevel: data.ARGOSY_LOG_LEVEL,
  };
}

/** Refuses: setting_invalid. */
function proxiesOf(data: {
  readonly ARGOSY_PROXIES: readonly string[];
  readonly ARGOSY_PROXY_SECRET?: string | undefined;
}): Proxies {
  const proxies = { networks: data.ARGOSY_PROXIES, secret: data.ARGOSY_PROXY_SECRET };
  const isHere = isNamed('127.0.0.1', proxies) || isNamed('::1', proxies);
  if (!isHere || proxies.secret !== undefined) return proxies;
  throw refusal('setting_invalid', { name: 'ARGOSY_PROXY_SECRET', allowed: allowed['ARGOSY_PROXY_SECRET'] ?? '' });
}

function webPortOf(data: { readonly ARGOSY_PORT: number; readonly ARGOSY_WEB_PORT?: number | undefined }) {
  const wanted = data.ARGOSY_WEB_PORT;
  if (wanted !== undefined) return { port: wanted, isWanted: true };
  const isLast = data.ARGOSY_PORT === 0 || data.ARGOSY_PORT === 65_535;
  return { port: isLast ? 0 : data.ARGOSY_PORT + 1, isWanted: false };
}
