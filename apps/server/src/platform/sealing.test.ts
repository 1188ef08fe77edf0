import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { temporaryHome } from '../../test/http.ts';
import { openSealer, SealBroken } from './sealing.ts';

test('a sealed secret opens for its row alone, unchanged, and with its key', async () => {
  await using home = await temporaryHome();
  await using elsewhere = await temporaryHome();
  const sealer = await openSealer(home);
  const envelope = sealer.seal('a secret, 秘密', 'row-1');
  expect(sealer.unseal(envelope, 'row-1')).toBe('a secret, 秘密');
  expect((await openSealer(home)).unseal(envelope, 'row-1')).toBe('a secret, 秘密');
  expect(sealer.seal('a secret, 秘密', 'row-1').equals(envelope)).toBe(false);
  expect(() => sealer.unseal(envelope, 'row-2')).toThrow(SealBroken);
  for (const index of envelope.keys()) {
    const changed = Buffer.from(envelope);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(() => sealer.unseal(changed, 'row-1')).toThrow(SealBroken);
  }
  const other = await openSealer(elsewhere);
  expect(() => other.unseal(envelope, 'row-1')).toThrow(SealBroken);
});

test('many that open a new seal at once agree on its key', async () => {
  await using home = await temporaryHome();
  const sealers = await Promise.all(Array.from({ length: 10 }, () => openSealer(home)));
  const envelope = sealers[0]!.seal('shared', 'row');
  expect(sealers.map((each) => each.unseal(envelope, 'row'))).toEqual(sealers.map(() => 'shared'));
  expect(await readdir(home.secrets)).toEqual(['seal.key']);
});
