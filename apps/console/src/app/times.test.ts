// Times as people read them.
import { expect, test } from 'vitest';
import { timesIn } from './times.ts';

const now = Date.parse('2026-11-20T08:00:00Z');
const said = (instant: string) => [timesIn('en').since(instant, now), timesIn('zh').since(instant, now)];

test('what has been is told by how long ago', () => {
  expect(said('2026-11-20T07:57:00Z')).toEqual(['3 minutes ago', '3分钟前']);
  expect(said('2026-11-20T07:59:57Z')).toEqual(['now', '现在']);
});

test('what was just made is never in the future', () => {
  expect(said('2026-11-20T08:00:30Z')).toEqual(['now', '现在']);
});
