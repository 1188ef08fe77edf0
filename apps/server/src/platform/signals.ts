// Notifications between transactions and those who wait for them: LISTEN on one connection of its own. A notification is
// only ever a hint; whoever waits also looks by timer, so a lost connection costs time and nothing else.
import { Client, type ConnectionConfig } from 'pg';
import type { Logger } from 'pino';
import { pause } from '@argosy/kernel/time';

/** `platform_work`: payload is a kind of work. `platform_event`: payload is the subject of a fact. */
export type Channel = 'platform_work' | 'platform_event';

export interface Signals {
  /** Calls back with each payload; and with `undefined` after the connection was lost, when anything may have been missed. */
  on(channel: Channel, hear: (payload: string | undefined) => void): () => void;
  /** The same as a notification, within this process: does not wait for the database. */
  emit(channel: Channel, payload: string): void;
  stop(): Promise<void>;
}

/** Listens until stopped; connects again after 100 ms, later each 2 s. */
export function startSignals(connection: ConnectionConfig, log: Logger): Signals {
  const hearers = { platform_work: new Set<(p?: string) => void>(), platform_event: new Set<(p?: string) => void>() };
  const stopping = new AbortController();
  let client: Client | undefined;

  const tell = (channel: Channel, payload: string | undefined) => {
    for (const hear of hearers[channel]) hear(payload);
  };

  const listenOnce = async (): Promise<void> => {
    const current = new Client({ ...connection, application_name: 'argosy-signals', keepAlive: true });
    client = current;
    const ended = new Promise<void>((resolve) => {
      current.on('end', resolve);
      current.on('error', (error) => {
        log.warn({ err: error }, 'the listening connection was lost');
        resolve();
      });
    });
    current.on('notification', ({ channel, payload }) => {
      if (channel === 'platform_work' || channel === 'platform_event') tell(channel, payload);
    });
    await current.connect();
    await current.query('listen platform_work; listen platform_event');
    tell('platform_work', undefined);
    tell('platform_event', undefined);
    await ended;
  };

  const run = async (): Promise<void> => {
    for (let tries = 0; !stopping.signal.aborted; tries += 1) {
      try {
        await listenOnce();
        tries = 0;
      } catch (error) {
        if (!stopping.signal.aborted) log.warn({ err: error }, 'cannot listen to the database');
      }
      await pause(tries === 0 ? 100 : 2000, stopping.signal);
    }
  };
  const running = run();

  return {
    on(channel, hear) {
      hearers[channel].add(hear);
      return () => void hearers[channel].delete(hear);
    },
    emit: tell,
    async stop() {
      stopping.abort();
      await client?.end().catch(() => {}); // it may be gone already, which is what is wanted
      await running;
    },
  };
}
