import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@argosy/client';
import { policyCreate, policyVersionCreate } from '@argosy/contract/identity/policies';
import { expect, test } from 'vitest';
import { sayIn } from '../texts.ts';
import { bodyFromFile } from './request-file.ts';

test('a policy comes as RAM writes it, or as the whole request', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-test-'));
  const file = join(folder, 'policy.json');
  const document = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'clusters:Get*', Resource: '*' }] };
  const rest = { file, client: createClient({ url: 'http://127.0.0.1:9', key: '' }), say: sayIn('en'), flagged: true };
  try {
    await writeFile(file, JSON.stringify(document));
    expect(await bodyFromFile(policyCreate, rest)).toEqual({ document });
    expect(await bodyFromFile(policyVersionCreate, { ...rest, flagged: false })).toEqual({ document });
    await writeFile(file, JSON.stringify({ name: 'readers', document }));
    expect(await bodyFromFile(policyCreate, rest)).toEqual({ name: 'readers', document });
  } finally {
    await rm(folder, { recursive: true });
  }
});
