import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { homeAt } from '../../platform/home.ts';
import { createLocalProvider } from './local.ts';

/** From here to the end of the test this process may do what an ordinary person may. */
async function becomeOrdinary(folder: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const nobody = 65_534;
  await chown(folder, nobody, nobody);
  process.setegid?.(nobody);
  process.seteuid?.(nobody);
  onTestFinished(() => {
    process.seteuid?.(0);
    process.setegid?.(0);
  });
}

test('started by an ordinary person, a host is removed with what its jobs made read-only', async () => {
  const home = homeAt(mkdtempSync(join(tmpdir(), 'argosy-test-local-')));
  onTestFinished(() => rmSync(home.path, { recursive: true, force: true }));
  await becomeOrdinary(home.path);
  const provider = createLocalProvider({ home, log: pino({ level: 'silent' }), user: undefined });
  onTestFinished(() => provider.close());
  const host = { clusterId: 'c-test', nodeId: 'n-test' };
  const module = join(provider.directoryOf(host), 'go/pkg/mod/example.org');
  mkdirSync(module, { recursive: true });
  writeFileSync(join(module, 'go.mod'), '');
  for (const each of [module, dirname(module)]) chmodSync(each, 0o555);
  await provider.remove(host);
  expect(existsSync(dirname(provider.directoryOf(host)))).toBe(false);
});
