import { longestText } from '@argosy/contract/identity/policy-document';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Asked, Decision } from '@argosy/contract/identity/decision';
import {
  aContext,
  anAction,
  aPolicy,
  aResource,
  decidePlainly,
  globOf,
  policy,
  type Statement,
} from '../../../test/policies.ts';
import { compilePolicies } from './decide.ts';

const asked = (action: string, resource = '*', context: Asked['context'] = {}): Asked => ({
  action,
  resource,
  context,
});

const decided = (statements: readonly Statement[], ...what: Parameters<typeof asked>): Decision =>
  compilePolicies([policy('one', ...statements)])(asked(...what));

test('RAM-1 what no statement speaks of is denied, and nobody is named', () => {
  expect(compilePolicies([])(asked('clusters:GetCluster'))).toEqual({ effect: 'deny', by: undefined });
  const reads = { Effect: 'Allow', Action: 'clusters:Get*', Resource: '*' };
  expect(decided([reads], 'clusters:ReleaseCluster')).toEqual({ effect: 'deny', by: undefined });
});

test('RAM-1 a denial wins, in whatever order and in whichever policy it stands, and is named', () => {
  const all = policy('all', { Effect: 'Allow', Action: '*', Resource: '*' });
  const careful = policy(
    'careful',
    { Effect: 'Allow', Action: 'clusters:*', Resource: '*' },
    { Effect: 'Deny', Action: 'clusters:ReleaseCluster', Resource: 'acs:clusters:*:*:cluster/c-1' },
  );
  for (const policies of [
    [all, careful],
    [careful, all],
  ]) {
    const decide = compilePolicies(policies);
    expect(decide(asked('clusters:ReleaseCluster', 'acs:clusters:local:org-1:cluster/c-1'))).toEqual({
      effect: 'deny',
      by: { policy: 'careful', statement: 1 },
    });
    expect(decide(asked('clusters:ReleaseCluster', 'acs:clusters:local:org-1:cluster/c-2')).effect).toBe('allow');
  }
});

// As RAM's documentation gives them: all but one service; reads by their beginning; what lies under a folder.
test.each([
  ['ram:CreateUser', '*', 'deny'],
  ['ecs:StopInstance', '*', 'allow'],
])('RAM-1 NotAction ram:* allows everything else: %s on %s is %sed', (action, resource, effect) => {
  expect(decided([{ Effect: 'Allow', NotAction: 'ram:*', Resource: '*' }], action, resource).effect).toBe(effect);
});

test.each([
  ['oss:ListBuckets', 'acs:oss:cn-hangzhou:1:mybucket', 'allow'],
  ['oss:listbuckets', 'acs:oss:cn-hangzhou:1:mybucket', 'allow'], // actions without regard to case
  ['oss:ListBuckets', 'acs:oss:cn-hangzhou:1:MYBUCKET', 'deny'], // resources with it
  ['ecs:DescribeInstances', 'acs:oss:cn-hangzhou:1:mybucket/dir1/object1.jpg', 'allow'],
  ['ecs:StopInstance', 'acs:oss:cn-hangzhou:1:mybucket', 'deny'],
  ['oss:ListBuckets', 'acs:oss:cn-hangzhou:1:mybucket2', 'deny'],
])('RAM-1 lists of actions and resources: %s on %s is %sed', (action, resource, effect) => {
  const statement = {
    Effect: 'Allow',
    Action: ['oss:ListBuckets', 'ecs:Describe*', 'rds:Describe*'],
    Resource: ['acs:oss:*:*:mybucket', 'acs:oss:*:*:mybucket/*'],
  };
  expect(decided([statement], action, resource).effect).toBe(effect);
});

const office = { IpAddress: { 'acs:SourceIp': ['203.0.113.2', '10.0.0.0/8', 'fd00::/8'] } };

