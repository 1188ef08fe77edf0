// The platform on a database of its own, for tests: real transactions, real notifications, a clock that is moved.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { movableClock, type MovableClock } from '@argosy/testkit';
import type { Clock } from '@argosy/kernel/time';
import type { PlatformDeps } from '../src/platform/deps.ts';
import { homeAt, makeHome } from '../src/platform/home.ts';
import { startPlatform } from '../src/platform/platform.ts';
import type { Signals } from '../src/platform/signals.ts';
import { freshDatabase } from './database.ts';

export interface TestPlatform {
  readonly deps: PlatformDeps;
  readonly signals: Signals;
  readonly clock: MovableClock;
  [Symbol.asyncDispose](): Promise<void>;
}

/** `await using platform = await startTestPlatform()`. Without `clock` the time stands still until it is moved. */
export async function startTestPlatform(options: { readonly clock?: Clock } = {}): Promise<TestPlatform> {
  const database = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'argosy-test-'));
  const home = homeAt(folder);
  await makeHome(home);
  const clock = movableClock();
  const platform = startPlatform({
    home,
    connection: database.connection,
    clock: options.clock ?? clock,
    log: pino({ level: 'silent' }),
    audit: async () => {}, // identity's tests prove the audit trail
  });
  return {
    deps: platform.deps,
    signals: platform.signals,
    clock,
    async [Symbol.asyncDispose]() {
      await platform.stop();
      await database[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
