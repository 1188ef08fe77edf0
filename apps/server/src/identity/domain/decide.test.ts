import {
  conditionKeys,
  conditionOperators,
  longestText,
  policyDocument,
  type ConditionKey,
} from '@argosy/contract/identity/policy-document';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Asked, Decision } from '@argosy/contract/identity/decision';
import { compilePolicies, type NamedPolicy } from './decide.ts';

type Statement = Readonly<Record<string, unknown>>;

const policy = (name: string, ...statements: readonly Statement[]): NamedPolicy => ({
  name,
  document: policyDocument.parse({ Version: '1', Statement: statements }),
});

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
  [{ StringLike: { 'acs:PrincipalName': ['dev-?', 'ops*'] } }, { 'acs:PrincipalName': 'dev-1' }, true],
  [{ StringLike: { 'acs:PrincipalName': ['dev-?', 'ops*'] } }, { 'acs:PrincipalName': 'dev-12' }, false],
  [{ StringNotEquals: { 'acs:PrincipalName': ['a', 'b'] } }, { 'acs:PrincipalName': 'b' }, false],
  [{ StringEqualsIgnoreCase: { 'acs:PrincipalName': 'Li' } }, { 'acs:PrincipalName': 'lI' }, true],
])('RAM-1 the condition %j holds for %j: %j', (Condition, context, holds) => {
  const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition };
  expect(decided([statement], 'a:B', '*', context).effect).toBe(holds ? 'allow' : 'deny');
});

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

// --- against another way of deciding, written to be obvious ---------------------------------------------------------

function globOf(text: string, flags = 's'): RegExp {
  const escaped = text.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, flags);
}

const bits = (address: string): string =>
  address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');

function holdsPlainly(operator: string, values: readonly string[], given: string | undefined): boolean {
  if (given === undefined) return false;
  const negated = /Not(Equals|Like|IpAddress)|^NotIp/.test(operator);
  const plain = operator.replace('Not', '');
  const one = (value: string): boolean => {
    if (plain === 'StringEquals' || plain === 'Bool') return value === given;
    if (plain === 'StringEqualsIgnoreCase') return value.toLowerCase() === given.toLowerCase();
    if (plain === 'StringLike') return globOf(value).test(given);
    if (plain === 'IpAddress') {
      const [network = '', length = '32'] = value.split('/');
      return bits(network).slice(0, Number(length)) === bits(given).slice(0, Number(length));
    }
    const difference = new Date(given).getTime() - new Date(value).getTime();
    if (plain.endsWith('LessThanEquals')) return difference <= 0;
    if (plain.endsWith('LessThan')) return difference < 0;
    if (plain.endsWith('GreaterThanEquals')) return difference >= 0;
    if (plain.endsWith('GreaterThan')) return difference > 0;
    return difference === 0;
  };
  return negated ? values.every((value) => !one(value)) : values.some(one);
}

function decidePlainly(policies: readonly NamedPolicy[], what: Asked): Decision['effect'] {
  const effects = policies.flatMap(({ document }) =>
    document.Statement.filter((statement) => {
      const action = (statement.Action ?? statement.NotAction ?? []).some((each) =>
        globOf(each, 'is').test(what.action),
      );
      const resource = (statement.Resource ?? statement.NotResource ?? []).some((each) =>
        globOf(each).test(what.resource),
      );
      const conditions = Object.entries(statement.Condition ?? {}).every(([operator, byKey]) =>
        Object.entries(byKey).every(([key, values]) =>
          holdsPlainly(operator, values, what.context[key as ConditionKey]),
        ),
      );
      return (
        action === (statement.Action !== undefined) && resource === (statement.Resource !== undefined) && conditions
      );
    }).map(({ Effect }) => Effect),
  );
  return effects.includes('Allow') && !effects.includes('Deny') ? 'allow' : 'deny';
}

