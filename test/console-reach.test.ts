// Everything that people, organizations and permissions can be asked for over the API can be asked for on a page.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identityOperations } from '@argosy/contract/identity/operations';

const folder = join(import.meta.dirname, '../apps/console/src');

/** What no page asks for itself, and why. */
const reachedOtherwise: Readonly<Record<string, string>> = {
  contact_get: 'the list has all of a contact',
  oidc_finish: 'a provider’s page leads the browser there',
};

/** `sign_in_source_get` → `signInSourceGet`, as the contract names its values. */
const valueOf = (id: string): string => id.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());

test('RAM-1 every operation of identity is reached by a page of the console', () => {
  const everything = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const ids = identityOperations.map(({ id }) => id);
  const isNamed = (id: string) => new RegExp(`\\b${valueOf(id)}\\b`).test(everything);
  expect(ids.length).toBeGreaterThan(70);
  expect(ids.filter((id) => !isNamed(id))).toEqual(ids.filter((id) => id in reachedOtherwise));
});
