import type { PolicyDocument } from '@argosy/contract/identity/policy-document';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { aContext, anAction, aPolicy, aResource, policy, type Statement } from '../../../test/policies.ts';
import { compilePolicies } from './decide.ts';
import { denialsLost, firstBeyond, mayEverything } from './giving.ts';

const document = (...statements: readonly Statement[]): PolicyDocument => policy('one', ...statements).document;
const allow = (Action: string | string[], more: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
});
const deny = (Action: string, more: Statement = {}): Statement => ({ ...allow(Action, more), Effect: 'Deny' });
const one = 'acs:clusters:*:*:cluster/c-1';
const office = { Condition: { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } } };

test.each<{ held: Statement[]; given: Statement; may: boolean }>([
  { held: [allow('*')], given: allow('*'), may: true },
  { held: [allow('*')], given: { Effect: 'Allow', NotAction: 'identity:*', NotResource: one }, may: true },
  { held: [allow('clusters:*')], given: allow(['clusters:Get*', 'clusters:ReleaseCluster']), may: true },
  { held: [allow('clusters:*')], given: allow('clusters:GET*'), may: true }, // as actions are compared
  { held: [allow('clusters:*')], given: allow('*'), may: false },
  { held: [allow('clusters:*')], given: allow('*:Get*'), may: false },
  { held: [allow('clusters:Get?')], given: allow('clusters:Get*'), may: false },
  { held: [allow('clusters:*', { Resource: one })], given: allow('clusters:*', { Resource: one }), may: true },
  { held: [allow('clusters:*', { Resource: one })], given: allow('clusters:*'), may: false },
  { held: [allow('*', office)], given: allow('clusters:Get*'), may: false }, // from everywhere, not from the office alone
  { held: [allow('*', office)], given: allow('clusters:Get*', office), may: true },
  { held: [allow('*')], given: allow('clusters:Get*', office), may: true },
  // What one is denied is not given to others either, wherever it might be meant.
  { held: [allow('*'), deny('clusters:ReleaseCluster')], given: allow('clusters:Get*'), may: true },
  { held: [allow('*'), deny('clusters:ReleaseCluster')], given: allow('clusters:*'), may: false },
  { held: [allow('*'), deny('*', { Resource: one })], given: allow('*', { Resource: `${one}2` }), may: true },
  { held: [allow('*'), { Effect: 'Deny', NotAction: 'a:B', Resource: '*' }], given: allow('clusters:*'), may: false },
])('RAM-1 who has $held may give $given: $may', ({ held, given, may }) => {
  expect(firstBeyond([[document(...held)]], [document(given)])).toEqual(may ? undefined : { policy: 0, statement: 0 });
});

test('RAM-1 with its denial along, more may be given: it is denied there too', () => {
  const held = [allow('*'), deny('clusters:ReleaseCluster')];
  expect(firstBeyond([[document(...held)]], [document(deny('clusters:ReleaseCluster'), allow('clusters:*'))])).toBe(
    undefined,
  );
});

test('RAM-1 what a key or a session was narrowed to is not gone beyond', () => {
  const layers = [[document(allow('*'))], [document(allow('identity:*'))]];
  expect(firstBeyond(layers, [document(allow('identity:Get*'))])).toBe(undefined);
  expect(firstBeyond(layers, [document(allow('identity:Get*')), document(allow('clusters:Get*'))])).toEqual({
    policy: 1,
    statement: 0,
  });
});

test('RAM-1 only who may everything may take a denial away', () => {
  expect(mayEverything([[document(allow('*'))]])).toBe(true);
  expect(mayEverything([[document(allow('*')), document(deny('a:B', { Resource: one }))]])).toBe(false);
  expect(mayEverything([[document(allow('*'))], [document(allow('identity:*'))]])).toBe(false);
  const [first, second] = [deny('a:B'), deny('a:C')].map((each) => document(each));
  expect(denialsLost([document(allow('*'))], [])).toBe(false);
  expect(denialsLost([document(deny('a:B'), deny('a:C'))], [document(deny('a:B'))])).toBe(true);
  expect(
    denialsLost(
      [document(deny('a:B'), deny('a:C'))],
      [first, second].flatMap((each) => each ?? []),
    ),
  ).toBe(false);
});

test('RAM-1 whatever may be given allows nothing that the giver is not allowed', () => {
  const tried = { given: 0, refused: 0, allowed: 0 };
  // A part of what somebody has, whole or with something made up, is what is given often enough to count.
  const scene = fc.tuple(fc.array(aPolicy, { minLength: 1, maxLength: 3 }), aPolicy, fc.boolean(), fc.nat());
  fc.assert(
    fc.property(
      scene,
      fc.array(fc.tuple(anAction, aResource, aContext), { minLength: 8, maxLength: 8 }),
      (made, asks) => {
        const [has, other, isPart, which] = made;
        const held = has.map((statements) => document(...statements));
        const part = has.flat().filter((_, index) => (which >> index) % 2 === 0);
        const given = isPart && part.length > 0 ? [document(...part)] : [document(...other)];
        const may = firstBeyond([held], given) === undefined;
        tried[may ? 'given' : 'refused'] += 1;
        const decide = compilePolicies(given.map((each, index) => ({ name: `p${index}`, document: each })));
        const decideForGiver = compilePolicies(held.map((each, index) => ({ name: `p${index}`, document: each })));
        for (const [action, resource, context] of may ? asks : []) {
          const asked = { action, resource, context };
          if (decide(asked).effect === 'deny') continue;
          tried.allowed += 1;
          expect(decideForGiver(asked).effect).toBe('allow');
        }
      },
    ),
    { numRuns: 3000 },
  );
  expect(Math.min(tried.given, tried.refused, tried.allowed)).toBeGreaterThan(200); // each was really tried
});
