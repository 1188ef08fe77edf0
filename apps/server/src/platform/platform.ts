// Puts the platform together: the pool, the signals, the transaction, and the plain object that every module is given.
import type pg from 'pg';
import type { Logger } from 'pino';
import { newId } from '@argosy/kernel/ids';
import type { Clock } from '@argosy/kernel/time';
import { openPool } from './database.ts';
import { openMemberPool } from './member-pool.ts';
import type { Caller } from './caller.ts';
import type { PlatformDeps } from './deps.ts';
import type { Home } from './home.ts';
import { type Signals, startSignals } from './signals.ts';
import { makeTransaction, type TransactionParts } from './transaction.ts';

export interface Platform {
  readonly deps: PlatformDeps;
  readonly signals: Signals;
  stop(): Promise<void>;
}

/** Opens the roads to a database that is there and migrated. `audit` is identity's door (modules are not seen from here). */
export function startPlatform(parts: {
  readonly home: Home;
  readonly connection: pg.ConnectionConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: TransactionParts['audit'];
}): Platform {
  const { home, clock, log } = parts;
  const pool = openPool(parts.connection, log);
  const members = openMemberPool(parts.connection, log);
  const connect = ({ organizationId }: Pick<Caller, 'organizationId'>) =>
    organizationId === '' ? pool.connect() : members.connect(organizationId);
  const signals = startSignals(parts.connection, log);
  const deps: PlatformDeps = {
    clock,
    log,
    home,
    pool,
    transaction: makeTransaction({ connect, clock, signals, audit: parts.audit }),
    async read(whose, body) {
      if (whose.organizationId === '') return body(pool);
      const client = await connect(whose);
      try {
        return await body(client);
      } finally {
        client.release();
      }
    },
    newId: (kind) => newId(kind, clock.now().epochMilliseconds),
    wake: (kind) => signals.emit('platform_work', kind),
    nextEvent: (subject, timeoutMs, signal) => nextEvent(signals, subject, timeoutMs, signal),
  };
  return {
    deps,
    signals,
    async stop() {
      await signals.stop();
      await Promise.all([pool.end(), members.end()]);
    },
  };
}

function nextEvent(signals: Signals, subject: string, timeoutMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      clearTimeout(timer);
      stopHearing();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, timeoutMs);
    const stopHearing = signals.on('platform_event', (about) => {
      if (about === undefined || about === subject) finish();
    });
    signal?.addEventListener('abort', finish, { once: true });
  });
}