// Few words, so that what is asked and what is written meet often.
const word = fc.constantFrom('get', 'getAll', 'put', 'list');
const patternOf = (text: fc.Arbitrary<string>) =>
  fc.oneof(
    text,
    text.map((each) => `${each.slice(0, 2)}*`),
    text.map((each) => `?${each.slice(1)}`),
    fc.constant('*'),
  );
const actionPattern = fc.oneof(
  fc.constant('*'),
  fc.tuple(fc.constantFrom('a', 'b', '*'), patternOf(word)).map(([module, verb]) => `${module}:${verb}`),
);
const thing = fc.constantFrom('c/1', 'c/2', 'c/12', 'd/1');
const resourcePattern = fc.oneof(
  fc.constant('*'),
  fc.tuple(fc.constantFrom('r', '*'), patternOf(thing)).map(([region, path]) => `acs:a:${region}:o:${path}`),
);
const values = {
  string: fc.constantFrom('li', 'LI', 'wang', 'l?', '*g'),
  date: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T08:00:00+08:00', '2026-06-01T00:00:00Z'),
  boolean: fc.constantFrom('true', 'false'),
  address: fc.constantFrom('10.0.0.1', '10.0.0.0/8', '192.168.1.0/24', '0.0.0.0/0', '192.168.1.77/32'),
};
const told = { ...values, address: fc.constantFrom('10.0.0.1', '10.9.9.9', '192.168.1.77', '8.8.8.8') };
const oneOrMore = (text: fc.Arbitrary<string>) => fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 }));

const condition = fc.constantFrom(...(Object.keys(conditionKeys) as ConditionKey[])).chain((key) => {
  const kind = conditionKeys[key];
  const operators = Object.entries(conditionOperators).flatMap(([name, of]) => (of === kind ? [name] : []));
  return fc.tuple(fc.constantFrom(...operators), fc.constant(key), oneOrMore(values[kind]));
});
const aStatement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    action: fc.tuple(fc.boolean(), oneOrMore(actionPattern)),
    resource: fc.tuple(fc.boolean(), oneOrMore(resourcePattern)),
    conditions: fc.array(condition, { maxLength: 2 }),
  })
  .map(({ Effect, action: [isNotAction, actions], resource: [isNotResource, resources], conditions }) => {
    const Condition: Record<string, Record<string, unknown>> = {};
    for (const [operator, key, given] of conditions) Condition[operator] = { ...Condition[operator], [key]: given };
    return {
      Effect,
      [isNotAction ? 'NotAction' : 'Action']: actions,
      [isNotResource ? 'NotResource' : 'Resource']: resources,
      ...(conditions.length > 0 && { Condition }),
    };
  });
const aContext = fc.record(Object.fromEntries(Object.entries(conditionKeys).map(([key, kind]) => [key, told[kind]])), {
  requiredKeys: [],
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
  const anyPolicies = fc.array(fc.array(aStatement, { minLength: 1, maxLength: 4 }), { maxLength: 3 });
  const anyAction = fc.tuple(fc.constantFrom('a', 'b'), word).map((words) => words.join(':'));
  const anyResource = thing.map((path) => `acs:a:r:o:${path}`);
  const effects = { allow: 0, deny: 0 };
  fc.assert(
    fc.property(anyPolicies, anyAction, anyResource, aContext, (given, action, resource, context) => {
      const policies = given.map((statements, index) => policy(`p${index}`, ...statements));
      const what = { action, resource, context };
      const decision = compilePolicies(policies)(what);
      effects[decision.effect] += 1;
      expect(decision.effect).toBe(decidePlainly(policies, what));
      const by = policies.find(({ name }) => name === decision.by?.policy)?.document.Statement[
        decision.by?.statement ?? 0
      ];
      expect(by?.Effect ?? 'Deny').toBe(decision.effect === 'allow' ? 'Allow' : 'Deny');
    }),
    { numRuns: 3000 },
  );
  expect(Math.min(effects.allow, effects.deny)).toBeGreaterThan(300); // both were really tried
});
