import { expect, test } from 'vitest';
import { invariant } from '@argosy/kernel/errors';
import { Instant } from '@argosy/kernel/time';
import { findRelease } from '../releases/catalogue.ts';
import type { ReleaseInstallation } from '../store/release-installations.ts';
import { toReleaseView } from './views.ts';

test('REL-6 a release is installed when its files are there and its install has ended, and its last words are of then', () => {
  const release = findRelease('6.0.0');
  invariant(release !== undefined, 'the first runnable release stays in the catalogue');
  const shown = (isInstalled: boolean, state?: ReleaseInstallation['state']) => {
    const installation = state && {
      version: '6.0.0',
      state,
      progress: [],
      askedAt: Instant.from('2026-11-20T08:00:00Z'),
    };
    return toReleaseView(release, { isInstalled, installation }, 'en').installation.state;
  };
  expect(shown(true, 'installing')).toBe('installing'); // what it did last is not yet written
  expect(shown(true, 'installed')).toBe('installed');
  expect(shown(true)).toBe('installed'); // by another server, in a folder that both have
  expect(shown(true, 'failed')).toBe('installed');
  expect(shown(false, 'installed')).toBe('absent'); // its files were removed
  expect(shown(false, 'failed')).toBe('failed');
  expect(shown(false)).toBe('absent');
});
