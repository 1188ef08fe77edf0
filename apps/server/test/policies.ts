// Policies made up at random, of few words, so that what is asked and what is written meet often; and another way of deciding,
// written to be obvious, against which the server's own is held.
import {
  conditionKeys,
  conditionOperators,
  policyDocument,
  type ConditionKey,
} from '@argosy/contract/identity/policy-document';
import type { Asked, Decision } from '@argosy/contract/identity/decision';
import * as fc from 'fast-check';
import { authorityOf } from '../src/identity/domain/authority.ts';
import type { NamedPolicy } from '../src/identity/domain/decide.ts';
import { ownerPolicy, systemPolicies } from '../src/identity/domain/system-policies.ts';

export type Statement = Readonly<Record<string, unknown>>;

export const policy = (name: string, ...statements: readonly Statement[]): NamedPolicy => ({
  name,
  document: policyDocument.parse({ Version: '1', Statement: statements }),
});

/** For who may everything. */
export const ownersAuthority = authorityOf(
  { held: systemPolicies.filter(({ name }) => name === ownerPolicy), standing: [] },
  {},
);

export function globOf(text: string, flags = 's'): RegExp {
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
    const number = (text: string) => (plain.startsWith('Date') ? new Date(text).getTime() : Number.parseFloat(text));
    const difference = number(given) - number(value);
    if (plain.endsWith('LessThanEquals')) return difference <= 0;
    if (plain.endsWith('LessThan')) return difference < 0;
    if (plain.endsWith('GreaterThanEquals')) return difference >= 0;
    if (plain.endsWith('GreaterThan')) return difference > 0;
    return difference === 0;
  };
  return negated ? values.every((value) => !one(value)) : values.some(one);
}

/** What the policies that hold for somebody decide together, plainly. */
export function decidePlainly(policies: readonly NamedPolicy[], what: Asked): Decision['effect'] {
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
  number: fc.constantFrom('1', '2', '2.0', '10'),
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
export const aStatement = fc
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
export const aContext = fc.record(
  Object.fromEntries(Object.entries(conditionKeys).map(([key, kind]) => [key, told[kind]])),
  {
    requiredKeys: [],
  },
);

/** Statements of one policy. */
export const aPolicy = fc.array(aStatement, { minLength: 1, maxLength: 4 });
export const anAction = fc.tuple(fc.constantFrom('a', 'b'), word).map((words) => words.join(':'));
export const aResource = thing.map((path) => `acs:a:r:o:${path}`);