test.each([
  [office, { 'acs:SourceIp': '203.0.113.2' }, true],
  [office, { 'acs:SourceIp': '203.0.113.3' }, false],
  [office, { 'acs:SourceIp': '10.200.1.1' }, true],
  [office, { 'acs:SourceIp': '::ffff:10.200.1.1' }, true],
  [office, { 'acs:SourceIp': 'fd12::1' }, true],
  [office, { 'acs:SourceIp': 'no address' }, false],
  [office, {}, false],
  [{ NotIpAddress: { 'acs:SourceIp': '10.0.0.0/8' } }, { 'acs:SourceIp': '10.1.1.1' }, false],
  [{ NotIpAddress: { 'acs:SourceIp': '10.0.0.0/8' } }, { 'acs:SourceIp': '11.1.1.1' }, true],
  [{ NotIpAddress: { 'acs:SourceIp': '10.0.0.0/8' } }, {}, false], // what is not told is not taken to be elsewhere
  [{ Bool: { 'acs:MFAPresent': true } }, { 'acs:MFAPresent': 'true' }, true],
  [{ Bool: { 'acs:MFAPresent': 'true' } }, { 'acs:MFAPresent': 'false' }, false],
  [{ DateLessThan: { 'acs:CurrentTime': '2026-08-12T17:00:00+08:00' } }, at('2026-08-12T08:59:59Z'), true],
  [{ DateLessThan: { 'acs:CurrentTime': '2026-08-12T17:00:00+08:00' } }, at('2026-08-12T09:00:00Z'), false],
  [{ DateEquals: { 'acs:CurrentTime': '2026-08-12T17:00:00+08:00' } }, at('2026-08-12T09:00:00.000Z'), true],
  [{ NumericLessThanEquals: { 'acs:ConfirmationAgeSeconds': 600 } }, aged('600'), true],
  [{ NumericLessThan: { 'acs:ConfirmationAgeSeconds': '600' } }, aged('600'), false],
  [{ NumericLessThan: { 'acs:ConfirmationAgeSeconds': '1000' } }, aged('600'), true], // by size, not as texts
  [{ NumericGreaterThan: { 'acs:ConfirmationAgeSeconds': '600.5' } }, aged('601'), true],
  [{ NumericGreaterThanEquals: { 'acs:ConfirmationAgeSeconds': '-1' } }, aged('0'), true],
  [{ NumericEquals: { 'acs:ConfirmationAgeSeconds': ['10.0', '20'] } }, aged('10'), true],
  [{ NumericNotEquals: { 'acs:ConfirmationAgeSeconds': ['10.0', '20'] } }, aged('10'), false],
  [{ NumericNotEquals: { 'acs:ConfirmationAgeSeconds': ['10', '20'] } }, aged('15'), true],
  [{ NumericNotEquals: { 'acs:ConfirmationAgeSeconds': '10' } }, {}, false], // a program's key tells none
  [{ NumericGreaterThanEquals: { 'acs:ConfirmationAgeSeconds': '0' } }, aged(''), false],
  [{ StringLike: { 'acs:PrincipalName': ['dev-?', 'ops*'] } }, { 'acs:PrincipalName': 'dev-1' }, true],
  [{ StringLike: { 'acs:PrincipalName': ['dev-?', 'ops*'] } }, { 'acs:PrincipalName': 'dev-12' }, false],
  [{ StringNotEquals: { 'acs:PrincipalName': ['a', 'b'] } }, { 'acs:PrincipalName': 'b' }, false],
  [{ StringEqualsIgnoreCase: { 'acs:PrincipalName': 'Li' } }, { 'acs:PrincipalName': 'lI' }, true],
])('RAM-1 the condition %j holds for %j: %j', (Condition, context, holds) => {
  const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition };
  expect(decided([statement], 'a:B', '*', context).effect).toBe(holds ? 'allow' : 'deny');
});

function aged(seconds: string): Asked['context'] {
  return { 'acs:ConfirmationAgeSeconds': seconds };
}

function at(time: string): Asked['context'] {
  return { 'acs:CurrentTime': time };
}

test('RAM-1 every condition of a statement has to hold', () => {
  const Condition = { ...office, Bool: { 'acs:MFAPresent': 'true', 'acs:SecureTransport': 'true' } };
  const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition };
  const good = { 'acs:SourceIp': '10.0.0.1', 'acs:MFAPresent': 'true', 'acs:SecureTransport': 'true' };
  expect(decided([statement], 'a:B', '*', good).effect).toBe('allow');
  for (const key of Object.keys(good))
    expect(decided([statement], 'a:B', '*', { ...good, [key]: 'false' }).effect).toBe('deny');
});

test('RAM-1 patterns that would take a regular expression for ever are decided at once', () => {
  const resource = `acs:a:b:c:${'a'.repeat(longestText - 10)}`;
  const many = ['*a'.repeat(140), `*${'a'.repeat(140)}`, `*${'?a'.repeat(70)}`].flatMap((each) =>
    Array.from({ length: 15 }, () => `acs:a:b:c:${each}b`),
  );
  const statement = { Effect: 'Allow', Action: '*', Resource: many };
  const policies = Array.from({ length: 20 }, (_, index) => policy(`p${index}`, statement));
  expect(compilePolicies(policies)(asked('a:B', resource)).effect).toBe('deny');
});

test('RAM-1 a pattern matches what the plain way matches', () => {
  const letters = (...of: readonly string[]) => fc.string({ unit: fc.constantFrom(...of), maxLength: 9 });
  const matched = { true: 0, false: 0 };
  fc.assert(
    fc.property(letters('a', 'b', '*', '?'), letters('a', 'b'), (glob, text) => {
      const [Resource, resource] = [`acs:a:b:c:x${glob}`, `acs:a:b:c:x${text}`];
      const matches = globOf(Resource).test(resource);
      matched[`${matches}`] += 1;
      const statement = { Effect: 'Allow', Action: '*', Resource };
      expect(decided([statement], 'a:B', resource).effect).toBe(matches ? 'allow' : 'deny');
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(matched.true, matched.false)).toBeGreaterThan(300);
});

test('RAM-1 decides as the plain way does, whatever the policies and whatever is asked', () => {
  const effects = { allow: 0, deny: 0 };
  fc.assert(
    fc.property(
      fc.array(aPolicy, { maxLength: 3 }),
      anAction,
      aResource,
      aContext,
      (given, action, resource, context) => {
        const policies = given.map((statements, index) => policy(`p${index}`, ...statements));
        const what = { action, resource, context };
        const decision = compilePolicies(policies)(what);
        effects[decision.effect] += 1;
        expect(decision.effect).toBe(decidePlainly(policies, what));
        const by = policies.find(({ name }) => name === decision.by?.policy)?.document.Statement[
          decision.by?.statement ?? 0
        ];
        expect(by?.Effect ?? 'Deny').toBe(decision.effect === 'allow' ? 'Allow' : 'Deny');
      },
    ),
    { numRuns: 3000 },
  );
  expect(Math.min(effects.allow, effects.deny)).toBeGreaterThan(300); // both were really tried
});
