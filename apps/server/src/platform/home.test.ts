import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { homeAt, makeHome } from './home.ts';

test('a home that cannot be made is refused, naming it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-test-home-'));
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(makeHome(homeAt(join(file, 'home')))).rejects.toMatchObject({
    code: 'home_unusable',
    facts: { home: join(file, 'home') },
  });
  await expect(makeHome(homeAt('/proc/none'))).rejects.toMatchObject({ code: 'home_unusable' });
  await rm(folder, { recursive: true });
});

test('what users of nodes pass through is open, and what customers sent is not, whatever mask the starter has', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-test-home-'));
  const home = homeAt(join(folder, 'home'));
  const mask = process.umask(0o077);
  try {
    await makeHome(home);
  } finally {
    process.umask(mask);
  }
  const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
  expect([await modeOf(home.nodes), await modeOf(home.files)]).toEqual([0o755, 0o700]);
  await rm(folder, { recursive: true });
});
