import { because, refusal } from '@argosy/kernel/errors';
import { expect, test } from 'vitest';
import { errorTable, sentenceOf } from './errors.ts';

test('a refusal without a fact that its sentence names, or with another, does not compile', () => {
  // @ts-expect-error the fact is called path
  refusal('disk_full', { folder: '/data' });
  // @ts-expect-error java_version_unsupported also needs `needed`
  refusal('java_version_unsupported', { path: '/opt/jdk-11', found: '11.0.2' });
  // @ts-expect-error it needs facts
  refusal('cluster_not_found');
  // @ts-expect-error it needs none
  refusal('credentials_missing', { key: 'ak-one' });
  // @ts-expect-error there is no such code
  refusal('disk_ful', { path: '/data' });
  // @ts-expect-error the same holds for a reason that is kept
  because('run_timed_out', { minutes: 2 });
  const { code, facts } = refusal('disk_full', { path: '/data' });
  expect(sentenceOf(code, facts, 'en')).toBe(
    'No space is left at /data. Free some and try again; what was begun there has been removed.',
  );
});

test('both languages of every sentence name the same facts', () => {
  const named = (say: (is: never) => string) => {
    const asked = new Set<PropertyKey>();
    const facts = new Proxy({}, { get: (_, name) => (asked.add(name), ['some']) });
    expect(say(facts as never)).toContain(asked.size > 0 ? 'some' : ''); // whatever facts this code has
    return [...asked].toSorted();
  };
  for (const [code, { en, zh }] of Object.entries(errorTable))
    expect({ code, names: named(zh) }).toEqual({ code, names: named(en) });
});

test('RAM-1 people are told statements as they count them, from 1', () => {
  const facts = { permission: 'clusters:GetCluster', resource: 'cluster/c-1', policy: 'mine', statement: 0 };
  expect(sentenceOf('policy_denies', facts, 'en')).toContain('mine (statement 1)');
  expect(sentenceOf('policy_denies', facts, 'zh')).toContain('mine（第 1 条语句）');
  expect(sentenceOf('gives_more_than_held', facts, 'en')).toContain('Statement 1 of the policy mine');
  expect(sentenceOf('gives_more_than_held', facts, 'zh')).toContain('mine（第 1 条语句）');
});
